// A training while it goes on.

import { asForm, events, Problem, send } from '../api.js';
import { figure } from '../charts.js';
import { h, message, refusal } from '../dom.js';
import { counted, number } from '../format.js';
import { link } from '../state.js';

/** Trains, shows how far it is, and goes to the segments. */
export async function train(step, file, parameters, again) {
  const progress = h('progress', { max: 100, value: 0, 'aria-label': 'Progress of the training' });
  const phase = h('p', { role: 'status' }, 'Sending the file …');
  const cancel = h('button', { disabled: true }, 'Cancel');
  const curve = h('div', {});
  step.replaceChildren(h('section', { className: 'panel' }, h('h2', {}, 'Training'), phase, progress, h('div', { className: 'buttons' }, cancel), curve));
  step.scrollIntoView({ block: 'nearest' });
  try {
    const response = await send('POST', 'train', { query: parameters, body: asForm({ file }), headers: { Prefer: 'respond-async' } });
    const answer = await response.json();
    const result = response.status === 202 ? await follow(answer, { progress, phase, cancel, curve }) : answer;
    if (result) location.hash = link('segments', result.model, result.version);
    else step.replaceChildren(message('note', h('p', {}, 'The training was cancelled. Nothing was stored.')), back(again));
  } catch (error) {
    step.replaceChildren(refusal(error), back(again));
  }
}

function back(again) {
  return h('div', { className: 'buttons' }, h('button', { onclick: again }, 'Back to the options'));
}

/** Shows a job until it has ended. Returns what it made; null when it was cancelled. */
async function follow(job, { progress, phase, cancel, curve }) {
  let picture = null;
  let found = 0;
  cancel.disabled = false;
  cancel.addEventListener('click', async () => {
    cancel.disabled = true;
    phase.textContent = 'Cancelling …';
    await send('DELETE', `jobs/${job.id}`).catch(() => null);
  });

  for (;;) {
    for await (const state of events(`jobs/${job.id}/events`)) {
      job = state;
      progress.value = state.percentComplete;
      phase.textContent = doing(state);
      if (state.found.length === found) continue;
      found = state.found.length;
      const points = [...state.found].sort((a, b) => a.clusters - b.clusters);
      const option = (look) => ({
        grid: { left: 8, right: 20, top: 12, bottom: 40, containLabel: true },
        xAxis: { type: 'category', data: points.map((point) => point.clusters), name: 'Number of segments', nameGap: 26 },
        yAxis: { type: 'value', scale: true, axisLabel: { formatter: number } },
        series: [{ type: 'line', data: points.map((point) => point.inertia), itemStyle: { color: look.color(1) }, symbolSize: 8 }],
      });
      if (picture) picture.redraw(option);
      else {
        picture = figure('Inertia so far', 'Found for each number of segments.', option, { headers: ['Segments', 'Inertia'], rows: () => points.map((point) => [String(point.clusters), number(point.inertia)]) });
        curve.replaceChildren(picture);
      }
    }

    if (job.status === 'succeeded') return job.result;
    if (job.status === 'canceled') return null;
    if (job.status === 'failed') throw new Problem(job.error.status, job.error);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

function doing(state) {
  const names = { reading: 'Reading the file', preparing: 'Preparing the columns', searching: 'Searching for segments', silhouettes: 'Measuring how clear they are', profiling: 'Describing the segments', saving: 'Saving' };
  if (state.status === 'queued') return 'Waiting for another training to end …';
  const clustering = state.clustering ? `: ${counted(state.clustering.clusters, 'segment')}, iteration ${state.clustering.iteration}, inertia ${number(state.clustering.inertia)}` : '';
  return `${names[state.phase] ?? 'Training'}${state.phase === 'searching' ? clustering : ''} …`;
}
