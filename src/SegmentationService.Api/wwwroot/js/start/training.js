// A training while it goes on.

import { events, Problem, send } from '../api.js';
import { figure } from '../charts.js';
import { h, message } from '../dom.js';
import { counted, date, number } from '../format.js';

/**
 * Trains from a table that is kept, and shows in a place how far it is.
 * @param place where; empty again when the training has ended
 * @param query the parameters of the training, the table among them
 * @returns the version that was made; null where the training was cancelled
 */
export function train(place, query) {
  return shown(place, async (panel) => {
    const response = await send('POST', 'train', { query, headers: { Prefer: 'respond-async' } });
    const answer = await response.json();
    return response.status === 202 ? follow(answer, panel) : answer;
  });
}

/** The trainings under way, to be watched; nothing where there are none. */
export function underWay(jobs, watch) {
  const running = jobs.filter((job) => job.kind !== 'scoring').filter((job) => job.status === 'queued' || job.status === 'running');
  return running.length === 0 ? null : h('section', { className: 'panel' },
    h('h2', {}, 'Trainings under way'),
    h('ul', { className: 'notices' }, running.map((job) => h('li', {}, `${job.model}, since ${date(job.createdAt)} `,
      h('button', { type: 'button', className: 'small-button', onclick: () => watch(job) }, `Watch ${job.model}`)))));
}

/** Shows in a place how far a training is that was begun elsewhere; returns what train returns. */
export function watch(place, job) {
  return shown(place, (panel) => follow(job, panel));
}

async function shown(place, work) {
  const progress = h('progress', { max: 100, value: 0, 'aria-label': 'Progress of the training' });
  const phase = h('p', { role: 'status' }, 'Asking for a training …');
  const cancel = h('button', { type: 'button', disabled: true }, 'Cancel');
  const curve = h('div', {});
  place.replaceChildren(h('section', { className: 'panel' }, h('h2', {}, 'Training'), phase, progress, h('div', { className: 'buttons' }, cancel), curve));
  place.scrollIntoView({ block: 'nearest' });
  try {
    const result = await work({ progress, phase, cancel, curve });
    place.replaceChildren(...(result ? [] : [message('note', h('p', {}, 'The training was cancelled. Nothing was stored.'))]));
    return result;
  } catch (error) {
    place.replaceChildren();
    throw error;
  }
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
