// Two versions beside each other: what they were made of, and what became of each segment, told by its customers.

import { get } from './api.js';
import { field, h, select, table } from './dom.js';
import { count, counted, percent, score } from './format.js';
import { movesOf } from './migration.js';
import { link, version } from './state.js';

/** The choice of two versions, and what they differ in. */
export function comparisonPanel(model, shown) {
  const numbers = model.versions.map((one) => [String(one.version), `Version ${one.version}`]);
  const before = model.versions.filter((one) => one.version !== shown).at(-1).version;
  const [older, newer] = [Math.min(before, shown), Math.max(before, shown)].map((one) => select(numbers, String(one)));
  const place = h('div', { className: 'moves' });
  let turn = 0;
  const compare = async () => {
    const own = ++turn;
    const [from, to] = await Promise.all([older, newer].map((choice) => version(model.model, choice.value)));
    const moves = from.version === to.version ? null : await customersOf(model.model, from, to);
    if (own === turn) place.replaceChildren(facts(from, to), ...(moves ?? segmentsOf(model, from, to)));
  };
  for (const choice of [older, newer]) choice.addEventListener('change', compare);
  compare();
  return h('section', { className: 'panel' }, h('h2', {}, 'What changed'), h('div', { className: 'form' }, field('From', older), field('To', newer)), place);
}

function facts(from, to) {
  const without = (trained, other) => trained.features.filter(({ name }) => !other.features.some((feature) => feature.name === name)).map(({ label }) => label);
  const [added, removed] = [without(to, from), without(from, to)];
  return h('dl', { className: 'facts' },
    h('dt', {}, 'Customers'), h('dd', {}, `${count(from.customers)} → ${count(to.customers)}`),
    h('dt', {}, 'Segments'), h('dd', {}, `${from.clusters} → ${to.clusters}`),
    h('dt', {}, 'Silhouette'), h('dd', {}, `${score(from.quality.silhouette)} → ${score(to.quality.silhouette)}`),
    h('dt', {}, 'Features'), h('dd', {}, added.length || removed.length ? [...added.map((name) => `+ ${name}`), ...removed.map((name) => `− ${name}`)].join(', ') : 'the same'),
    h('dt', {}, 'Predictions'), h('dd', {}, from.fingerprint === to.fingerprint ? 'the same: both models are equal' : 'differ'));
}

/** Who has moved between the trainings, and why; null where their customers are not kept. */
async function customersOf(model, from, to) {
  try {
    return movesOf(await get(`models/${encodeURIComponent(model)}/migration`, { from: from.version, to: to.version }), from, to);
  } catch {
    return null;
  }
}

/** What is known without the customers: segments of a version and its parent are the same where their numbers are; of any other two nothing is said. */
function segmentsOf(model, from, to) {
  const ask = h('p', {}, 'The customers of both trainings are not kept with all that the models read. ', h('a', { href: link('changes', model.model, to.version) }, 'Give both tables to see who moved, and why'), '.');
  if (to.lineage?.parent !== from.version) return from.version === to.version ? [] : [ask];
  const ids = [...new Set([...to.segments, ...from.segments].map((segment) => segment.id))];
  const cell = (trained, id) => {
    const segment = trained.segments.find((one) => one.id === id);
    return segment ? `${segment.name}: ${counted(segment.size, 'customer')}, ${percent(segment.share)}` : 'not there';
  };
  return [table('Segments by number: most of their customers are the same', ['Segment', `Version ${from.version}`, `Version ${to.version}`], ids.map((id) => [String(id), cell(from, id), cell(to, id)])), ask];
}
