// Figures: a chart where it can be drawn, a sentence for those who do not see it, and the numbers as a table behind it.

import { h, table } from './dom.js';

// Okabe and Ito's palette and four more: told apart with every kind of colour vision; each has a symbol of its own besides.
const light = ['#0072b2', '#d55e00', '#009e73', '#aa4499', '#8a6d00', '#3b9ad6', '#7a4b2a', '#555555', '#882255', '#44724a'];
const dark = ['#56b4e9', '#ff9d5c', '#3fd0a4', '#e08bd0', '#f0e442', '#a5d8ff', '#d9a67e', '#c0c0c0', '#ff8fb4', '#a3d9a5'];
const symbols = ['circle', 'triangle', 'rect', 'diamond', 'pin', 'arrow', 'roundRect'];

const darkMode = matchMedia('(prefers-color-scheme: dark)');
const drawn = new Set();
let library;

/** ECharts, or null where the build had no npm. */
export function charts() {
  library ??= import('../vendor/echarts.js').catch(() => null);
  return library;
}

/** The colours and symbols of a page that is light or dark. */
export function look() {
  const isDark = darkMode.matches && !document.body.classList.contains('report');
  const colors = isDark ? dark : light;
  return {
    isDark,
    text: isDark ? '#e6ebf1' : '#1d2733',
    muted: isDark ? '#a9b6c4' : '#53606e',
    line: isDark ? '#3a4654' : '#d5dce4',
    surface: isDark ? '#161d26' : '#ffffff',
    color: (segment) => colors[(segment - 1) % colors.length],
    symbol: (segment) => symbols[(segment - 1) % symbols.length],
  };
}

/**
 * A figure.
 * @param title what it shows
 * @param description the same in a sentence
 * @param option a function that makes the option of ECharts from a look
 * @param behind the numbers: { headers, rows }
 */
export function figure(title, description, option, behind, { tall = false, className = '' } = {}) {
  const place = h('div', { className: `chart${tall ? ' tall' : ''}`, role: 'img', 'aria-label': `${title}. ${description}` });
  const rows = () => table(title, behind.headers, typeof behind.rows === 'function' ? behind.rows() : behind.rows);
  const details = h('details', {}, h('summary', {}, 'Show as a table'));
  details.addEventListener('toggle', () => details.childElementCount === 1 && details.append(rows()));
  const element = h('figure', { className }, h('figcaption', {}, h('h3', {}, title), h('p', {}, description)), place, details);
  let current = option;
  draw(place, () => current, details);
  element.redraw = (next) => {
    current = next;
    place.chart?.setOption(common(current(look())), true);
  };
  return element;
}

async function draw(place, current, details) {
  const echarts = await charts();
  if (!echarts) {
    place.classList.add('missing');
    place.replaceChildren(h('p', {}, 'Charts need ECharts, which the build takes from npm. Install Node.js and build again; the numbers are in the table below.'));
    details.open = true;
    return;
  }

  const start = () => {
    if (place.chart || !place.isConnected || place.clientWidth === 0) return;
    place.chart = echarts.init(place, null, { renderer: 'canvas' });
    place.chart.setOption(common(current()(look())));
    drawn.add({ place, current });
  };
  new ResizeObserver(() => { start(); place.chart?.resize(); }).observe(place);
  requestAnimationFrame(start);
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
    textStyle: { color: text, fontFamily: 'inherit' },
    ...option,
    // Drawn on the canvas: a tooltip of HTML would need inline styles, which the page does not allow.
    tooltip: { renderMode: 'richText', confine: true, ...option.tooltip },
    xAxis: axes(option.xAxis),
    yAxis: axes(option.yAxis),
  };
}

darkMode.addEventListener('change', () => {
  for (const entry of drawn) {
    if (!entry.place.isConnected) drawn.delete(entry);
    else entry.place.chart.setOption(common(entry.current()(look())), true);
  }
});
