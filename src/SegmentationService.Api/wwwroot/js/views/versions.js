// Versions: the history, what changed, which one serves.

import { send } from '../api.js';
import { confirmed, field, h, message, select, table } from '../dom.js';
import { count, counted, date, percent, score } from '../format.js';
import { link, version } from '../state.js';

export const title = 'Versions';

export async function render({ model, version: shown, setAside }) {
  const aside = setAside?.length
    ? message('warning', h('h2', {}, 'Set aside'), h('p', {}, 'These lie in the store and cannot be served:'), h('ul', { className: 'notices' }, setAside.map((one) => h('li', {}, `${one.name}: ${one.reason}`))))
    : null;
  if (!model) return [h('h1', {}, 'Versions'), h('p', {}, 'There is none yet.'), aside].filter(Boolean);

  const champion = model.aliases.champion;
  const status = h('div', {});
  const rows = [...model.versions].reverse().map((one) => [
    h('a', { href: link('segments', model.model, one.version) }, `Version ${one.version}`),
    date(one.createdAt), count(one.customers), String(one.clusters), score(one.silhouette), one.aliases.join(', '),
    one.version === champion ? 'serves' : h('button', { onclick: () => serve(model, one.version, champion, status) }, one.version < champion ? 'Roll back to this' : 'Promote'),
  ]);
  return [
    h('h1', {}, `Versions of ${model.model}`),
    aside,
    h('section', { className: 'panel' }, table('Versions, newest first', ['Version', 'Trained', 'Customers', 'Segments', 'Silhouette', 'Aliases', 'Predictions'], rows), status),
    model.versions.length > 1 ? comparison(model, shown) : null,
  ].filter(Boolean);
}

async function serve(model, number, champion, status) {
  const question = `Version ${number} will answer all predictions of ${model.model} from now on${champion ? `, instead of version ${champion}` : ''}.`;
  if (!(await confirmed(question, number < champion ? 'Roll back' : 'Promote'))) return;
  try {
    await send('PUT', `models/${encodeURIComponent(model.model)}/aliases/champion`, { body: JSON.stringify({ version: number }), headers: { 'Content-Type': 'application/json' } });
    dispatchEvent(new HashChangeEvent('hashchange'));
  } catch (error) {
    status.replaceChildren(message('error', h('p', {}, error.message)));
  }
}

function comparison(model, shown) {
  const numbers = model.versions.map((one) => [String(one.version), `Version ${one.version}`]);
  const before = model.versions.filter((one) => one.version !== shown).at(-1).version;
  const [older, newer] = [Math.min(before, shown), Math.max(before, shown)].map((one) => select(numbers, String(one)));
  const place = h('div', {});
  const compare = async () => {
    const [from, to] = await Promise.all([older, newer].map((choice) => version(model.model, choice.value)));
    place.replaceChildren(...difference(from, to));
  };
  for (const choice of [older, newer]) choice.addEventListener('change', compare);
  compare();
  return h('section', { className: 'panel' }, h('h2', {}, 'What changed'), h('div', { className: 'form' }, field('From', older), field('To', newer)), place);
}

function difference(from, to) {
  // Segments of a version and its parent are the same where their ids are, of any other two where their names are.
  const by = to.lineage?.parent === from.version ? 'id' : 'name';
  const known = new Map([...from.segments, ...to.segments].map((segment) => [segment[by], segment.name]));
  const keys = [...new Set([...to.segments, ...from.segments].map((segment) => segment[by]))];
  const find = (trained, key) => trained.segments.find((segment) => segment[by] === key);
  const cell = (segment) => (segment ? `${counted(segment.size, 'customer')}, ${percent(segment.share)}` : 'not there');
  const features = (trained) => new Set(trained.features.map((feature) => feature.name));
  const added = [...features(to)].filter((name) => !features(from).has(name));
  const removed = [...features(from)].filter((name) => !features(to).has(name));
  return [
    h('dl', { className: 'facts' },
      h('dt', {}, 'Customers'), h('dd', {}, `${count(from.customers)} → ${count(to.customers)}`),
      h('dt', {}, 'Segments'), h('dd', {}, `${from.clusters} → ${to.clusters}`),
      h('dt', {}, 'Silhouette'), h('dd', {}, `${score(from.quality.silhouette)} → ${score(to.quality.silhouette)}`),
      h('dt', {}, 'Features'), h('dd', {}, added.length || removed.length ? [...added.map((name) => `+ ${name}`), ...removed.map((name) => `− ${name}`)].join(', ') : 'the same'),
      h('dt', {}, 'Predictions'), h('dd', {}, from.fingerprint === to.fingerprint ? 'the same: both models are equal' : 'differ')),
    table(`Segments by ${by === 'id' ? 'number' : 'name'}`, ['Segment', `Version ${from.version}`, `Version ${to.version}`],
      keys.map((key) => [by === 'id' ? `${key}: ${known.get(key)}` : known.get(key), cell(find(from, key)), cell(find(to, key))])),
  ];
}
