// The charts of a version, for the dashboard and for the report.

import { h } from './dom.js';
import { figure } from './charts.js';
import { count, number, percent, score, signed } from './format.js';
import { groups, lineage, stability, verdict } from './words.js';

const mostShown = 30;

/** How much of a chart the names of the segments take. */
const nameWidth = (look) => (look.isNarrow ? 120 : 190);

/** What sets the segments apart: effects of all features as a heat map. */
export function effectsMap(effects) {
  const segments = effects.segments.slice(0, mostShown);
  const features = Object.keys(segments[0].effects);
  const cells = segments.flatMap((segment, y) => features.map((feature, x) => ({ value: [x, y, segment.effects[feature]], isStrong: Math.abs(segment.effects[feature]) > 1.5 })));
  return figure(
    'What sets the segments apart',
    'For each feature how far the middle of a segment lies above (red) or below (blue) all customers, in standard deviations.',
    (look) => ({
      grid: { left: 8, right: 16, top: 8, bottom: 64, containLabel: true },
      tooltip: { formatter: ({ value }) => `${segments[value[1]].name}\n${features[value[0]]}: ${signed(value[2])} standard deviations` },
      xAxis: { type: 'category', data: features, axisLabel: { rotate: features.length > 5 ? 35 : 0, interval: 0, hideOverlap: false, width: 110, overflow: 'truncate' } },
      yAxis: { type: 'category', inverse: true, data: segments.map((segment) => segment.name), axisLabel: { width: nameWidth(look), overflow: 'truncate', hideOverlap: false, interval: 0 } },
      visualMap: {
        min: -2, max: 2, calculable: false, orient: 'horizontal', left: 'center', bottom: 0, itemHeight: 160, itemWidth: 12, text: ['far above', 'far below'],
        textStyle: { color: look.muted },
        inRange: { color: look.isDark ? ['#3f8fd6', '#27445f', '#222b35', '#6b3a2f', '#f08c66'] : ['#2166ac', '#9cc3e0', '#f5f5f5', '#f3b08d', '#b2182b'] },
      },
      series: [{
        type: 'heatmap',
        data: cells.map(({ value, isStrong }) => ({ value, label: { color: isStrong ? look.surface : look.text } })),
        label: { show: segments.length <= 20 && (look.width - nameWidth(look)) / features.length > 44, formatter: ({ value }) => signed(value[2]) },
        itemStyle: { borderColor: look.surface, borderWidth: 2 },
      }],
    }),
    { headers: ['Segment', ...features], rows: segments.map((segment) => [segment.name, ...features.map((feature) => signed(segment.effects[feature]))]) },
    { tall: segments.length > 8 });
}

/** The customers on the map; one more may be shown, such as the one that is being tried. */
export function customerMap(map, extra = null) {
  const [first, second] = map.axes;
  const bySegment = Map.groupBy(map.customers, (customer) => customer.segment);
  const names = new Map(map.segments.map((segment) => [segment.id, segment.name]));
  const option = (customer) => (look) => ({
    grid: { left: 34, right: 14, bottom: 44 },
    legend: { data: map.segments.slice(0, mostShown).map((segment) => segment.name) },
    tooltip: { formatter: ({ data, seriesName }) => (data.name ? `${data.name}\n${seriesName}` : seriesName) },
    xAxis: { name: axisTitle(first, look), nameGap: 26, scale: true, axisLabel: { formatter: number } },
    yAxis: { name: axisTitle(second, look), nameGap: 20, scale: true, axisLabel: { show: false } },
    series: [
      ...map.segments.map((segment) => ({
        name: segment.name, type: 'scatter', symbol: look.symbol(segment.id), symbolSize: 7,
        itemStyle: { color: look.color(segment.id), opacity: .65 },
        data: (bySegment.get(segment.id) ?? []).map((one) => ({ value: [one.x, one.y], name: one.id })),
      })),
      {
        name: 'Centroids', type: 'scatter', symbol: 'diamond', symbolSize: 17, z: 5,
        itemStyle: { color: look.surface, borderColor: look.text, borderWidth: 2 },
        data: map.segments.slice(0, mostShown).map((segment) => ({ value: [segment.x, segment.y], name: `Centroid of ${segment.name}` })),
      },
      ...(customer ? [{
        name: 'This customer', type: 'scatter', symbol: 'pin', symbolSize: 40, z: 9,
        itemStyle: { color: look.text, borderColor: look.surface, borderWidth: 2 },
        data: [{ value: [customer.x, customer.y] }],
      }] : []),
    ],
  });
  const element = figure(
    'Map of the customers',
    `${count(map.customers.length)} customers in two dimensions that show ${percent(first.share + second.share)} of the differences between them. `
      + `To the right: ${first.name || 'nothing'}. Up: ${second.name || 'nothing'}. Diamonds mark the centroids.`,
    option(extra),
    { headers: ['Customer', 'Segment', 'x', 'y'], rows: () => map.customers.slice(0, 500).map((one) => [one.id, names.get(one.segment), score(one.x), score(one.y)]) },
    { tall: true });
  element.show = (customer) => element.redraw(option(customer));
  return element;
}

