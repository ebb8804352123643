// Figures: a chart where it can be drawn, a sentence for those who do not see it, and the numbers as a table behind it.

import { h, table } from './dom.js';

// Okabe and Ito's palette and four more: told apart with every kind of colour vision; each has a symbol of its own besides. A segment keeps
// its colour and symbol as long as it keeps its id, since they are taken by the id alone: ids begin at 1, so what comes first stands second.
const light = ['#44724a', '#0072b2', '#d55e00', '#009e73', '#aa4499', '#8a6d00', '#3b9ad6', '#7a4b2a', '#555555', '#882255'];
const dark = ['#a3d9a5', '#56b4e9', '#ff9d5c', '#3fd0a4', '#e08bd0', '#f0e442', '#a5d8ff', '#d9a67e', '#c0c0c0', '#ff8fb4'];
const symbols = ['roundRect', 'circle', 'triangle', 'rect', 'diamond', 'pin', 'arrow'];

const darkMode = matchMedia('(prefers-color-scheme: dark)');
const drawn = new Set();
let library;

/** ECharts, or null where the build had no npm. */
export function charts() {
  library ??= import('../vendor/echarts.js').catch(() => null);
  return library;
}

// Below it there is no room for names and numbers inside a chart.
const narrow = 480;

// A page of A4 without its margins, and a telephone or half of such a page, in pixels.
const pageWidth = 686;
const slimWidth = 336;

const font = 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif';

/** The colours and symbols of a page that is light or dark, for a chart of a width in pixels. */
export function look(width = Infinity) {
  const isDark = darkMode.matches && !isReport();
  const colors = isDark ? dark : light;
  return {
    isDark,
    width,
    isNarrow: width < narrow,
    text: isDark ? '#e6ebf1' : '#1d2733',
    muted: isDark ? '#a9b6c4' : '#53606e',
    line: isDark ? '#3a4654' : '#d5dce4',
    surface: isDark ? '#161d26' : '#ffffff',
    color: (id) => colors[id % colors.length],
    /** The colour that a segment was given, or else that of its id. */
    colorOf: (segment) => segment.colour ?? colors[segment.id % colors.length],
    symbol: (id) => symbols[id % symbols.length],
  };
}

/**
 * A figure.
 * @param title what it shows
 * @param description the same in a sentence
 * @param option a function that makes the option of ECharts from a look
 * @param behind the numbers: { headers, rows }; null where the figure is to be seen alone
 * @param tall whether it takes more height than others
 * @param height its height in pixels, where it is neither
 * @param pick told which place of the axis to the right was clicked, counted from 0
 */
export function figure(title, description, option, behind, { tall = false, height = null, className = '', pick = null } = {}) {
  const place = h('div', { className: `chart${tall ? ' tall' : ''}`, role: 'img', 'aria-label': `${title}. ${description}` });
  if (height) place.style.height = `${height}px`;
  const rows = () => table(title, behind.headers, typeof behind.rows === 'function' ? behind.rows() : behind.rows);
  const details = behind ? h('details', {}, h('summary', {}, 'Show as a table')) : null;
  details?.addEventListener('toggle', () => details.childElementCount === 1 && details.append(rows()));
  const element = h('figure', { className }, h('figcaption', {}, h('h3', {}, title), h('p', {}, description)), place, details);
  let current = option;
  if (isReport()) element.ready = print(place, option, height ?? (tall ? 430 : 300));
  else draw(place, () => current, details, pick);
  element.redraw = (next) => {
    current = next;
    place.chart?.setOption(optionOf(place, current), true);
  };
  return element;
}

/** Whether the page is a report: it is light, as paper is, and its figures need no script once they are drawn. */
function isReport() {
  return document.body.classList.contains('report');
}

/**
 * Draws a figure for a report, once as wide as a page of paper and once for a narrow window, as pictures without size that a style sheet chooses
 * from: so the same figure is whole at any width of any window, on paper, and in a file without scripts.
 */
