// Try a customer: a form made from the model's features, and the answer as one types.

import { send, versionPath } from '../api.js';
import { field, h, message, select, table } from '../dom.js';
import { percent, score } from '../format.js';
import { customerMap } from '../pictures.js';
import { chart, version } from '../state.js';

export const title = 'Try a customer';

const pause = 150;

export async function render({ model, version: number_ }) {
  const [trained, map] = await Promise.all([version(model.model, number_), chart(model.model, number_, 'map')]);
  const fields = fieldsOf(trained);
  const picture = map ? customerMap(map) : null;
  const result = h('section', { className: 'panel', 'aria-live': 'polite' });
  let waiting;
  let latest = null;

  const update = async () => {
    latest?.abort();
    latest = new AbortController();
    const { signal } = latest;
    const body = JSON.stringify(Object.fromEntries(fields.map(([name, control]) => [name, control.value.trim()]).filter(([, value]) => value !== '')));
    const request = { body, headers: { 'Content-Type': 'application/json' }, signal };
    try {
      const [answer, location] = await Promise.all([
        send('POST', 'predict', { ...request, query: { model: trained.model, version: trained.version } }).then((response) => response.json()),
        map ? send('POST', `${versionPath(trained.model, trained.version)}/charts/map`, request).then((response) => response.json()) : null,
      ]);
      result.replaceChildren(...said(answer));
      picture?.show(location);
    } catch (error) {
      if (error.name !== 'AbortError') result.replaceChildren(h('h2', {}, 'Segment'), message('error', h('p', {}, error.message)));
    }
  };

  const form = h('form', { className: 'panel', onsubmit: (event) => { event.preventDefault(); update(); } },
    h('h2', {}, 'A customer'),
    h('p', {}, 'Filled with what is typical of all customers. An empty field counts as typical, too.'),
    h('div', { className: 'form' }, fields.map(([name, control]) => field(name, control))));
  form.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(update, pause);
  });
  await update();
  return [h('h1', {}, 'Try a customer'), h('div', { className: 'two' }, h('div', {}, form, result), picture ?? h('div', {}))];
}

/** A control for each column that the model reads: numbers with their median, encoded text as a choice. */
function fieldsOf(trained) {
  const fields = new Map();
  for (const feature of trained.features) {
    if (feature.value !== undefined && feature.value !== null) {
      const values = fields.get(feature.source) ?? [];
      if (Array.isArray(values)) fields.set(feature.source, [...values, feature.value]);
    } else if (feature.source === feature.name) fields.set(feature.name, feature.median);
  }

  for (const column of trained.columns ?? [])
    if (column.role === 'input' && !fields.has(column.name)) fields.set(column.name, null);
  return [...fields].map(([name, value]) => [name, Array.isArray(value)
    ? select([['', '–'], ...value.map((one) => [one, one])], '', { name })
    : h('input', { name, value: value === null ? '' : String(Number(value.toPrecision(12))), inputMode: 'decimal', autocomplete: 'off' })]);
}

/** How sure a segment is, in words. */
function sureness(answer) {
  const alone = answer.outlier ? 'Like nobody in training, and ' : '';
  const words = answer.confidence >= 0.9 ? 'clearly here' : answer.confidence >= 0.7 ? 'rather here' : answer.confidence >= 0.5 ? `between this and ${answer.alternatives[1]?.name ?? 'another segment'}` : 'uncertain';
  return alone ? `${alone}${words}` : words[0].toUpperCase() + words.slice(1);
}

function said(answer) {
  return [
    h('h2', {}, 'Segment'),
    h('p', { className: 'result' }, answer.name),
    h('p', {}, `${sureness(answer)}: segment ${answer.segment}, ${answer.confidenceBasis === 'jury'
      ? `as in ${percent(answer.confidence)} of the refits on resampled customers`
      : `confidence ${percent(answer.confidence)} by the distances`}.`),
    table('Nearest segments', ['Segment', 'Confidence', 'Distance'], answer.alternatives.map((one) => [one.name, percent(one.confidence), score(one.distance)])),
    answer.notices.length ? h('ul', { className: 'notices' }, answer.notices.map((notice) => h('li', {}, notice.message))) : null,
  ].filter(Boolean);
}
