// Why so many: how the number of segments was chosen.

import { h, message, table } from '../dom.js';
import { count, number, percent, score } from '../format.js';
import { meaning } from '../meaning.js';
import { inertiaChart, silhouetteChart, silhouettePlot } from '../pictures.js';
import { chart, version } from '../state.js';
import { rule } from '../words.js';

export const title = 'Why so many';

export async function render({ model, version: number_ }) {
  const trained = await version(model.model, number_);
  return [h('h1', {}, `Why ${trained.clusters} segments`), ...await choiceOf(trained)];
}

/** The same for the report. */
export async function choiceOf(trained) {
  const silhouettes = await chart(trained.model, trained.version, 'silhouettes');
  const { candidates, reason } = trained.selection;
  return [
    message('note', h('p', {}, h('strong', {}, rule(trained.selection.rule)), ' ', reason)),
    candidates.length > 1 ? h('div', { className: 'two' }, inertiaChart(candidates, trained.clusters), silhouetteChart(candidates, trained.clusters)) : null,
    silhouettes?.segments.length ? silhouettePlot(silhouettes) : null,
    h('section', { className: 'panel' },
      h('h2', {}, 'Everything that was tried'),
      candidateTable(candidates, trained.clusters),
      h('p', { className: 'hint' }, `Silhouettes are over ${count(trained.quality.silhouetteCustomers)} customers. Higher is better for Calinski-Harabasz, lower for Davies-Bouldin. `
        + 'Not eligible is a number that leaves a tiny segment, or comes near the number of different customers.'),
      meaning('silhouette'),
      candidates.some((one) => known(one.groups)) ? meaning('structure') : null,
      candidates.some((one) => known(one.stability)) ? meaning('stability') : null),
  ].filter(Boolean);
}

/** Groups and stability stand there where they are known of any number: of old versions they are not, and stability is asked of as few numbers as it takes to choose. */
function candidateTable(candidates, chosen) {
  const columns = [
    ['Segments', (one) => String(one.clusters)],
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
  element.querySelectorAll('tbody tr')[candidates.findIndex((one) => one.clusters === chosen)]?.classList.add('chosen');
  return element;
}

function known(value) {
  return typeof value === 'number';
}
