// Try a customer: a form made from the model's features, the segment as one types, why it is that one, and what would change it.

import { send, versionPath } from '../api.js';
import { look } from '../charts.js';
import { announce, field, h, message, select, table } from '../dom.js';
import { changePanel, whyPanel } from '../explanation.js';
import { percent, score } from '../format.js';
import { meaning } from '../meaning.js';
import { customerMap } from '../pictures.js';
import { chart, version } from '../state.js';
import { sure, votesFor } from '../words.js';

export const title = 'Try a customer';

const pause = 150;

export async function render({ model, version: number_ }) {
  const [trained, map] = await Promise.all([version(model.model, number_), chart(model.model, number_, 'map')]);
  const fields = fieldsOf(trained);
  const picture = map ? customerMap(map) : null;
  const [result, why, change] = [h('div', {}), h('section', { className: 'panel' }), h('section', { className: 'panel' })];
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
        send('POST', 'explain', { ...request, query: { model: trained.model, version: trained.version } }).then((response) => response.json()),
        map ? send('POST', `${versionPath(trained.model, trained.version)}/charts/map`, request).then((response) => response.json()) : null,
      ]);
      result.replaceChildren(...said(answer, trained));
      why.replaceChildren(...whyPanel(answer, trained));
      change.replaceChildren(...changePanel(answer, trained));
      picture?.show(location);
    } catch (error) {
      if (error.name === 'AbortError') return;
      result.replaceChildren(h('h2', {}, 'Segment'), message('error', h('p', {}, error.message)));
      for (const panel of [why, change]) panel.replaceChildren();
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
  const answered = h('section', { className: 'panel' }, result, meaning(trained.confidenceBasis === 'jury' ? 'confidence' : 'distance'), meaning('outlier'));
  return [
    h('h1', {}, 'Try a customer'),
    h('div', { className: 'two' }, h('div', {}, form, answered), picture ?? h('div', {})),
    h('div', { className: 'two' }, why, h('div', {}, change, meaning('explanation'))),
  ];
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

/** The segment and how sure it is: words first, the numbers behind. */
function said(answer, trained) {
  const { words, numbers } = sure(answer, trained.jurors);
  const isJury = answer.confidenceBasis === 'jury';
  const swatch = h('span', { className: 'swatch', 'aria-hidden': 'true' });
  swatch.style.backgroundColor = look().color(answer.segment);
  announce(`${answer.name}. ${words}`);
  return [
    h('h2', {}, 'Segment'),
    h('p', { className: 'result' }, swatch, answer.name),
    h('p', { className: 'sureness' }, h('strong', {}, words), ' ', numbers),
    table('Nearest segments', ['Segment', isJury ? 'Retrainings' : 'Confidence', 'Distance'], answer.alternatives.map((one, place) =>
      [one.name, isJury ? `${votesFor(one.confidence, trained.jurors, place === 0)} of ${trained.jurors}` : percent(one.confidence), score(one.distance)])),
    answer.notices.length ? h('ul', { className: 'notices' }, answer.notices.map((notice) => h('li', {}, notice.message))) : null,
  ].filter(Boolean);
}
