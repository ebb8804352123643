// The first page of a report, for those who read no other: three sentences, who brings the money, the names and what could be done.

import { h, table } from './dom.js';
import { count, date, percent } from './format.js';
import { moneyBars, moneyColumns, moneyShare, swatch } from './money.js';
import { standing, summed } from './words.js';

/** The first page. */
export function summary(trained, look) {
  const money = moneyColumns(trained);
  const isSuggested = trained.segments.some((segment) => segment.play);
  return h('section', { className: 'summary' },
    h('h1', {}, `${trained.clusters} segments of ${count(trained.customers)} customers`),
    h('p', { className: 'hint' }, [`Model ${trained.model}, version ${trained.version}`, trained.source?.file, date(trained.createdAt)].filter(Boolean).join(' · ')),
    trained.note ? h('p', { className: 'note' }, trained.note) : null,
    h('ul', { className: 'sentences' }, sentences(trained, money[0]).map((sentence) => h('li', {}, sentence))),
    moneyBars(trained, look),
    table('The segments at a glance',
      ['Segment', 'Customers', 'Share', ...money.map(({ label }) => `Share of ${label}`), ...(isSuggested ? ['Suggestion'] : [])],
      trained.segments.map((segment) => [
        h('span', {}, swatch(segment, look), segment.name),
        count(segment.size),
        percent(segment.share),
        ...money.map(({ column }) => shareOf(segment, column)),
        ...(isSuggested ? [segment.play?.title ?? '–'] : []),
      ])),
    isSuggested ? plays(trained) : null);
}

/** What could be done, each suggestion once, with the segments that it is for. */
function plays({ segments }) {
  const byTitle = Map.groupBy(segments.filter(({ play }) => play), ({ play }) => play.title);
  return h('ul', {}, [...byTitle].map(([title, meant]) => h('li', {}, h('strong', {}, title), ` (${meant.map(({ name }) => name).join('; ')}): ${meant[0].play.text}`)));
}

function shareOf(segment, column) {
  const share = moneyShare(segment, column);
  return share === null ? '–' : percent(share);
}

/** What there is, who brings the money, and what to look at first. */
function sentences(trained, money) {
  const most = money ? largest(trained.segments, (segment) => moneyShare(segment, money.column) ?? 0) : largest(trained.segments, (segment) => segment.share);
  return [
    summed(trained),
    money
      ? `“${most.name}” is ${percent(most.share)} of the customers and brings ${percent(moneyShare(most, money.column) ?? 0)} of all ${money.label}.`
      : `The largest segment is “${most.name}” with ${percent(most.share)} of the customers.`,
    first(trained, most),
  ];
}

/** What to look at first: what is suggested for the most valuable segment that there is a suggestion for, or else how far the segments can be built upon. */
function first(trained, most) {
  const suggested = most.play ? most : trained.segments.find((segment) => segment.play);
  return suggested ? `A suggestion for “${suggested.name}”: ${suggested.play.title.toLowerCase()}. ${suggested.play.text}` : standing(trained);
}

function largest(segments, by) {
  return segments.reduce((best, one) => (by(one) > by(best) ? one : best));
}
