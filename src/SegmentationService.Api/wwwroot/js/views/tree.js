// Tree: what the segments would be merged to and split into, and what each cut is worth beside k-means.

import { get, send, versionPath } from '../api.js';
import { look } from '../charts.js';
import { announce, field, h, message, table } from '../dom.js';
import { count, counted, number, percent, score } from '../format.js';
import { labelsOf } from '../labels.js';
import { treeOf, version } from '../state.js';

export const title = 'Tree';

export async function render({ model, version: number_ }) {
  const [trained, tree] = await Promise.all([version(model.model, number_), treeOf(model.model, number_)]);
  const heading = h('h1', {}, 'How the segments belong together');
  if (!tree) return [heading, message('note', h('p', {}, 'This version has no tree: it was trained before there were any, or has more than 1,000 segments. Train again to see one.'))];

  const picture = await dendrogram(trained);
  const leaves = (tree.nodes.length + 1) / 2;
  const choice = h('input', { type: 'number', min: 1, max: leaves, value: tree.clusters, required: true });
  const place = h('div', { className: 'cut-parts' });
  const comparison = comparisonTable(tree, show);
  let turn = 0;

  async function show(parts) {
    const own = ++turn;
    const { cut } = await get(`${versionPath(trained.model, trained.version)}/tree`, { cut: parts });
    if (own !== turn) return;
    choice.value = parts;
    for (const band of picture.querySelectorAll('[data-cut]')) band.classList.toggle('chosen', Number(band.dataset.cut) === parts);
    for (const button of comparison.querySelectorAll('button')) button.setAttribute('aria-pressed', String(Number(button.value) === parts));
    place.replaceChildren(...cutOf(trained, tree, cut));
    announce(`The cut into ${counted(parts, 'part')} is shown.`);
  }

  picture.addEventListener('click', (event) => {
    const band = document.elementsFromPoint(event.clientX, event.clientY).find((element) => element.dataset?.cut);
    if (band) show(Number(band.dataset.cut));
  });
  choice.addEventListener('change', () => choice.reportValidity() && show(choice.valueAsNumber));
  await show(tree.clusters);

  return [
    heading,
    h('figure', { className: 'tree' },
      h('figcaption', {},
        h('h2', {}, `${counted(tree.clusters, 'segment')} as one cut of a tree`),
        h('p', {}, 'From left to right the customers fall apart; the farther to the right two branches meet, the more alike they are. The dashed line is the cut that serves. Point at a branch to see whom it holds, and click anywhere to see that cut below.')),
      h('div', { className: 'scroll', tabIndex: 0, role: 'region', 'aria-label': 'Tree of the segments' }, picture)),
    h('section', { className: 'panel' },
      h('h2', {}, 'The parts of a cut'),
      h('div', { className: 'form' }, field('Number of parts', choice, `1 to ${leaves}; ${tree.clusters} is the model.`)),
      place),
    tree.cuts.length ? h('section', { className: 'panel' }, h('h2', {}, 'Beside k-means'), h('p', {}, verdict(tree)), comparison) : null,
  ].filter(Boolean);
}

/** The picture that the service draws, in the colours of the page. */
async function dendrogram(trained) {
  const text = await (await send('GET', `${versionPath(trained.model, trained.version)}/tree.svg`)).text();
  const picture = document.importNode(new DOMParser().parseFromString(text, 'image/svg+xml').documentElement, true);
  const { colorOf } = look();
  const segments = new Map(trained.segments.map((segment) => [String(segment.id), segment]));
  for (const element of picture.querySelectorAll('[data-segment]')) element.setAttribute(element.localName === 'circle' ? 'fill' : 'stroke', colorOf(segments.get(element.dataset.segment)));
  return picture;
}

function cutOf(trained, tree, cut) {
  const names = new Map(trained.segments.map((segment) => [segment.id, segment.name]));
  const columns = Object.keys(cut.parts[0].columns);
  const called = (part) => `${part.isWhole ? '' : 'Part of '}${part.segments.length > 3 ? `${part.segments.length} segments` : part.segments.map((id) => names.get(id)).join(' + ')}`;
  const rows = cut.parts.map((part) => [called(part), count(part.size), percent(part.share), ...columns.map((column) => number(part.columns[column].mean))]);
  const isSample = cut.parts.some((part) => part.customers < part.size);
  return [
    table(`The cut into ${counted(cut.clusters, 'part')}, and the means of their customers`, ['Segments', 'Customers', 'Share', ...columns.map(labelsOf(trained))], rows),
    h('p', { className: 'hint' },
      cut.clusters === tree.clusters ? 'This cut is the model. ' : cut.clusters < tree.clusters ? 'Segments are merged here as they would be if there were fewer. ' : 'Segments are split here; what is no whole segment has no name of its own. ',
      isSample ? `Sizes and means of parts of segments are those of a sample of ${count(tree.sampled)} customers.` : 'Sizes and means are over all customers.'),
  ];
}

/** What the comparison says, in a sentence. */
function verdict(tree) {
  const compared = tree.cuts.filter((cut) => cut.kMeans && cut.clusters !== tree.clusters && cut.kMeans.inertia > 0);
  const advice = 'Take the tree to see which segments belong together; for another number of segments train with that number.';
  if (!compared.length) return `K-means was not asked for any other number of segments. ${advice}`;
  const extra = compared.reduce((sum, cut) => sum + cut.inertia / cut.kMeans.inertia, 0) / compared.length - 1;
  return extra < 0.0005
    ? `The cuts are as good partitions as k-means of as many clusters. ${advice}`
    : `K-means of as many clusters is the better partition: in a cut customers differ ${percent(extra)} more within their parts, on average over the numbers that were tried. ${advice}`;
}

function comparisonTable(tree, show) {
  const beside = (cut, value, format) => (cut.kMeans ? format(cut.kMeans[value]) : '–');
  const element = table(
    'Cuts beside k-means of as many clusters',
    ['Parts', 'Inertia', 'Inertia of k-means', 'Silhouette', 'Silhouette of k-means', 'Same as k-means', 'Same as the segments'],
    tree.cuts.map((cut) => [
      h('button', { className: 'small-button', value: String(cut.clusters), 'aria-pressed': 'false', onclick: () => show(cut.clusters) }, counted(cut.clusters, 'part')),
      number(cut.inertia), beside(cut, 'inertia', number), score(cut.silhouette), beside(cut, 'silhouette', score), score(cut.ariToKMeans), score(cut.ariToSegments),
    ]));
  element.querySelectorAll('tbody tr')[tree.cuts.findIndex((cut) => cut.clusters === tree.clusters)]?.classList.add('chosen');
  element.append(h('p', { className: 'hint' }, 'Lower inertia and higher silhouette are better. “Same as” is the adjusted Rand index: 1 where both are the same, 0 where they have nothing to do with each other.'));
  return element;
}
