// Score a file: it comes back with segment, name and confidence.

import { asForm, send } from '../api.js';
import { download, fileDrop, h, message, refusal, select } from '../dom.js';
import { bytes } from '../format.js';

export const title = 'Score a file';

export function render({ model, version }) {
  const status = h('div', {});
  const kind = select([['customers', 'one customer'], ['transactions', 'one line of an order']], 'customers', { id: 'kind' });
  return [
    h('h1', {}, 'Score a file'),
    h('p', {}, `Drop a table like the one that version ${version} of ${model.model} was trained on. You get a CSV back: each customer with segment, name and confidence.`),
    h('p', {}, h('label', { htmlFor: 'kind' }, 'Each row is '), kind),
    fileDrop('Drop a file here', (file) => assign(status, file, { model: model.model, version, input: kind.value === 'customers' ? null : kind.value })),
    status,
  ];
}

async function assign(status, file, query) {
  status.replaceChildren(h('p', { role: 'status' }, `Scoring ${file.name} …`));
  try {
    const response = await send('POST', 'predict/batch', { query, body: asForm(file), headers: { Accept: 'text/csv' } });
    const scored = await response.blob();
    const name = `${file.name.replace(/(\.(csv|tsv|txt|json|ndjson|jsonl|xlsx|xlsm|zip))?(\.gz)?$/i, '')}-segments.csv`;
    download(name, scored);
    status.replaceChildren(message('note', h('p', { role: 'status' }, `${name} was saved, ${bytes(scored.size)}.`)));
  } catch (error) {
    status.replaceChildren(refusal(error));
  }
}
