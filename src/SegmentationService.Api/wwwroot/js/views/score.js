// Score a file: it comes back with segment, name and confidence, and the page says how sure it is.

import { asForm, send } from '../api.js';
import { records } from '../csv.js';
import { download, fileDrop, h, message, refusal, select, table } from '../dom.js';
import { bytes, count, counted, percent } from '../format.js';
import { meaning } from '../meaning.js';
import { version } from '../state.js';
import { surenesses, surenessOf } from '../words.js';

export const title = 'Score a file';

export function render({ model, version: number }) {
  const status = h('div', {});
  const kind = select([['customers', 'one customer'], ['transactions', 'one line of an order']], 'customers', { id: 'kind' });
  return [
    h('h1', {}, 'Score a file'),
    h('p', {}, `Drop a table like the one that version ${number} of ${model.model} was trained on. You get a CSV back: each customer with segment, name and confidence.`),
    h('p', {}, h('label', { htmlFor: 'kind' }, 'Each row is '), kind),
    fileDrop('Drop a file here', (file) => assign(status, file, { model: model.model, version: number, input: kind.value === 'customers' ? null : kind.value })),
    status,
  ];
}

async function assign(status, file, query) {
  status.replaceChildren(h('p', { role: 'status' }, `Scoring ${file.name} …`));
  try {
    const response = await send('POST', 'predict/batch', { query, body: asForm({ file }), headers: { Accept: 'text/csv' } });
    const scored = await response.blob();
    const name = `${file.name.replace(/(\.(csv|tsv|txt|json|ndjson|jsonl|xlsx|xlsm|zip))?(\.gz)?$/i, '')}-segments.csv`;
    download(name, scored);
    status.replaceChildren(message('note', h('p', { role: 'status' }, `${name} was saved, ${bytes(scored.size)}.`)));
    status.append(sureCustomers(await countSure(scored), await version(query.model, query.version)));
  } catch (error) {
    status.replaceChildren(refusal(error));
  }
}

/** How many customers of a scored file are how sure of their segment; those without a segment have none. */
async function countSure(scored) {
  const counts = { ...Object.fromEntries(Object.keys(surenesses).map((kind) => [kind, 0])), unassigned: 0 };
  let columns;
  for await (const cells of records(scored)) {
    if (!columns) columns = Object.fromEntries(['segment', 'confidence', 'outlier'].map((name) => [name, cells.indexOf(name)]));
    else if (cells[columns.segment] === '') counts.unassigned++;
    else counts[surenessOf({ confidence: Number(cells[columns.confidence]), outlier: cells[columns.outlier] === 'true' })]++;
  }
  return counts;
}

function sureCustomers({ unassigned, ...counts }, trained) {
  const total = Object.values(counts).reduce((sum, one) => sum + one, unassigned);
  const rows = Object.entries(surenesses).map(([kind, words]) => [words.name, count(counts[kind]), percent(total ? counts[kind] / total : 0), words[trained.confidenceBasis]]);
  if (unassigned) rows.push(['Without a segment', count(unassigned), percent(unassigned / total), 'their notices say why']);
  return h('section', { className: 'panel' },
    h('h2', {}, `How sure the segments of ${counted(total, 'customer')} are`),
    table('Customers by how sure their segment is', ['How sure', 'Customers', 'Share', 'That is'], rows),
    meaning(trained.confidenceBasis === 'jury' ? 'confidence' : 'distance'),
    meaning('outlier'));
}
