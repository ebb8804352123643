// The charts of a version, for the dashboard and for the report.

import { h } from './dom.js';
import { figure } from './charts.js';
import { count, number, percent, score, signed } from './format.js';
import { labelsOf } from './labels.js';
import { verdict } from './words.js';

const mostShown = 30;

// Of a letter of an axis's name, and of the map between its legend and its axis, in pixels.
const letterWidth = 7;
const mapHeight = 320;

/** How much of a chart the names down its side take. */
const nameWidth = (look) => (look.isNarrow ? 122 : 200);

/** What sets the segments apart: effects of all features as a heat map, the longer list of the two down the page. */
export function effectsMap(effects) {
  const segments = effects.segments.slice(0, mostShown);
  const features = Object.keys(segments[0].effects);
  const [names, labels] = [segments.map((segment) => segment.name), features.map(labelsOf(effects.trained))];
  const isUpright = features.length > segments.length;
  const [across, down] = isUpright ? [names, labels] : [labels, names];
  const cells = segments.flatMap((segment, i) => features.map((feature, j) => (isUpright ? [i, j, segment.effects[feature]] : [j, i, segment.effects[feature]])));
  const isStrong = (effect) => Math.abs(effect) > 1.5;
  return figure(
    'What sets the segments apart',
    'For each feature how far the middle of a segment lies above (red) or below (blue) all customers, in standard deviations.',
    (look) => {
      const cellWidth = (look.width - nameWidth(look) - 30) / across.length;
      const isTurned = cellWidth < 80;
      return {
        grid: { left: 8, right: 16, top: 8, bottom: 56, containLabel: true },
        tooltip: { formatter: ({ value }) => `${across[value[0]]}\n${down[value[1]]}: ${signed(value[2])} standard deviations` },
        xAxis: { type: 'category', data: across, axisLabel: { rotate: isTurned ? 55 : 0, interval: 0, hideOverlap: false, width: isTurned ? 130 : cellWidth - 4, overflow: 'break', fontSize: 11, lineHeight: 13 } },
        yAxis: { type: 'category', inverse: true, data: down, axisLabel: { width: nameWidth(look), overflow: 'break', lineHeight: 13, hideOverlap: false, interval: 0 } },
        visualMap: {
          min: -2, max: 2, calculable: false, orient: 'horizontal', left: 'center', bottom: 0, itemHeight: 160, itemWidth: 12, text: ['far above', 'far below'],
          textStyle: { color: look.muted },
          inRange: { color: look.isDark ? ['#3f8fd6', '#27445f', '#222b35', '#6b3a2f', '#f08c66'] : ['#2166ac', '#9cc3e0', '#f5f5f5', '#f3b08d', '#b2182b'] },
        },
        series: [{
          type: 'heatmap',
          data: cells.map((value) => ({ value, label: { color: isStrong(value[2]) ? look.surface : look.text } })),
          label: { show: cellWidth > 40, formatter: ({ value }) => signed(value[2]) },
          itemStyle: { borderColor: look.surface, borderWidth: 2 },
        }],
      };
    },
    { headers: ['Segment', ...labels], rows: segments.map((segment) => [segment.name, ...features.map((feature) => signed(segment.effects[feature]))]) },
    { height: Math.min(900, Math.max(340, 160 + 28 * down.length)) });
}

