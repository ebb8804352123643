// The report of a version: one page to print or to send. Its first page is for those who read no other.

import { versionPath } from './api.js';
import { segmentCards } from './cards.js';
import { look } from './charts.js';
import { download, h, message, table } from './dom.js';
import { count, number, percent } from './format.js';
import { labelsOf } from './labels.js';
import { meaningList } from './meaning.js';
import { noticeList } from './notices.js';
import { oneFile } from './onefile.js';
import { customerMap, distribution, effectsMap, structureNote } from './pictures.js';
import { chart, version } from './state.js';
import { summary } from './summary.js';
import { choiceOf } from './views/choice.js';

// So many columns of numbers fit beside each other on a page of paper.
const mostColumns = 5;

const main = document.getElementById('main');
const [, model, asked] = location.pathname.match(/\/models\/([^/]+)\/versions\/([^/]+)\/report$/).map(decodeURIComponent);

try {
  const trained = await version(model, asked);
  const [effects, map, distributions] = await Promise.all(['effects', 'map', 'distributions'].map((name) => chart(trained.model, trained.version, name)));
  document.title = `Segments of ${trained.model}, version ${trained.version}`;
  const content = [
    actions(trained),
    summary(trained, look()),
    h('h2', { className: 'page' }, 'The segments'),
    structureNote(trained),
    segmentCards(trained, look()),
    effects ? effectsMap(effects) : message('note', h('p', {}, 'This version was trained before charts were stored.')),
    map ? customerMap(map) : null,
    h('h2', {}, `Why ${trained.clusters} segments`),
    await choiceOf(trained),
    h('h2', {}, 'The features'),
    distributions ? h('div', { className: 'two' }, distributions.features.map(distribution)) : null,
    table('How values are prepared', ['Feature', 'From', 'Transform', 'Median', 'Missing', 'Clipped'],
      trained.features.map((feature) => [feature.label, feature.source, feature.transform, number(feature.median), count(feature.missing), count(feature.clipped)])),
    h('h2', {}, 'Medians by segment'),
    mediansTables(trained),
    h('h2', {}, 'What the numbers mean'),
    meaningList([trained.structure ? 'structure' : null, 'silhouette', trained.confidenceBasis === 'jury' ? 'stability' : null].filter(Boolean)),
    h('h2', {}, 'Worth knowing about the data'),
    noticeList(trained.notices),
    h('p', { className: 'hint' }, `${versionPath(trained.model, trained.version)}, ${trained.fingerprint}`),
  ].flat(Infinity).filter(Boolean);
  await Promise.all(content.flatMap((element) => [element, ...element.querySelectorAll('figure')]).map((element) => element.ready));
  main.replaceChildren(...content);
} catch (error) {
  main.replaceChildren(h('h1', {}, 'No report'), message('error', h('p', {}, error.message)));
}

document.body.dataset.ready = '';

function actions(trained) {
  const status = h('span', { role: 'status' });
  const save = async () => {
    const name = `${trained.model}-${trained.version}-report.html`;
    download(name, await oneFile(main, document.title));
    status.textContent = `${name} was saved.`;
  };
  return h('p', { className: 'noprint buttons' },
    h('a', { href: `../../../../#/segments?${new URLSearchParams({ model: trained.model, version: trained.version })}` }, 'Back to the dashboard'),
    h('button', { onclick: () => print() }, 'Print'),
    h('button', { onclick: save }, 'Save as one file'),
    status);
}

/** A row for each segment or for each feature, whichever is the longer list, in as many tables as it takes for the columns to fit on paper. */
function mediansTables(trained) {
  const { segments, features } = trained;
  const label = labelsOf(trained);
  const names = Object.keys(segments[0].statistics);
  const overall = new Map(features.map((feature) => [feature.name, feature.median]));
  const called = (segment) => `${segment.name} (${percent(segment.share)})`;
  const median = (segment, name) => number(segment.statistics[name].median);
  return segments.length > names.length
    ? inParts(names).map((part) => table('Medians', ['Segment', ...part.map(label)], [
      ['All customers', ...part.map((name) => number(overall.get(name)))],
      ...segments.map((segment) => [called(segment), ...part.map((name) => median(segment, name))])]))
    : inParts(segments).map((part) => table('Medians', ['Feature', 'All', ...part.map(called)], names.map((name) => [label(name), number(overall.get(name)), ...part.map((segment) => median(segment, name))])));
}

function inParts(list) {
  const parts = Math.ceil(list.length / mostColumns);
  return Array.from({ length: parts }, (_, i) => list.slice(Math.ceil((i * list.length) / parts), Math.ceil(((i + 1) * list.length) / parts)));
}
