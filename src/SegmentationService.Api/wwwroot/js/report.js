// The report of a version: one page to print or to send.

import { versionPath } from './api.js';
import { look } from './charts.js';
import { h, message, table } from './dom.js';
import { count, date, number, percent, score } from './format.js';
import { meaningList } from './meaning.js';
import { noticeList } from './notices.js';
import { customerMap, distribution, effectsMap, segmentCards, structureNote } from './pictures.js';
import { chart, version } from './state.js';
import { choiceOf } from './views/choice.js';

const main = document.getElementById('main');
const [, model, asked] = location.pathname.match(/\/models\/([^/]+)\/versions\/([^/]+)\/report$/).map(decodeURIComponent);

try {
  const trained = await version(model, asked);
  const [effects, map, distributions] = await Promise.all(['effects', 'map', 'distributions'].map((name) => chart(trained.model, trained.version, name)));
  document.title = `Segments of ${trained.model}, version ${trained.version}`;
  main.replaceChildren(...[
    h('p', { className: 'noprint' },
      h('a', { href: `../../../../#/segments?${new URLSearchParams({ model: trained.model, version: trained.version })}` }, 'Back to the dashboard'), ' ',
      h('button', { onclick: () => print() }, 'Print')),
    h('h1', {}, `${trained.clusters} segments of ${count(trained.customers)} customers`),
    h('p', {}, `Model ${trained.model}, version ${trained.version}, trained on ${date(trained.createdAt)}. Silhouette ${score(trained.quality.silhouette)}.`),
    h('h2', {}, 'The segments'),
    structureNote(trained),
    segmentCards(trained, look()),
    effects ? effectsMap(effects) : message('note', h('p', {}, 'This version was trained before charts were stored.')),
    map ? customerMap(map) : null,
    h('h2', {}, `Why ${trained.clusters} segments`),
    await choiceOf(trained),
    h('h2', {}, 'The features'),
    distributions ? h('div', { className: 'two' }, distributions.features.map(distribution)) : null,
    table('How values are prepared', ['Feature', 'From', 'Transform', 'Median', 'Missing', 'Clipped'],
      trained.features.map((feature) => [feature.name, feature.source, feature.transform, number(feature.median), count(feature.missing), count(feature.clipped)])),
    h('h2', {}, 'Medians by segment'),
    table('Medians', ['Feature', ...trained.segments.slice(0, 12).map((segment) => `${segment.name} (${percent(segment.share)})`)],
      Object.keys(trained.segments[0].statistics).map((name) => [name, ...trained.segments.slice(0, 12).map((segment) => number(segment.statistics[name].median))])),
    h('h2', {}, 'What the numbers mean'),
    meaningList([trained.structure ? 'structure' : null, 'silhouette', trained.confidenceBasis === 'jury' ? 'stability' : null].filter(Boolean)),
    h('h2', {}, 'Worth knowing about the data'),
    noticeList(trained.notices),
    h('p', { className: 'hint' }, `${versionPath(trained.model, trained.version)}, ${trained.fingerprint}`),
  ].flat().filter(Boolean));
} catch (error) {
  main.replaceChildren(h('h1', {}, 'No report'), message('error', h('p', {}, error.message)));
}
