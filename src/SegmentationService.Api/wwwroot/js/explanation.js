// Why a customer is in its segment, and what would change that.

import { h, table } from './dom.js';
import { signed } from './format.js';
import { labelsOf } from './labels.js';
import { border, countsAs, flips, strength } from './words.js';

/** The features that are shown at once; those that say less can be opened. */
const mostShown = 6;

/** What speaks for the segment and what for the next one, and how near the border is. */
export function whyPanel(answer, trained) {
  const [nameOf, label] = [namesOf(trained), labelsOf(trained)];
  if (answer.rival === null) return [h('h2', {}, 'Why this segment'), h('p', {}, 'There is only one segment: all customers are in it.')];
  const [own, rival] = [answer.name, nameOf(answer.rival)];
  const largest = Math.abs(answer.why[0]?.contribution ?? 0) || 1;
  const total = answer.why.reduce((sum, one) => sum + Math.abs(one.contribution), 0) || 1;
  const columns = new Map(answer.flips.map((flip) => [flip.column, flip]));
  const rows = answer.why.map((one) => [
    [label(one.feature), h('div', { className: 'hint' }, valuesOf(one, columns, label)), ...marksOf(one)],
    [bar(one.contribution / largest), one.contribution === 0 ? 'for neither' : `${strength(Math.abs(one.contribution) / total)} for ${one.contribution > 0 ? own : rival}`],
    signed(one.contribution),
  ]);
  const headers = ['What', 'Speaks', 'Number'];
  const rest = rows.slice(mostShown);
  return [
    h('h2', {}, 'Why this segment'),
    h('p', {}, `What speaks for ${own}, and what for ${rival}, the next nearest.`),
    table(`Why ${own}`, headers, rows.slice(0, mostShown), { className: 'why' }),
    rest.length ? h('details', {}, h('summary', {}, `${rest.length} more that say less`), table('What says less', headers, rest, { className: 'why' })) : null,
    h('h3', { className: 'apart' }, 'How near the next segment is'),
    h('p', {}, border(answer.radius, answer.distance, nameOf)),
  ].filter(Boolean);
}

/** Which values would put the customer elsewhere, one at a time. */
export function changePanel(answer, trained) {
  const [nameOf, label] = [namesOf(trained), labelsOf(trained)];
  const said = answer.flips.map((flip) => ({ flip, words: flips(flip, nameOf, rangeOf(flip.column, trained)) }));
  const without = said.filter(({ words }) => words === null).map(({ flip }) => label(flip.column));
  return [
    h('h2', {}, 'What would change it'),
    h('p', {}, 'One value at a time, all others as they are.'),
    h('ul', { className: 'flips' }, said.filter(({ words }) => words !== null).map(({ flip, words }) =>
      h('li', {}, h('strong', {}, label(flip.column)), ` (${countsAs(flip)}): ${words}`))),
    without.length ? h('p', {}, `No value alone changes the segment in: ${without.join(', ')}.`) : null,
  ].filter(Boolean);
}

function namesOf(trained) {
  const names = new Map(trained.segments.map((segment) => [segment.id, segment.name]));
  return (id) => names.get(id);
}

/** The smallest and the largest value of a column in training; null where statistics do not tell. */
function rangeOf(column, trained) {
  const known = trained.segments.map((segment) => segment.statistics[column]).filter((one) => typeof one?.min === 'number');
  return known.length ? { min: Math.min(...known.map((one) => one.min)), max: Math.max(...known.map((one) => one.max)) } : null;
}

/** The values of the columns that a feature is made of. */
function valuesOf({ feature, inputs }, columns, label) {
  const values = inputs.map((input) => [input, columns.get(input)]).filter(([, flip]) => flip);
  return values.map(([input, flip]) => (input === feature ? countsAs(flip) : `${label(input)} ${countsAs(flip)}`)).join(', ');
}

function marksOf({ imputed, clipped }) {
  return [
    imputed ? h('span', { className: 'mark' }, 'not given') : null,
    clipped ? h('span', { className: 'mark' }, 'counts as the farthest usual value') : null,
  ].filter(Boolean);
}

/** To the right what speaks for the segment, to the left and hatched what speaks against it; words beside it say the same. */
function bar(share) {
  const filled = h('span', { className: share < 0 ? 'against' : 'for' });
  filled.style.width = `${50 * Math.abs(share)}%`;
  return h('span', { className: 'bar', 'aria-hidden': 'true' }, filled);
}
