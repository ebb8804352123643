// A card for each segment: who is in it, what it brings, what stands out, and what could be done.

import { h, table } from './dom.js';
import { count, counted, date, number, percent } from './format.js';
import { labelsOf } from './labels.js';
import { moneyColumns, moneyShare } from './money.js';
import { groups, lineage, stability, standingOut } from './words.js';

const mostStandingOut = 5;
const mostMoney = 3;

/**
 * The cards; those of one group stand together where segments are parts of groups.
 * @param more what stands at the foot of the card of a segment
 */
export function segmentCards(version, look, more = () => null) {
  const together = groups(version);
  if (!together) return cards(version, version.segments, look, more);
  return together.map(({ title, segments }) => h('section', { className: 'group' }, h('h2', {}, title), cards(version, segments, look, more)));
}

function cards(version, segments, look, more) {
  const list = h('ul', { className: 'cards' }, segments.map((segment) => {
    const card = h('li', { className: 'card', 'data-segment': segment.id }, ...contentOf(version, segment), more(segment));
    card.style.borderTopColor = look.colorOf(segment);
    return card;
  }));
  for (const most of [3, 4]) list.style.setProperty(`--of-${most}`, columnsOf(segments.length, most));
  return list;
}

/** As many columns as there is room for that leave no card alone in the last row. */
function columnsOf(cards, most) {
  for (let columns = most; columns > 1; columns--)
    if (cards % columns !== 1) return columns;
  return most;
}

function contentOf(version, segment) {
  const made = segment.madeName ?? segment.name;
  return [
    h('h3', {}, segment.name),
    made === segment.name ? null : h('p', { className: 'hint' }, `By its customers: ${made}`),
    ...size(version, segment),
    segment.note ? h('p', { className: 'note' }, segment.note) : null,
    lineageNote(version, segment),
    stabilityNote(segment),
    standsOut(version, segment),
    segment.play ? h('p', { className: 'play' }, h('strong', {}, `A suggestion: ${segment.play.title.toLowerCase()}.`), ' ', segment.play.text) : null,
    allColumns(version, segment),
  ];
}

/** How many customers, and their share; beside that of the money, where it is known. */
function size(version, segment) {
  const money = moneyColumns(version).slice(0, mostMoney).map(({ column, label }) => [`of ${label}`, moneyShare(segment, column)]).filter(([, share]) => share !== null);
  const customers = h('strong', {}, counted(segment.size, 'customer'));
  if (!money.length) return [h('p', { className: 'size' }, customers, `, ${percent(segment.share)}`)];
  return [h('p', { className: 'size' }, customers), sharesOf(segment, money)];
}

function sharesOf(segment, money) {
  return h('dl', { className: 'shares' }, [['of the customers', segment.share], ...money].map(([label, share]) => {
    const bar = h('span', { className: 'length', 'aria-hidden': 'true' });
    bar.style.setProperty('--share', Math.min(1, Math.max(0, share)));
    return [h('dt', {}, label), h('dd', {}, h('strong', {}, percent(share)), bar)];
  }));
}

/** What stands out among all columns; in versions from before that was told, what sets the segment apart among its features. */
function standsOut(version, segment) {
  const label = labelsOf(version);
  const sentences = segment.standsOut?.length
    ? segment.standsOut.slice(0, mostStandingOut).map((one) => standingOut(one, label(one.column)))
    : segment.distinguishing.slice(0, mostStandingOut).map((one) => readable(one.text));
  return sentences.length ? h('ul', { className: 'traits' }, sentences.map((sentence) => h('li', {}, sentence))) : h('p', {}, 'Like all customers.');
}

/** A sentence of the service, its medians with grouped thousands like all numbers of the pages. */
function readable(text) {
  return text.replace(/median (\S+) against (\S+)$/, (whole, here, all) => (Number.isFinite(+here) && Number.isFinite(+all) ? `median ${number(+here)} against ${number(+all)}` : whole));
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

/** Each column here and of all customers, to be opened: made when it is, since there may be many. */
function allColumns(version, segment) {
  const details = h('details', {}, h('summary', {}, 'All columns'));
  details.addEventListener('toggle', () => details.childElementCount === 1 && details.append(columnTable(version, segment)));
  return details;
}

function columnTable(version, segment) {
  const rows = version.profile
    ? segment.profile.map((here, i) => rowOf(here, version.profile.columns[i]))
    : version.features.filter(({ name }) => segment.statistics[name]).map(({ name, label, median }) => [h('span', { title: name }, label), number(segment.statistics[name].median), number(median)]);
  return table(`${segment.name}: each column here and of all customers`, ['Column', 'Here', 'All'], rows);
}

function rowOf(here, all) {
  const name = h('span', { title: all.column }, all.label);
  switch (all.kind) {
    case 'values': return [name, valuesOf(here), valuesOf(all)];
    case 'date': return [name, moment(here.medianDate), moment(all.medianDate)];
    default: return [name, `median ${number(here.median)}, mean ${number(here.mean)}`, `median ${number(all.median)}, mean ${number(all.mean)}`];
  }
}

function valuesOf({ values, other }) {
  const told = [...values].sort((one, another) => another.share - one.share).slice(0, 3).filter(({ share }) => share > 0).map(({ value, share }) => `${value} ${percent(share)}`);
  const rest = values.length - told.length + (other?.customers ? 1 : 0);
  return [...told, rest > 0 ? `${count(rest)} more` : null].filter(Boolean).join(', ') || '–';
}

function moment(text) {
  return text ? `median ${date(text)}` : '–';
}
