// Who brings the money: shares of customers beside shares of the columns that are money.

import { h } from './dom.js';
import { percent } from './format.js';
import { labelsOf } from './labels.js';

const mostBars = 3;

/** The columns that are money, the monetary part first, as { column, label }; none where nothing is known of it, as in versions from before columns were described. */
export function moneyColumns(trained) {
  const label = labelsOf(trained);
  return (trained.profile?.money ?? []).map((name) => ({ column: name, label: label(name) }));
}

/** The share of all money of a column that a segment brings; null where it is not known. */
export function moneyShare(segment, column) {
  return segment.profile?.find((one) => one.column === column)?.shareOfTotal ?? null;
}

/** Two bars, one of the customers and one of the money of each column; the numbers stand where the names are. */
export function moneyBars(trained, look) {
  const bars = [
    ['Customers', trained.segments.map((segment) => [segment, segment.share])],
    ...moneyColumns(trained).slice(0, mostBars).map(({ column, label }) => [label, trained.segments.map((segment) => [segment, Math.max(0, moneyShare(segment, column) ?? 0)])]),
  ];
  return h('div', { className: 'stacks', 'aria-hidden': 'true' }, bars.map(([label, parts]) => [h('span', {}, label), h('span', { className: 'stack' }, parts.map(([segment, share]) => part(segment, share, look)))]));
}

function part(segment, share, look) {
  const element = h('span', { title: `${segment.name}: ${percent(share)}` });
  element.style.flexGrow = share;
  element.style.backgroundColor = look.colorOf(segment);
  return element;
}

/** A spot in the colour of a segment. */
export function swatch(segment, look) {
  const element = h('span', { className: 'swatch', 'aria-hidden': 'true' });
  element.style.backgroundColor = look.colorOf(segment);
  return element;
}