async function print(place, option, height) {
  const echarts = await charts();
  place.style.height = '';
  if (!echarts) return missing(place);
  place.replaceChildren(...[['wide', pageWidth], ['slim', slimWidth]].map(([name, width]) => {
    const canvas = h('div', {});
    const chart = echarts.init(canvas, null, { renderer: 'svg', width, height });
    chart.setOption(adapted(option, width));
    // A copy: what is disposed of takes its elements with it.
    const picture = canvas.querySelector('svg').cloneNode(true);
    for (const attribute of ['width', 'height', 'style']) picture.removeAttribute(attribute);
    picture.setAttribute('viewBox', `0 0 ${width} ${height}`);
    picture.setAttribute('class', name);
    picture.setAttribute('aria-hidden', 'true');
    chart.dispose();
    return picture;
  }));
}

async function draw(place, current, details, pick) {
  const echarts = await charts();
  if (!echarts) {
    missing(place);
    if (details) details.open = true;
    return;
  }

  const start = () => {
    if (place.chart || !place.isConnected || place.clientWidth === 0) return;
    place.chart = echarts.init(place, null, { renderer: 'canvas' });
    place.chart.setOption(optionOf(place, current()));
    if (pick) pickable(place, pick);
    drawn.add({ place, current });
  };
  new ResizeObserver(() => {
    start();
    place.chart?.resize();
    if (place.chart && place.isNarrow !== look(place.clientWidth).isNarrow) place.chart.setOption(optionOf(place, current()), true);
  }).observe(place);
  requestAnimationFrame(start);
}

function missing(place) {
  place.style.height = '';
  place.classList.add('missing');
  place.replaceChildren(h('p', {}, 'Charts need ECharts, which the build takes from npm. Install Node.js and build again; the numbers are in the tables.'));
}

/** Clicks anywhere above a place of the axis count, not only on its small symbol. */
function pickable(place, pick) {
  const canvas = place.chart.getZr();
  canvas.setCursorStyle('pointer');
  canvas.on('click', ({ offsetX, offsetY }) => {
    if (place.chart.containPixel('grid', [offsetX, offsetY])) pick(place.chart.convertFromPixel({ seriesIndex: 0 }, [offsetX, offsetY])[0]);
  });
}

function optionOf(place, option) {
  place.isNarrow = look(place.clientWidth).isNarrow;
  return adapted(option, place.clientWidth);
}

/** The option for a width. */
function adapted(option, width) {
  return withLegend(common(option(look(width))), width);
}

/** Gives a legend the rows that its names need, and the chart the rest; very many names are paged. */
function withLegend(option, width) {
  if (!option.legend) return option;
  const [letter, symbolAndGap, row, mostRows] = [6.8, 36, 24, 6];
  let [rows, filled] = [1, 0];
  for (const name of option.legend.data ?? option.series.map((series) => series.name)) {
    const needed = name.length * letter + symbolAndGap;
    if (filled > 0 && filled + needed > width) [rows, filled] = [rows + 1, 0];
    filled += needed;
  }

  // Paper has no pages to turn.
  const isPaged = rows > mostRows && !isReport();
  return {
    ...option,
    legend: { type: isPaged ? 'scroll' : 'plain', ...option.legend },
    grid: { ...option.grid, top: (isPaged ? 1 : rows) * row + 16 },
  };
}

function common(option) {
  const { text, muted, line } = look();
  const axis = (given) => ({
    nameLocation: 'middle',
    nameTextStyle: { color: muted },
    axisLabel: { color: muted, hideOverlap: true, ...given.axisLabel },
    axisLine: { lineStyle: { color: line } },
    splitLine: { lineStyle: { color: line } },
    ...Object.fromEntries(Object.entries(given).filter(([name]) => name !== 'axisLabel')),
  });
  const axes = (given) => (given === undefined ? undefined : Array.isArray(given) ? given.map(axis) : axis(given));
  return {
    animation: false,
    textStyle: { color: text, fontFamily: font },
    ...option,
    ...(option.legend ? { legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 12, textStyle: { color: text }, ...option.legend } } : {}),
    // Drawn on the canvas: a tooltip of HTML would need inline styles, which the page does not allow.
    tooltip: { renderMode: 'richText', confine: true, ...option.tooltip },
    xAxis: axes(option.xAxis),
    yAxis: axes(option.yAxis),
  };
}

darkMode.addEventListener('change', () => {
  for (const entry of drawn) {
    if (!entry.place.isConnected) drawn.delete(entry);
    else entry.place.chart.setOption(optionOf(entry.place, entry.current()), true);
  }
});
