// The training customers with their segments, as files.

import { send, versionPath } from './api.js';
import { download, field, h, message, select } from './dom.js';

const formats = [['csv', 'CSV'], ['xlsx', 'Excel'], ['ndjson', 'NDJSON'], ['parquet', 'Parquet']];

/** Whether the table that a version was trained on is kept, so that its columns can be given back. */
export function hasTable(trained) {
  return Boolean(trained.source?.table) || trained.input === 'transactions';
}

/** What the customers of a version are asked for with. */
export function customersQuery(segment, format, withColumns) {
  return { segment, format, include: withColumns ? 'columns' : null };
}

/** Saves the customers of a segment, or of all where it is null, and tells the name of the file. */
export async function saveCustomers(trained, { segment = null, format = 'csv', withColumns = hasTable(trained) } = {}) {
  const response = await send('GET', `${versionPath(trained.model, trained.version)}/customers`, { query: customersQuery(segment, format, withColumns) });
  const name = `${trained.model}-${trained.version}${segment ? `-segment-${segment}` : ''}-customers.${format}`;
  download(name, await response.blob());
  return name;
}

/** Buttons that save the customers of one segment. */
export function segmentDownloads(trained, segment, status) {
  return formats.slice(0, 2).map(([format, text]) => {
    const button = h('button', { 'aria-label': `${segment.name} as ${text}` }, text);
    button.addEventListener('click', () => saving(button, status, () => saveCustomers(trained, { segment: segment.id, format })));
    return button;
  });
}

/** The choice of what to save, for all segments or one. */
export function downloadPanel(trained, chosen = '') {
  const which = select([['', 'All segments'], ...trained.segments.map((segment) => [String(segment.id), segment.name])], chosen);
  const format = select(formats, 'csv');
  const columns = h('input', { type: 'checkbox', checked: hasTable(trained), disabled: !hasTable(trained) });
  const status = h('p', { role: 'status' });
  const button = h('button', { className: 'primary' }, 'Download the customers');
  button.addEventListener('click', () => saving(button, status, () => saveCustomers(trained, { segment: which.value || null, format: format.value, withColumns: columns.checked })));
  return h('section', { className: 'panel noprint' },
    h('h2', {}, 'Customers with their segments'),
    h('div', { className: 'form' }, field('Which', which), field('As', format)),
    h('p', {}, h('label', {}, columns, ' With the columns of my table')),
    hasTable(trained) ? null : h('p', { className: 'hint' }, 'The table that this version was trained on is not kept: the file holds ids, segments and how sure they are.'),
    h('div', { className: 'buttons' }, button),
    status);
}

/** The forms in which a model is used elsewhere: what they are called, the path below exports/, and how their files end. */
const exports = [
  ['ONNX, for Python, C#, Java and more', 'onnx', 'onnx'],
  ['PMML', 'pmml', 'pmml'],
  ['SQL of PostgreSQL', 'sql?dialect=postgresql', 'sql'],
  ['SQL of DuckDB', 'sql?dialect=duckdb', 'sql'],
  ['SQL of BigQuery', 'sql?dialect=bigquery', 'sql'],
  ['SQL of Snowflake', 'sql?dialect=snowflake', 'sql'],
  ['JavaScript', 'javascript', 'mjs'],
  ['JSON', 'json', 'json'],
];

/** The version in the words of other systems, as files. */
export function exportPanel(trained) {
  const form = select(exports.map(([text], index) => [String(index), text]), '0');
  const status = h('p', { role: 'status' });
  const button = h('button', {}, 'Download the model');
  button.addEventListener('click', () => saving(button, status, () => saveModel(trained, exports[Number(form.value)]), 'Getting the model …'));
  return h('section', { className: 'panel noprint' },
    h('h2', {}, 'The model in other systems'),
    h('p', {}, 'A file that finds the same segments where this service is not: it prepares the columns as the training did. Examples with their answers are in it, or come beside it.'),
    h('div', { className: 'form' }, field('For', form)),
    h('div', { className: 'buttons' }, button),
    status);
}

/** Saves a version in one of these forms, and tells the name of the file. */
async function saveModel(trained, [, path, ending]) {
  const [format, dialect] = path.split('?dialect=');
  const response = await send('GET', `${versionPath(trained.model, trained.version)}/exports/${format}`, { query: { dialect } });
  const name = `${trained.model}-${trained.version}${dialect ? `-${dialect}` : ''}.${ending}`;
  download(name, await response.blob());
  return name;
}

async function saving(button, status, save, text = 'Getting the customers …') {
  button.disabled = true;
  status.textContent = text;
  try {
    status.textContent = `${await save()} was saved.`;
  } catch (error) {
    status.replaceChildren(message('error', h('p', {}, error.message)));
  } finally {
    button.disabled = false;
  }
}
