// The notices of the service in words of the pages: without the parameters that programs would set, which are buttons here where something can be done.

import { h } from './dom.js';
import { readable } from './format.js';

/** A parameter of a call, which tells nothing to those who fill in a form. */
const parameter = /\b[a-z][A-Za-z]*=/;

/** Sentences that are put in other words as a whole, by the code of the notice. */
const own = {
  values_clipped: (message) => message.replace(/, Tukey's outer fence, and counts? as that/, ', far out of all others, and so counts as no more than that').replace(/ values of (.*) and so counts/, ' values of $1 and so count'),
  dates_as_days: (message) => message.replace('as asOf says', 'as you said'),
  not_utf8: (message) => message.replace(/ If it is another charset, .*/, ' If letters look wrong, save the file as UTF-8.'),
};

/** What can be done about a notice, by its code: as { label, change }, where a change is what is said of the upload instead. */
const remedies = {
  counts_double: ({ column }) => [{ label: `Leave out ${column}`, change: { use: { [column]: 'exclude' } } }],
  dates_as_days: ({ column }) => [{ label: `Leave out ${column}`, change: { use: { [column]: 'exclude' } } }],
  dates_open: () => [{ label: 'The day comes first', change: { orders: { dateFormat: 'day-first' } } }, { label: 'The month comes first', change: { orders: { dateFormat: 'month-first' } } }],
  values_clipped: () => [{ label: 'Keep extreme values as they are', change: { options: { outliers: 'keep' } } }],
  looks_like_orders: () => [{ label: 'Read each row as one line of an order', change: { input: 'transactions' } }],
  total_on_every_line: () => [{ label: 'Add it up over the lines', change: { orders: { amountPer: 'line' } } }],
  amount_repeated: () => [{ label: 'It is the total of the order', change: { orders: { amountPer: 'order' } } }],
  customer_stands_out: ({ message }) => {
    const [, id] = message.match(/^'([^']+)' in /) ?? [];
    return id && !id.includes('…') && !id.includes('...') ? [{ label: `Leave out ${id}`, change: { orders: { guests: id } } }] : [];
  },
};

/** A sentence of the service without what it says of parameters, its numbers and dates as the pages write them. */
export function plain(message) {
  const quotes = [];
  const masked = message.replace(/[;,] name it in 'columns' [^.;]*/g, '').replace(/(?<!\w)'[^']*'(?!\w)|"[^"]*"/g, (quote) => `\u0001${quotes.push(quote) - 1}\u0002`);
  const kept = masked.replace(/\s*\([^()]*(=|minShare)[^()]*\)/g, '').split(/(?<=[.;])\s+|(?<=:)\s+(?=[a-z][A-Za-z]*=)/).filter((clause) => !parameter.test(clause)).join(' ');
  const said = kept.replace(/[;:,]$/, '.') || masked;
  return readable(said.replace(/\u0001(\d+)\u0002/g, (_, index) => quotes[Number(index)]));
}

/** The same of a notice. */
export function sentence({ code, message }) {
  return plain(own[code]?.(message) ?? message);
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
    return h('li', {}, sentence(notice), buttons.map(({ label, change }) => [' ', h('button', { type: 'button', className: 'small-button', onclick: () => act(change) }, label)]));
  }));
}
