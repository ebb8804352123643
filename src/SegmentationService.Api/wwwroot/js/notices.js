// The notices of the service in words of the pages: without the parameters that programs would set, which are buttons here where something can be done.

import { h, message } from './dom.js';
import { readable } from './format.js';

/** A parameter of a call, which tells nothing to those who fill in a form. */
const parameter = /\b[a-z][A-Za-z]*=/;

/** Sentences that are put in other words as a whole, by the code of the notice. */
const own = {
  values_clipped: (text) => text.replace(/, Tukey's outer fence, and counts? as that/, ', far out of all others, and so counts as no more than that').replace(/ values of (.*) and so counts/, ' values of $1 and so count'),
  dates_as_days: (text) => text.replace('as asOf says', 'as you said'),
  not_utf8: (text) => text.replace(/ If it is another charset, .*/, ' If letters look wrong, save the file as UTF-8.'),
};

const datesComeFirst = [{ label: 'The day comes first', change: { orders: { dateFormat: 'day-first' } } }, { label: 'The month comes first', change: { orders: { dateFormat: 'month-first' } } }];

/** What can be done about a notice, by its code: as { label, change }, where a change is what is said of the upload instead. */
const remedies = {
  counts_double: ({ column }) => [{ label: `Leave out ${column}`, change: { use: { [column]: 'exclude' } } }],
  dates_as_days: ({ column }) => [{ label: `Leave out ${column}`, change: { use: { [column]: 'exclude' } } }],
  dates_open: () => datesComeFirst,
  number_notation_unclear: ({ message: text }) => (text.includes('decimal=')
    ? [{ label: 'The comma is decimal', change: { options: { decimal: 'comma' } } }, { label: 'The point is decimal', change: { options: { decimal: 'point' } } }]
    : []),
  text_columns_left_out: ({ message: text }) => [{ label: 'Use them', change: { use: Object.fromEntries([...text.matchAll(/'([^']+)' \(\d+ values\)/g)].map(([, name]) => [name, 'encode'])) } }],
  values_clipped: () => [{ label: 'Keep extreme values as they are', change: { options: { outliers: 'keep' } } }],
  looks_like_orders: () => [{ label: 'Read each row as one line of an order', change: { input: 'transactions' } }],
  total_on_every_line: () => [{ label: 'Add it up over the lines', change: { orders: { amountPer: 'line' } } }],
  amount_repeated: () => [{ label: 'It is the total of the order', change: { orders: { amountPer: 'order' } } }],
  customer_stands_out: ({ message: text }) => {
    const [, id] = text.match(/^'([^']+)' in /) ?? [];
    return id && !id.includes('…') && !id.includes('...') ? [{ label: `Leave out ${id}`, change: { orders: { guests: id } } }] : [];
  },
};

/** A sentence of the service without what it says of parameters, its numbers and dates as the pages write them. */
export function plain(text) {
  const quotes = [];
  const masked = text.replace(/(?<!\w)'[^']*'(?!\w)|"[^"]*"/g, (quote) => `\u0001${quotes.push(quote) - 1}\u0002`);
  const kept = masked.replace(/\s*\([^()]*(=|minShare)[^()]*\)/g, '').split(/(?<=[.;])\s+|(?<=:)\s+(?=[a-z][A-Za-z]*=)/).filter((clause) => !ofPrograms(clause, quotes)).join(' ');
  const said = kept.replace(/[;:,]$/, '.') || masked;
  return readable(said.replace(/\u0001(\d+)\u0002/g, (_, index) => quotes[Number(index)]));
}

function ofPrograms(clause, quotes) {
  return parameter.test(clause) || [...clause.matchAll(/\bin \u0001(\d+)\u0002/g)].some(([, index]) => /^'(encode|columns)'$/.test(quotes[Number(index)]));
}

/** The same of a notice. */
export function sentence({ code, message: text }) {
  return plain(own[code]?.(text) ?? text);
}

/**
 * The notices of an answer, those of one kind in one place.
 * @param act takes the change of a button; where nothing can be changed any more there are no buttons
 */
export function noticeList(notices, act = null) {
  if (notices.length === 0) return h('p', {}, 'Nothing.');
  const offered = new Set();
  return h('ul', { className: 'notices' }, [...Map.groupBy(notices, (notice) => notice.code).values()].flat().map((notice) => {
    const buttons = act ? (remedies[notice.code]?.(notice) ?? []).filter(({ label }) => !offered.has(label) && offered.add(label)) : [];
    return h('li', {}, sentence(notice), waits(notice), buttons.map((remedy) => [' ', button(remedy, act)]));
  }));
}

/** Where a version that waits can be let serve; on a printed page there is nowhere to go. */
function waits({ code }) {
  if (code !== 'not_promoted' || !location.hash) return null;
  return [' ', h('a', { href: `#/versions?${location.hash.split('?')[1] ?? ''}` }, 'Choose the version that serves')];
}

/**
 * What the service refused, and where.
 * @param act takes the change of a button; null where nothing can be changed in this place
 */
export function refusal(error, act = null) {
  const where = ['line', 'column', 'field'].filter((name) => error.problem?.[name] !== undefined && error.problem?.[name] !== null)
    .map((name) => `${name} ${error.problem[name]}`).join(', ');
  const buttons = act ? [...(error.problem?.type === '/problems/ambiguous-dates' ? datesComeFirst : []), ...leavingOut(error.problem?.line)] : [];
  return message('error',
    h('h2', {}, error.problem?.title ?? 'This did not work'),
    h('p', {}, plain(error.message)),
    where ? h('p', { className: 'hint' }, `Where: ${where}`) : null,
    buttons.length ? h('p', { className: 'buttons' }, buttons.map((remedy) => button(remedy, act))) : null);
}

/** What can be done about a line that cannot be read. */
function leavingOut(line) {
  return line ? [{ label: `Leave out line ${line}`, change: { skipped: line } }] : [];
}

function button({ label, change }, act) {
  return h('button', { type: 'button', className: 'small-button', onclick: () => act(change) }, label);
}
