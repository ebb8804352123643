// What the columns of a file are taken for, and what the user says they are.

import { field, h, sayOf, select, table } from '../dom.js';
import { count, counted, date } from '../format.js';
import { meaning } from '../meaning.js';
import { noticeList, plain } from '../notices.js';
import { keep, parts, say } from './upload.js';

const roles = {
  id: 'id of the customer', feature: 'feature', encoded: 'feature for each value', input: 'only for derived features', text: 'left out: text', constant: 'left out: constant',
  identifier: 'left out: names something', place: 'left out: a place', moment: 'left out: a date or time', flag: 'left out: a yes or no of text', code: 'left out: a code',
  outcome: 'left out: an outcome', same_as: 'left out: says what another column says',
  row_number: 'left out: numbers the rows', mostly_missing: 'left out: mostly missing', empty: 'left out: empty', excluded: 'left out by you', not_named: 'left out by you',
};

const orderFields = [
  ['customer', 'Customer'], ['invoice', 'Number of the order'], ['date', 'Date'], ['amount', 'Money of a line'], ['quantity', 'Quantity'], ['price', 'Price of a piece'],
];

/** The longest label, in characters. */
const longestLabel = 64;

/** What the table of columns says, and what the form says will happen. */
const saidElsewhere = ['column_left_out', 'other_features', 'not_promoted'];

/** How dates may be written, where they do not tell by themselves. */
const dateFormats = [['', 'as the file shows'], ['day-first', 'the day first: 31/12/2025'], ['month-first', 'the month first: 12/31/2025']];

/**
 * Which columns of a log of orders are which: found by the service, or said by the user.
 * @param taken what the log was read as; null where it could not be read
 */
export function orderColumns(upload, again, taken) {
  const names = [...new Set([...upload.columns, ...Object.values(taken?.columns ?? {})])].map((column) => [column, column]);
  const byItself = (name) => (!taken || upload.orders[name] ? 'found by itself' : taken.columns[name] ? `${taken.columns[name]} (found)` : 'none');
  const given = upload.orders.dateFormat;
  const controls = [
    ...orderFields.map(([name, label]) => [name, label, select([['', byItself(name)], ...names], upload.orders[name] ?? '')]),
    ['dateFormat', 'How dates are written', select(!given || dateFormats.some(([value]) => value === given) ? dateFormats : [...dateFormats, [given, given]], given ?? '')],
  ];
  for (const [name, , control] of controls)
    control.addEventListener('change', () => {
      if (control.value) upload.orders[name] = control.value;
      else delete upload.orders[name];
      again();
    });
  return h('section', { className: 'panel' },
    h('h2', {}, 'Which columns are they?'),
    taken ? h('p', {}, period(taken)) : null,
    h('div', { className: 'form' }, controls.map(([name, label, control]) => field(label, Object.assign(control, { name: `order-${name}` })))));
}

/** What the log holds. */
function period({ from, to, lines, purchases, money }) {
  const worth = typeof money === 'number' ? `, worth ${count(money)}` : '';
  return `${counted(purchases, 'purchase')} in ${counted(lines, 'line')} from ${date(from)} to ${date(to)}${worth}.`;
}

/** What the service understood of the file. */
export function understood(upload, answer, again, act) {
  const isOrders = upload.input !== 'customers';
  const columns = answer.columns.map((column) => [
    column.name,
    isOrders ? roles[column.role] ?? column.role : use(upload, column, again),
    called(upload, column),
    plain(column.reason),
    column.missing ? count(column.missing) : '',
    column.clipped ? count(column.clipped) : '',
  ]);
  const notices = answer.notices.filter((notice) => !saidElsewhere.includes(notice.code));
  return h('section', { className: 'panel' },
    h('h2', {}, 'What the service understood'),
    h('p', {}, h('strong', {}, counted(answer.customers, 'customer')), ` measured by ${counted(answer.features.length, 'feature')}: ${featureNames(answer.features)}.`),
    isOrders ? null : allText(upload, answer, again),
    table('Columns', ['Column', 'Taken for', 'Called', 'Why', 'Missing', 'Clipped'], columns, { className: 'stacked' }),
    meaning('columns'),
    answer.features.some((feature) => feature.name === 'value_score') ? meaning('derived') : null,
    h('h3', { className: 'apart' }, 'Worth knowing'),
    noticeList(notices, act));
}

/** The features by name; those of one encoded column as one. */
function featureNames(features) {
  const bySource = Map.groupBy(features, (feature) => (typeof feature.value === 'string' ? feature.source : feature.name));
  return [...bySource].map(([name, ofIt]) => (typeof ofIt[0].value === 'string' ? `${name} (${counted(ofIt.length, 'value')})` : name)).join(', ');
}

/** All columns of text that can be used, at once. */
function allText(upload, answer, again) {
  const unused = answer.columns.filter((column) => ['text', 'flag', 'code'].includes(column.role) && column.distinct !== null && column.distinct <= 20);
  const used = answer.columns.filter((column) => column.role === 'encoded' && upload.use.get(column.name) === 'encode');
  if (unused.length + used.length < 2) return null;
  const set = (columns, value) => {
    for (const column of columns) say(upload, column.name, value);
    again();
  };
  return h('p', { className: 'buttons' },
    unused.length ? h('button', { type: 'button', onclick: () => set(unused, 'encode') }, `Use all text columns (${unused.length})`) : null,
    used.length ? h('button', { type: 'button', onclick: () => set(used, '') }, `Use no text columns (${used.length} are used)`) : null);
}

/** What a column is taken for, and what it could be instead. */
function use(upload, column, again) {
  const taken = column.part ? `${roles[column.role] ?? column.role}, ${column.part}` : roles[column.role] ?? column.role;
  const isText = ['text', 'flag', 'code', 'encoded'].includes(column.role);
  const names = { id: 'id of the customer', recency: 'days since the last purchase', frequency: 'number of purchases', monetary: 'total spend', tenure: 'days as a customer' };
  const choices = [
    ['', taken],
    ...(isText ? [['encode', 'feature for each value']] : []),
    ...parts.filter((part) => part === 'id' || !isText).map((part) => [part, names[part]]),
    ['exclude', 'leave out'],
  ];
  return select(choices, upload.use.get(column.name) ?? '', {
    'aria-label': `What ${column.name} is`,
    onchange: (event) => {
      say(upload, column.name, event.target.value);
      again();
    },
  });
}

/** What a column is to be called wherever people read of it; by itself words made of its name. */
function called(upload, column) {
  const input = h('input', { name: `label.${column.name}`, value: upload.labels.get(column.name) ?? '', placeholder: column.label, maxLength: longestLabel, autocomplete: 'off' });
  input.addEventListener('input', () => {
    const label = input.value.trim();
    const other = [...upload.labels].find(([name, given]) => name !== column.name && given.toLowerCase() === label.toLowerCase());
    sayOf(input, other ? { error: `“${other[1]}” is what ${other[0]} is called.` } : {});
    if (label && !other) upload.labels.set(column.name, label);
    else upload.labels.delete(column.name);
    keep(upload);
  });
  return field(h('span', { className: 'visually-hidden' }, `What people call ${column.name}`), input);
}