/** The distribution of one feature in each segment. */
export function distribution(feature) {
  const segments = feature.segments.slice(0, mostShown);
  const single = feature.bins.every((bin) => bin.from === bin.to);
  const names = feature.bins.map((bin) => (single ? number(bin.from) : `${number(bin.from)} – ${number(bin.to)}`));
  const shares = segments.map((segment) => {
    const total = segment.counts.reduce((sum, one) => sum + one, 0) || 1;
    return segment.counts.map((one) => one / total);
  });
  return figure(
    `Distribution of ${feature.feature}`,
    'The share of the customers of each segment by value.',
    (look) => ({
      grid: { left: 8, right: 12, bottom: 44, containLabel: true },
      legend: {},
      tooltip: { trigger: 'axis', valueFormatter: percent },
      xAxis: { type: 'category', data: names, name: feature.feature, nameGap: 28, boundaryGap: single },
      yAxis: { type: 'value', axisLabel: { formatter: percent } },
      series: segments.map((segment, c) => ({
        name: segment.name, type: single ? 'bar' : 'line', step: single ? undefined : 'middle', symbol: look.symbol(segment.id), symbolSize: 6,
        lineStyle: { width: 2 }, itemStyle: { color: look.color(segment.id) }, data: shares[c],
      })),
    }),
    { headers: ['Value', ...segments.map((segment) => segment.name)], rows: names.map((name, bin) => [name, ...shares.map((share) => percent(share[bin]))]) });
}

/** Inertia by the number of segments, the chosen one marked. */
export function inertiaChart(candidates, chosen) {
  return lineChart('Inertia by number of segments', 'How much the customers differ within their segments: it always falls; where the curve bends is the elbow.', 'Inertia', candidates, chosen, 'inertia', number);
}

/** Silhouette by the number of segments, the chosen one marked. */
export function silhouetteChart(candidates, chosen) {
  return lineChart('Silhouette by number of segments', 'How clearly the segments are apart, from −1 to 1: at 0.5 or more they are separate groups.', 'Silhouette', candidates.filter((one) => one.silhouette !== null), chosen, 'silhouette', score);
}

function lineChart(title, description, axis, candidates, chosen, value, format) {
  return figure(
    title,
    `${description} Chosen: ${chosen}.`,
    (look) => ({
      grid: { left: 8, right: 20, top: 16, bottom: 40, containLabel: true },
      tooltip: { trigger: 'axis', formatter: ([point]) => `${point.axisValue} segments\n${axis}: ${format(point.data.value ?? point.data)}` },
      xAxis: { type: 'category', data: candidates.map((one) => one.clusters), name: 'Number of segments', nameGap: 26 },
      yAxis: { type: 'value', scale: true, axisLabel: { formatter: format } },
      series: [{
        type: 'line', symbolSize: 8, lineStyle: { width: 2.5, color: look.color(1) }, itemStyle: { color: look.color(1) },
        data: candidates.map((one) => (one.clusters === chosen
          ? { value: one[value], symbol: 'diamond', symbolSize: 18, itemStyle: { color: look.color(2) }, label: { show: true, position: 'top', offset: [20, 0], formatter: 'chosen', color: look.text } }
          : one[value])),
      }],
    }),
    { headers: ['Segments', axis], rows: candidates.map((one) => [String(one.clusters), format(one[value])]) });
}