/** The customers on the map; one more may be shown, such as the one that is being tried. */
export function customerMap(map, extra = null) {
  const plane = planeOf(map);
  const bySegment = Map.groupBy(map.customers, (customer) => customer.segment);
  const names = new Map(map.segments.map((segment) => [segment.id, segment.name]));
  const option = (customer) => (look) => ({
    grid: { left: 8, right: 14, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'all' },
    legend: { data: map.segments.slice(0, mostShown).map((segment) => segment.name) },
    tooltip: { formatter: ({ data, seriesName }) => (data.name ? `${data.name}\n${seriesName}` : seriesName) },
    xAxis: { name: plane.first.name(look, look.width), nameGap: 26, scale: true, axisLabel: { formatter: plane.first.format } },
    yAxis: { name: plane.second.name(look, mapHeight), nameGap: plane.isColumns ? 40 : 10, scale: true, axisLabel: { show: plane.isColumns, formatter: plane.second.format } },
    series: [
      ...map.segments.map((segment) => ({
        name: segment.name, type: 'scatter', symbol: look.symbol(segment.id), symbolSize: 7,
        itemStyle: { color: look.colorOf(segment), opacity: .65 },
        data: (bySegment.get(segment.id) ?? []).map((one) => ({ value: plane.place(one), name: one.id })),
      })),
      {
        name: 'Centroids', type: 'scatter', symbol: 'diamond', symbolSize: 17, z: 5,
        itemStyle: { color: look.surface, borderColor: look.text, borderWidth: 2 },
        data: map.segments.slice(0, mostShown).map((segment) => ({ value: plane.place(segment), name: `Centroid of ${segment.name}` })),
      },
      ...(customer ? [{
        name: 'This customer', type: 'scatter', symbol: 'pin', symbolSize: 40, z: 9,
        itemStyle: { color: look.text, borderColor: look.surface, borderWidth: 2 },
        data: [{ value: plane.place(customer) }],
      }] : []),
    ],
  });
  const element = figure(
    'Map of the customers',
    `${plane.says(count(map.customers.length))} Diamonds mark the centroids.`,
    option(extra),
    { headers: ['Customer', 'Segment', ...plane.headers], rows: () => map.customers.slice(0, 500).map((one) => [one.id, names.get(one.segment), ...plane.cells(one)]) },
    { tall: true });
  element.show = (customer) => element.redraw(option(customer));
  return element;
}

/** What the map is drawn in: the two columns of a model that has two features, else the principal components. */
function planeOf(map) {
  const [first, second] = map.axes;
  const features = map.trained.features;
  if (features.length === 2 && features.every((feature) => feature.value === null && feature.scale !== 0)) return columnsOf(map, features);
  return {
    isColumns: false,
    first: { name: (look, room) => axisTitle(first, look, room), format: number },
    second: { name: (look, room) => axisTitle(second, look, room), format: number },
    place: ({ x, y }) => [x, y],
    headers: ['x', 'y'],
    cells: ({ x, y }) => [score(x), score(y)],
    says: (customers) => `${customers} customers in two dimensions that show ${percent(first.share + second.share)} of the differences between them. To the right: ${first.label || 'nothing'}. Up: ${second.label || 'nothing'}.`,
  };
}

/**
 * Two features span the plane of the two components, so that the map only has to be turned back: a customer's prepared values are those of a
 * centroid, and the way from there to the customer along both axes.
 */
function columnsOf(map, features) {
  const labels = features.map(({ name }) => labelsOf(map.trained)(name));
  const [anchor] = map.segments;
  const { centroid } = map.trained.segments.find((segment) => segment.id === anchor.id);
  const prepared = features.map(({ name, transform, center, scale }) => (scaleOf[transform].from(centroid[name]) - center) / scale);
  const columns = features.map((feature, f) => {
    const { to } = scaleOf[feature.transform];
    const way = ({ x, y }) => (x - anchor.x) * map.axes[0].weights[feature.name] + (y - anchor.y) * map.axes[1].weights[feature.name];
    const transformed = (place) => feature.center + feature.scale * (prepared[f] + way(place));
    return { feature, transformed, original: (place) => to(transformed(place)), axis: { name: () => labels[f], format: (value) => number(to(value)) } };
  });
  return {
    isColumns: true,
    first: columns[0].axis,
    second: columns[1].axis,
    place: (place) => columns.map((column) => column.transformed(place)),
    headers: labels,
    cells: (place) => columns.map((column) => number(Number(column.original(place).toPrecision(6)))),
    says: (customers) => `${customers} customers by the two columns that measure them: ${labels[0]} to the right and ${labels[1]} up${features.some((feature) => feature.lowerFence !== null) ? '; values beyond the fences are drawn at them' : ''}.`,
  };
}

