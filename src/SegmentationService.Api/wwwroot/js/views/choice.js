// Why so many: how the number of segments was chosen, and another one instead.

import { chosen, field, h, message, sayOf, table } from '../dom.js';
import { count, counted, number, percent, score, typed } from '../format.js';
import { meaning } from '../meaning.js';
import { refusal } from '../notices.js';
import { inertiaChart, silhouetteChart, silhouettePlot } from '../pictures.js';
import { outcome } from '../start/outcome.js';
import { keptTable, report } from '../start/tables.js';
import { train } from '../start/training.js';
import { chart, link, version } from '../state.js';
import { rule } from '../words.js';

export const title = 'Why so many';

export async function render({ model, version: number_ }) {
  const trained = await version(model.model, number_);
  const place = h('div', { className: 'instead' });
  return [
    h('h1', {}, `Why ${trained.clusters} segments`),
    another(trained, (clusters) => useInstead(place, trained, clusters)),
    place,
    ...await choiceOf(trained, (clusters) => useInstead(place, trained, clusters)),
  ];
}

/**
 * The same for the report.
 * @param take trains with another number of segments; null where that cannot be asked for
 */
export async function choiceOf(trained, take = null) {
  const silhouettes = await chart(trained.model, trained.version, 'silhouettes');
  const { candidates, reason } = trained.selection;
  const pick = take && ((clusters) => clusters !== trained.clusters && take(clusters));
  return [
    message('note', h('p', {}, h('strong', {}, rule(trained.selection.rule)), ' ', reason)),
    take ? h('h2', {}, candidates.length > 1 ? 'The numbers that were tried' : 'The number that was asked for') : null,
    candidates.length > 1 && take ? h('p', { className: 'hint' }, 'Click a number of segments on a curve to use it instead; the table below has buttons for the same.') : null,
    candidates.length > 1 ? h('div', { className: 'two' }, inertiaChart(candidates, trained.clusters, pick), silhouetteChart(candidates, trained.clusters, pick)) : null,
    silhouettes?.segments.length ? silhouettePlot(silhouettes) : null,
    h('section', { className: 'panel' },
      h('h2', {}, 'Everything that was tried'),
      candidateTable(candidates, trained.clusters, take),
      h('p', { className: 'hint' }, `Silhouettes are over ${count(trained.quality.silhouetteCustomers)} customers. Higher is better for Calinski-Harabasz, lower for Davies-Bouldin. `
        + 'Not eligible is a number that leaves a tiny segment, or comes near the number of different customers.'),
      meaning('silhouette'),
      meaning('inertia'),
      candidates.some((one) => known(one.groups)) ? meaning('structure') : null,
      candidates.some((one) => known(one.stability)) ? meaning('stability') : null),
  ].filter(Boolean);
}

/** Any number, also one that was not tried. */
function another(trained, take) {
  const input = h('input', { inputMode: 'numeric', autocomplete: 'off', name: 'instead' });
  return h('form', { className: 'panel search', noValidate: true, onsubmit: (event) => {
    event.preventDefault();
    const { value } = typed(input.value);
    const isRight = Number.isInteger(value) && value >= 1 && value <= trained.customers && value !== trained.clusters;
    sayOf(input, isRight ? {} : { error: value === trained.clusters ? `There are ${value} now.` : `A whole number from 1 to ${count(Math.min(trained.customers, 10_000))} is expected.` });
    if (isRight) take(value);
  } },
  field('Another number of segments', input),
  h('div', { className: 'buttons' }, h('button', {}, 'Use it instead')));
}

/** Trains from the table of a version, in the same way but for the number of segments. */
async function useInstead(place, trained, clusters) {
  try {
    const kept = await keptTable(trained.source?.table);
    if (!kept) {
      place.replaceChildren(message('warning', h('p', {}, `The table of version ${trained.version}${trained.source?.file ? `, ${trained.source.file},` : ''} is no longer kept. `,
        h('a', { href: `#/start?${new URLSearchParams({ again: trained.version, model: trained.model })}` }, 'Drop the file again'), ': its options are still known.')));
      return;
    }

    const { minClusters: _least, maxClusters: _most, selection: _rule, clusters: _number, promote: _promote, parent: _parent, ...same } = trained.source.parameters;
    const { text } = await outcome(trained.model, await report(kept.id, { ...same, model: trained.model }), '');
    const answer = await chosen(`${counted(clusters, 'segment')} instead of ${trained.clusters}, from ${kept.file ?? 'the table'} that is still here and with the same options. ${text}`, [['auto', `Train with ${clusters} segments`], ['false', 'Train, and let it wait']]);
    if (!answer) return;
    const made = await train(place, { ...same, model: trained.model, clusters, promote: answer === 'auto' ? null : answer, table: kept.id });
    if (made && place.isConnected) location.hash = link('segments', made.model, made.version);
  } catch (error) {
    place.replaceChildren(refusal(error));
  }
}

/** Groups and stability stand there where they are known of any number: of old versions they are not, and stability is asked of as few numbers as it takes to choose. */
function candidateTable(candidates, served, take) {
  const columns = [
    ['Segments', (one) => String(one.clusters)],
    ['Instead', (one) => (one.clusters === served ? 'in use' : h('button', { type: 'button', className: 'small-button', onclick: () => take(one.clusters) }, `Use ${one.clusters} instead`)), take !== null && candidates.length > 1],
    ['Clear groups', (one) => (known(one.groups) ? (one.groups === one.clusters ? `${one.groups}: all` : one.groups === 1 ? 'none' : String(one.groups)) : '–'), candidates.some((one) => known(one.groups))],
    ['Found again', (one) => (known(one.stability) ? percent(one.stability) : 'not asked'), candidates.some((one) => known(one.stability))],
    ['Silhouette', (one) => score(one.silhouette)],
    ['Inertia', (one) => number(one.inertia)],
    ['Calinski-Harabasz', (one) => number(one.calinskiHarabasz)],
    ['Davies-Bouldin', (one) => score(one.daviesBouldin)],
    ['Smallest segment', (one) => percent(one.smallestShare)],
    ['Eligible', (one) => (one.eligible ? 'yes' : 'no')],
  ].filter(([, , isKnown]) => isKnown !== false);
  const element = table('Numbers of segments', columns.map(([header]) => header), candidates.map((one) => columns.map(([, cell]) => cell(one))));
  element.querySelectorAll('tbody tr')[candidates.findIndex((one) => one.clusters === served)]?.classList.add('chosen');
  return element;
}

function known(value) {
  return typeof value === 'number';
}
