// What the columns of a file are taken for, and what the user says they are.

import { field, h, select, table } from '../dom.js';
import { count, counted } from '../format.js';
import { noticeList } from '../notices.js';

const roles = {
  id: 'id of the customer', feature: 'feature', encoded: 'feature for each value', input: 'only for derived features', text: 'left out: text', constant: 'left out: constant',
  identifier: 'left out: names something', place: 'left out: a place', moment: 'left out: a date or time', flag: 'left out: a yes or no of text', code: 'left out: a code',
  outcome: 'left out: an outcome', same_as: 'left out: says what another column says',
  row_number: 'left out: numbers the rows', mostly_missing: 'left out: mostly missing', empty: 'left out: empty', excluded: 'left out by you', not_named: 'left out by you',
};

/** What the user says of the file, as parameters of a training. */
export function parameters(upload) {
  const named = (use) => [...upload.use].filter(([, given]) => given === use).map(([name]) => (/[",]/.test(name) ? `"${name}"` : name)).join(',');
  return {
    input: upload.input, exclude: named('exclude'), encode: named('encode'), id: single('id'), ...upload.orders,
    recency: single('recency'), frequency: single('frequency'), monetary: single('monetary'), tenure: single('tenure'),
  };

  function single(use) {
    return [...upload.use].find(([, given]) => given === use)?.[0];
  }
}

/** Names for the columns of an order log that were not recognised. */
export function orderColumns(upload, again) {
  const names = ['customer', 'invoice', 'date', 'amount', 'quantity', 'price', 'dateFormat'];
  const inputs = names.map((name) => h('input', { value: upload.orders[name] ?? '', name }));
  return h('form', { className: 'panel', onsubmit: (event) => {
    event.preventDefault();
    for (const input of inputs) upload.orders[input.name] = input.value.trim();
    again();
  } },
  h('h2', {}, 'Which columns are they?'),
  h('div', { className: 'form' }, names.map((name, i) => field(name === 'dateFormat' ? 'How dates are written' : name, inputs[i], name === 'dateFormat' ? 'day-first, month-first, or a pattern such as d/M/yyyy' : null))),
  h('div', { className: 'buttons' }, h('button', { className: 'primary' }, 'Look again')));
}

/** What the service understood of the file. */
export function understood(upload, answer, again) {
  const columns = answer.columns.map((column) => [
    column.name,
    upload.input === 'customers' ? use(upload, column, again) : roles[column.role] ?? column.role,
    column.reason,
    count(column.missing),
    count(column.clipped),
  ]);
  return h('section', { className: 'panel' },
    h('h2', {}, 'What the service understood'),
    h('p', {}, h('strong', {}, counted(answer.customers, 'customer')), ` measured by ${counted(answer.features.length, 'feature')}: ${answer.features.map((feature) => feature.name).join(', ')}.`),
    table('Columns', ['Column', 'Taken for', 'Why', 'Missing', 'Clipped'], columns),
    h('h3', {}, 'Worth knowing'),
    noticeList(answer.notices));
}

/** What a column is taken for, and what it could be instead. */
function use(upload, column, again) {
  const taken = column.part ? `${roles[column.role] ?? column.role}, ${column.part}` : roles[column.role] ?? column.role;
  const isText = ['text', 'flag', 'code', 'encoded'].includes(column.role);
  const choices = [
    ['', taken],
    ...(isText ? [['encode', 'feature for each value']] : []),
    ['id', 'id of the customer'],
    ...(isText ? [] : [['recency', 'days since the last purchase'], ['frequency', 'number of purchases'], ['monetary', 'total spend'], ['tenure', 'days as a customer']]),
    ['exclude', 'leave out'],
  ];
  const given = upload.use.get(column.name) ?? '';
  return select(choices, given, {
    'aria-label': `What ${column.name} is`,
    onchange: (event) => {
      const value = event.target.value;
      if (['id', 'recency', 'frequency', 'monetary', 'tenure'].includes(value))
        for (const [name, other] of upload.use) if (other === value) upload.use.delete(name);
      if (value) upload.use.set(column.name, value);
      else upload.use.delete(column.name);
      again();
    },
  });
}
