// The fields of a customer: a control for each column that a model reads, and what was typed into them.

import { field, h, sayOf, select } from '../dom.js';
import { typed } from '../format.js';

/** A date, which the service reads as the training read the others of its column. */
const dated = /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ].*)?$/;

/** The controls by the columns, filled with what is typical: numbers with their median, encoded text with its most frequent value. */
export function fieldsOf(trained) {
  const fields = new Map();
  for (const feature of trained.features) {
    if (typeof feature.value === 'string') fields.set(feature.source, [...fields.get(feature.source) ?? [], feature]);
    else if (feature.source === feature.name) fields.set(feature.name, feature.median);
  }

  for (const column of trained.columns ?? [])
    if (column.role === 'input' && !fields.has(column.name)) fields.set(column.name, null);
  return new Map([...fields].map(([name, value]) => [name, Array.isArray(value) ? choice(name, value) : number(name, value)]));
}

function number(name, median) {
  return h('input', { name, value: median === null ? '' : String(Number(median.toPrecision(12))), inputMode: 'decimal', autocomplete: 'off' });
}

/** An encoded feature is centred on the share of customers with its value. */
function choice(name, features) {
  const usual = features.reduce((best, one) => (one.center > best.center ? one : best));
  return select([['', '–'], ...features.map((one) => [one.value, one.value])], usual.value, { name });
}

/** The fields of a form, under their labels. */
export function formOf(fields, label) {
  return h('div', { className: 'form' }, [...fields].map(([name, control]) => field(label(name), control)));
}

/** Fills the fields with the values of a customer as its table has them: they are sent as they stand there, unless somebody changes them. */
export function fill(fields, columns) {
  for (const [name, control] of fields) {
    const value = columns[name] ?? '';
    if (control instanceof HTMLSelectElement && ![...control.options].some((option) => option.value === String(value))) control.append(h('option', { value }, value));
    control.value = value;
    control.asWritten = control.value;
    sayOf(control);
  }
}

/**
 * The customer that stands in the fields, and what is wrong with it beside them.
 * @returns the values by their columns; null where one of them cannot be read
 */
export function customerIn(fields) {
  const customer = {};
  let isRight = true;
  for (const [name, control] of fields) {
    const text = control.value.trim();
    const isOwn = control instanceof HTMLSelectElement || control.value === control.asWritten || dated.test(text);
    const read = isOwn || text === '' ? { value: text } : typed(text);
    sayOf(control, read);
    if (read.error) isRight = false;
    else if (text !== '') customer[name] = read.value;
  }

  return isRight ? customer : null;
}