/** The classic silhouette plot: the silhouettes of sampled customers, segment by segment. */
export function silhouettePlot(silhouettes) {
  const segments = silhouettes.segments.slice(0, mostShown);
  const gap = 12;
  let next = 0;
  const bars = segments.map((segment) => {
    const start = next;
    next += segment.values.length + gap;
    return segment.values.map((value, i) => [value, start + i]);
  });
  return figure(
    'How well the customers lie in their segments',
    'A bar for each sampled customer: long to the right is well inside the segment, to the left of 0 nearer to another one.',
    (look) => ({
      grid: { left: 12, right: 20, bottom: 40 },
      legend: {},
      tooltip: { formatter: ({ seriesName, value }) => `${seriesName}\nSilhouette ${score(value[0])}` },
      xAxis: { type: 'value', name: 'Silhouette', nameGap: 24, min: (range) => Math.min(0, Math.floor(range.min * 10) / 10), max: 1 },
      yAxis: { type: 'value', inverse: true, min: 0, max: Math.max(1, next - gap), axisLabel: { show: false }, splitLine: { show: false } },
      series: segments.map((segment, c) => ({
        name: segment.name, type: 'custom', itemStyle: { color: look.color(segment.id) }, encode: { x: 0, y: 1 }, data: bars[c],
        renderItem: (_, api) => {
          const from = api.coord([0, api.value(1)]);
          const to = api.coord([api.value(0), api.value(1)]);
          const height = Math.max(1, api.size([0, 1])[1]);
          return { type: 'rect', shape: { x: Math.min(from[0], to[0]), y: from[1], width: Math.abs(to[0] - from[0]), height }, style: { fill: look.color(segment.id) } };
        },
      })),
    }),
    { headers: ['Segment', 'Mean silhouette', 'Customers shown', 'Nearer to another segment'], rows: silhouettes.segments.map((segment) => [segment.name, score(segment.mean), count(segment.values.length), count(segment.values.filter((value) => value < 0).length)]) },
    { tall: true });
}

/** A card for each segment; those of one group stand together where segments are parts of groups. */
export function segmentCards(version, look) {
  const together = groups(version);
  if (!together) return cards(version, version.segments, look);
  return together.map(({ title, segments }) => h('section', { className: 'group' }, h('h2', {}, title), cards(version, segments, look)));
}

function cards(version, segments, look) {
  return h('ul', { className: 'cards' }, segments.map((segment) => {
    const card = h('li', { className: 'card', 'data-segment': segment.id },
      h('h3', {}, segment.name),
      h('p', { className: 'size' }, h('strong', {}, `${count(segment.size)} ${segment.size === 1 ? 'customer' : 'customers'}`), `, ${percent(segment.share)}`),
      lineageNote(version, segment),
      stabilityNote(segment),
      segment.distinguishing.length ? h('ul', {}, segment.distinguishing.slice(0, 4).map((one) => h('li', {}, readable(one.text)))) : h('p', {}, 'Like all customers.'),
      medians(version, segment));
    card.style.borderTopColor = look.color(segment.id);
    return card;
  }));
}

/** Where a segment comes from, where there is something to come from: the number that words speak of is said too. */
function lineageNote(version, segment) {
  const said = lineage(version, segment.id);
  return said && h('p', { className: 'lineage' }, `Segment ${segment.id}. ${said}`);
}

/** How far a segment is found again, where that is known. */
function stabilityNote(segment) {
  const said = stability(segment.stability);
  return said && h('p', { className: said.isWarning ? 'stability message warning' : 'stability' }, said.words);
}

function medians(version, segment) {
  const overall = new Map(version.features.map((feature) => [feature.name, feature.median]));
  const names = [...new Set([...segment.distinguishing.map((one) => one.feature), ...overall.keys()])]
    .filter((name) => segment.statistics[name] && overall.has(name)).slice(0, 6);
  return h('table', {},
    h('caption', { className: 'visually-hidden' }, `Medians of ${segment.name}`),
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Median'), h('th', { scope: 'col', className: 'number' }, 'here'), h('th', { scope: 'col', className: 'number' }, 'all'))),
    h('tbody', {}, names.map((name) => h('tr', {},
      h('th', { scope: 'row' }, name),
      h('td', { className: 'number' }, number(segment.statistics[name].median)),
      h('td', { className: 'number' }, number(overall.get(name)))))));
}

/** A sentence of the service, its medians with grouped thousands like all numbers of the pages. */
function readable(text) {
  return text.replace(/median (\S+) against (\S+)$/, (whole, here, all) => (Number.isFinite(+here) && Number.isFinite(+all) ? `median ${number(+here)} against ${number(+all)}` : whole));
}

/** Whether the segments are groups, and what to do with that; nothing of versions from before it was told. */
export function structureNote(trained, ...more) {
  const said = verdict(trained);
  return said && h('section', { className: 'structure panel' }, h('p', { className: 'result' }, said.headline), h('p', {}, said.advice), ...more);
}

/** The features that make an axis; where there is no room for them, the text above the chart has them. */
function axisTitle(axis, look) {
  if (!axis.name) return '';
  return look.isNarrow ? percent(axis.share) : `${axis.name} (${percent(axis.share)})`;
}
