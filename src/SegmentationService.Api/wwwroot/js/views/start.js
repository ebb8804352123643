// Start: a file, what the service makes of it, and the training.

import { asForm, send } from '../api.js';
import { announce, fileDrop, h, refusal } from '../dom.js';
import { bytes, counted } from '../format.js';
import { orderColumns, parameters, understood } from '../start/columns.js';
import { options } from '../start/options.js';
import { train } from '../start/training.js';

export const title = 'Start';

export function render() {
  const step = h('div', {});
  return [
    h('h1', {}, 'Who are your customers?'),
    h('p', {}, 'Drop a table with one row per customer, or a log of orders with one row per order line: CSV, TSV, JSON or NDJSON, also compressed with gzip. You see what the service makes of it before anything is trained. Nothing leaves this service.'),
    fileDrop('Drop a file here', (file) => begin(step, file)),
    h('p', { className: 'buttons' }, h('button', { onclick: () => sample(step) }, 'Try it with sample customers')),
    step,
  ];
}

async function sample(step) {
  step.replaceChildren(h('p', {}, 'Getting sample customers …'));
  try {
    const text = await (await send('GET', 'samples/customers')).text();
    await begin(step, new File([text], 'sample-customers.csv'));
  } catch (error) {
    step.replaceChildren(refusal(error));
  }
}

/** A file of which nothing has been said yet. */
function begin(step, file) {
  return look(step, { file, input: 'customers', isSettled: false, use: new Map(), orders: {} });
}

/** Shows what the service makes of the file. It also tells when the rows are lines of orders, unless the user has said what they are. */
async function look(step, upload) {
  const again = () => look(step, upload);
  const kind = h('fieldset', {}, h('legend', {}, `${upload.file.name}, ${bytes(upload.file.size)}: each row is`),
    h('div', { className: 'choices' }, [['customers', 'one customer'], ['transactions', 'one line of an order']].map(([value, text]) =>
      h('label', {}, h('input', { type: 'radio', name: 'input', value, checked: upload.input === value, onchange: () => { settle(upload, value); again(); } }), ' ', text))));
  step.replaceChildren(kind, h('p', { role: 'status' }, 'Looking at the file …'));
  try {
    const answer = await (await send('POST', 'train', { query: { ...parameters(upload), dryRun: true }, body: asForm({ file: upload.file }) })).json();
    if (!upload.isSettled && answer.notices.some((notice) => notice.code === 'looks_like_orders')) {
      settle(upload, 'transactions');
      await again();
      return;
    }

    step.replaceChildren(kind, understood(upload, answer, again), options((chosen) => train(step, upload.file, { ...parameters(upload), ...chosen }, again)));
    announce(`${counted(answer.customers, 'customer')} and ${counted(answer.features.length, 'feature')} found.`);
  } catch (error) {
    step.replaceChildren(kind, refusal(error), ...(upload.input === 'transactions' ? [orderColumns(upload, again)] : []),
      ...(upload.use.size ? [h('p', { className: 'buttons' }, h('button', { onclick: () => { upload.use.clear(); again(); } }, 'Take back what you changed'))] : []));
  }
}

function settle(upload, input) {
  Object.assign(upload, { input, isSettled: true });
  upload.use.clear();
}
