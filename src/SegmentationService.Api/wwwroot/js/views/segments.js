// Segments: what they are, how they differ, where the customers are.

import { versionPath } from '../api.js';
import { segmentCards } from '../cards.js';
import { look } from '../charts.js';
import { field, h, message, select } from '../dom.js';
import { downloadPanel, exportPanel, segmentDownloads } from '../downloads.js';
import { editButton, segmentForm } from '../editing.js';
import { count, date, score } from '../format.js';
import { meaning } from '../meaning.js';
import { noticeList } from '../notices.js';
import { customerMap, distribution, effectsMap, structureNote } from '../pictures.js';
import { chart, version } from '../state.js';
import { addressOf } from './customers.js';

export const title = 'Segments';

export async function render({ model, version: number }) {
  const trained = await version(model.model, number);
  const [effects, map, distributions] = await Promise.all(['effects', 'map', 'distributions'].map((name) => chart(model.model, number, name)));
  return [
    h('h1', {}, `${trained.clusters} segments of ${count(trained.customers)} customers`),
    h('p', {}, `Version ${trained.version} of ${trained.model}, trained on ${date(trained.createdAt)}. Silhouette ${score(trained.quality.silhouette)}. ${trained.selection.reason} `,
      h('a', { href: `${versionPath(trained.model, trained.version)}/report` }, 'Report to print or send'), ' · ',
      h('a', { href: `#/start?${new URLSearchParams({ again: trained.version, model: trained.model })}` }, 'Train again with other options')),
    structureNote(trained, meaning('structure'), meaning('silhouette')),
    h('h2', { className: 'visually-hidden' }, 'The segments'),
    segmentCards(trained, look(), (segment) => actions(trained, segment)),
    trained.segments.some((segment) => typeof segment.stability === 'number') ? meaning('stability') : null,
    h('h2', {}, 'How they differ'),
    effects && map
      ? [h('div', { className: 'two' }, effectsMap(effects), customerMap(map)), distributionPanel(distributions)]
      : message('note', h('p', {}, 'This version was trained before charts were stored. Train again to see them.')),
    downloadPanel(trained),
    exportPanel(trained),
    h('section', { className: 'panel' }, h('h2', {}, 'Worth knowing about the data'), noticeList(trained.notices)),
  ].flat().filter(Boolean);
}

/** What can be done with a segment. */
function actions(trained, segment) {
  const status = h('div', { role: 'status' });
  return [
    h('div', { className: 'buttons noprint' },
      h('a', { className: 'button', href: addressOf(trained.model, trained.version, segment), 'aria-label': `The customers of ${segment.name}` }, 'Customers'),
      segmentDownloads(trained, segment, status),
      editButton('Edit', `Rename ${segment.name}, or add a note or a colour`, (close) => segmentForm(trained, segment.id, look().color(segment.id), close))),
    status,
  ];
}

function distributionPanel(distributions) {
  const place = h('div', {});
  const choice = select([['', 'Choose a feature'], ...distributions.features.map((feature) => [feature.feature, feature.label])], '');
  choice.addEventListener('change', () => {
    const feature = distributions.features.find((one) => one.feature === choice.value);
    place.replaceChildren(...(feature ? [distribution(feature)] : []));
  });
  return h('section', { className: 'panel noprint' }, h('h2', {}, 'Look at one feature'), h('div', { className: 'form' }, field('Feature', choice)), place);
}
