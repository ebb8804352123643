// Why so many: how the number of segments was chosen.

import { h, message, table } from '../dom.js';
import { count, number, percent, score } from '../format.js';
import { inertiaChart, silhouetteChart, silhouettePlot } from '../pictures.js';
import { chart, version } from '../state.js';

export const title = 'Why so many';

const rules = {
  separate: 'The valleys between segments decided', silhouette: 'The silhouette decided', elbow: 'The elbow decided', stable_elbow: 'The elbow decided', fixed: 'The number was given', largestSmallestShare: 'The size of the smallest segment decided', largest_smallest_share: 'The size of the smallest segment decided',
};

export async function render({ model, version: number_ }) {
  const trained = await version(model.model, number_);
  return [h('h1', {}, `Why ${trained.clusters} segments`), ...await choiceOf(trained)];
}

/** The same for the report. */
export async function choiceOf(trained) {
  const silhouettes = await chart(trained.model, trained.version, 'silhouettes');
  const { candidates, reason, rule } = trained.selection;
  return [
    message('note', h('p', {}, h('strong', {}, `${rules[rule] ?? rule}. `), reason)),
    candidates.length > 1 ? h('div', { className: 'two' }, inertiaChart(candidates, trained.clusters), silhouetteChart(candidates, trained.clusters)) : null,
    silhouettes?.segments.length ? silhouettePlot(silhouettes) : null,
    h('section', { className: 'panel' },
      h('h2', {}, 'Everything that was tried'),
      candidateTable(candidates, trained.clusters),
      h('p', { className: 'hint' }, `Silhouettes are over ${count(trained.quality.silhouetteCustomers)} customers. Higher is better for Calinski-Harabasz, lower for Davies-Bouldin.`)),
  ].filter(Boolean);
}

function candidateTable(candidates, chosen) {
  const element = table('Numbers of segments',
    ['Segments', 'Inertia', 'Silhouette', 'Calinski-Harabasz', 'Davies-Bouldin', 'Smallest segment', 'Groups', 'Eligible'],
    candidates.map((one) => [String(one.clusters), number(one.inertia), score(one.silhouette), number(one.calinskiHarabasz), score(one.daviesBouldin), percent(one.smallestShare), one.groups === null ? '–' : String(one.groups), one.eligible ? 'yes' : 'no: too small a segment']));
  element.querySelectorAll('tbody tr')[candidates.findIndex((one) => one.clusters === chosen)]?.classList.add('chosen');
  return element;
}