/** How a transform leads from values to what is drawn, and back. */
const scaleOf = {
  none: { from: (value) => value, to: (value) => value },
  log1p: { from: Math.log1p, to: Math.expm1 },
  signed_log1p: { from: (value) => Math.sign(value) * Math.log1p(Math.abs(value)), to: (value) => Math.sign(value) * Math.expm1(Math.abs(value)) },
};

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
    `Distribution of ${feature.label}`,
    'The share of the customers of each segment by value.',
    (look) => ({
      grid: { left: 8, right: 30, bottom: 44, containLabel: true },
      legend: {},
      tooltip: { trigger: 'axis', valueFormatter: percent },
      xAxis: { type: 'category', data: names, name: look.isNarrow ? '' : feature.label, nameGap: 28, boundaryGap: single, axisLabel: { formatter: (_, bin) => number(feature.bins[bin].from) } },
      yAxis: { type: 'value', axisLabel: { formatter: percent } },
      series: segments.map((segment, c) => ({
        name: segment.name, type: single ? 'bar' : 'line', step: single ? undefined : 'middle', symbol: look.symbol(segment.id), symbolSize: 6,
        lineStyle: { width: 2 }, itemStyle: { color: look.colorOf(segment) }, data: shares[c],
      })),
    }),
    { headers: ['Value', ...segments.map((segment) => segment.name)], rows: names.map((name, bin) => [name, ...shares.map((share) => percent(share[bin]))]) });
}

/** Inertia by the number of segments, the chosen one marked; pick is told which number was clicked. */
export function inertiaChart(candidates, chosen, pick) {
  return lineChart('Inertia by number of segments', 'How much the customers differ within their segments: it always falls; where the curve bends is the elbow.', 'Inertia', candidates, chosen, 'inertia', number, pick);
}

/** Silhouette by the number of segments, the chosen one marked; pick is told which number was clicked. */
export function silhouetteChart(candidates, chosen, pick) {
  return lineChart('Silhouette by number of segments', 'How clearly the segments are apart, from −1 to 1: at 0.5 or more they are separate groups.', 'Silhouette', candidates.filter((one) => one.silhouette !== null), chosen, 'silhouette', score, pick);
}

function lineChart(title, description, axis, candidates, chosen, value, format, pick) {
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
    { headers: ['Segments', axis], rows: candidates.map((one) => [String(one.clusters), format(one[value])]) },
    { pick: pick && ((index) => pick(candidates[index].clusters)) });
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
        name: segment.name, type: 'custom', itemStyle: { color: look.colorOf(segment) }, encode: { x: 0, y: 1 }, data: bars[c],
        renderItem: (_, api) => {
          const from = api.coord([0, api.value(1)]);
          const to = api.coord([api.value(0), api.value(1)]);
          const height = Math.max(1, api.size([0, 1])[1]);
          return { type: 'rect', shape: { x: Math.min(from[0], to[0]), y: from[1], width: Math.abs(to[0] - from[0]), height }, style: { fill: look.colorOf(segment) } };
        },
      })),
    }),
    { headers: ['Segment', 'Mean silhouette', 'Customers shown', 'Nearer to another segment'], rows: silhouettes.segments.map((segment) => [segment.name, score(segment.mean), count(segment.values.length), count(segment.values.filter((value) => value < 0).length)]) },
    { tall: true });
}

/** Whether the segments are groups, and what to do with that; nothing of versions from before it was told. */
export function structureNote(trained, ...more) {
  const said = verdict(trained);
  return said && h('section', { className: 'structure panel' }, h('p', { className: 'result' }, said.headline), h('p', {}, said.advice), ...more);
}

/** The features that make an axis; where there is no room for them, the text above the chart has them. */
function axisTitle(axis, look, room) {
  if (!axis.label) return '';
  const title = `${axis.label} (${percent(axis.share)})`;
  return look.isNarrow || title.length * letterWidth > room ? percent(axis.share) : title;
}
