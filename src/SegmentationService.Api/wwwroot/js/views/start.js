// Start: a file, what the service makes of it, and the training.

import { get, send } from '../api.js';
import { announce, fileDrop, h, message, renew } from '../dom.js';
import { bytes, counted } from '../format.js';
import { refusal } from '../notices.js';
import { orderColumns, understood } from '../start/columns.js';
import { options } from '../start/options.js';
import { keptTable, keptTables, report, sendTable, sheetChoice } from '../start/tables.js';
import { train, underWay, watch } from '../start/training.js';
import { change, keep, parameters, reading, recalled, settle, slug, takeBack, uploadOf, uploadOfVersion } from '../start/upload.js';
import { link, place, version } from '../state.js';

export const title = 'Start';

export async function render() {
  const step = h('div', {});
  const [tables, jobs] = await Promise.all(['tables', 'jobs'].map((list) => get(list).then((answer) => answer[list], () => [])));
  const go = (table) => begin(step, recalled(table));
  const asked = place().parameters;
  const again = asked.get('again') ? await uploadAgain(asked.get('model'), asked.get('again')) : null;
  const gone = h('div', {});
  const drop = (file) => {
    gone.remove();
    take(step, file, again?.table ? null : again);
  };
  const kept = again?.table ? again : await keptTable(asked.get('table')).then((table) => table && recalled(table));
  if ((again && !again.table) || (asked.get('table') && !kept))
    gone.append(message('warning', h('p', {}, `${again?.file ?? 'This table'} is no longer kept here. Drop the file again${again ? `: the options of version ${asked.get('again')} are still known` : ''}.`)));
  if (kept) begin(step, kept);
  return [
    h('h1', {}, 'Who are your customers?'),
    gone,
    h('p', {}, 'Drop a table with one row per customer, or a log of orders with one row per order line: CSV, TSV, JSON, NDJSON, Excel or Parquet, also compressed with gzip. You see what the service makes of it before anything is trained. Nothing leaves this service.'),
    fileDrop('Drop a file here', drop),
    h('p', { className: 'buttons' }, h('button', { onclick: () => sample(step) }, 'Try it with sample customers')),
    step,
    underWay(jobs, (job) => follow(step, job)),
    keptTables(tables, go),
  ].filter(Boolean);
}

/** What was said of the table of a version, with the table where it is still kept. */
async function uploadAgain(model, number) {
  const trained = await version(model, number);
  return uploadOfVersion(trained, await keptTable(trained.source?.table));
}

/** Goes on with a training that was begun before. */
async function follow(step, job) {
  try {
    const made = await watch(step, job);
    if (made && step.isConnected) location.hash = link('segments', made.model, made.version);
  } catch (error) {
    step.replaceChildren(refusal(error));
  }
}

async function sample(step) {
  step.replaceChildren(h('p', {}, 'Getting sample customers …'));
  try {
    const text = await (await send('GET', 'samples/customers')).text();
    await take(step, new File([text], 'sample-customers.csv'));
  } catch (error) {
    step.replaceChildren(refusal(error));
  }
}

/** Sends a file, once; what was said of its columns before, as of a table that is gone, holds for it too. */
async function take(step, file, said = null) {
  step.replaceChildren(h('p', { role: 'status' }, `Sending ${file.name}, ${bytes(file.size)} …`));
  try {
    const table = await sendTable(file, { model: slug(file.name) });
    const upload = said ? { ...said, table, file: file.name } : uploadOf(table);
    await begin(step, upload, said ? null : table);
  } catch (error) {
    step.replaceChildren(refusal(error));
  }
}

/**
 * Shows what the service makes of a table, and asks how it is to be trained.
 * @param first what it said at once: { report, problem }; null to ask for it
 */
async function begin(step, upload, first = null) {
  const [reported, training] = [h('div', {}), h('div', {})];
  const again = () => look();
  let latest = null;

  const form = options(upload, async (concernsReport) => { keep(upload); if (concernsReport) await look(); }, async () => {
    form.inert = true;
    try {
      const made = await train(training, { ...parameters(upload), table: upload.table.id });
      if (made && training.isConnected) location.hash = link('segments', made.model, made.version);
    } catch (error) {
      if (!form.refuse(error)) training.replaceChildren(refusal(error));
    } finally {
      form.inert = false;
    }
  });
  form.hidden = true;

  const act = (what) => {
    change(upload, what);
    check(kind, upload.input);
    form.show();
    look();
  };
  const kind = kinds(upload, again);
  const sheets = h('div', {});
  step.replaceChildren(sheets, kind, reported, form, training);
  sheetChoice(upload, () => { check(kind, upload.input); look(); }).then((choice) => sheets.replaceChildren(...choice));
  // Who has gone on to another page meanwhile is left there.
  if (place().page === 'start') history.replaceState(null, '', `#/start?${new URLSearchParams({ table: upload.table.id })}`);
  await look(first);

  /** Asks what the table is taken for. It also tells when the rows are lines of orders, unless the user has said what they are. */
  async function look(known = null) {
    keep(upload);
    latest?.abort();
    latest = new AbortController();
    const { signal } = latest;
    reported.setAttribute('aria-busy', 'true');
    if (!reported.firstChild) reported.replaceChildren(h('p', { role: 'status' }, 'Looking at the file …'));
    try {
      if (known?.problem) throw Object.assign(new Error(known.problem.detail ?? known.problem.title), { problem: known.problem });
      const answer = known?.report ?? await report(upload.table.id, reading(upload), signal);
      if (upload.input === 'customers') upload.columns = answer.columns.map((column) => column.name);
      if (!upload.isSettled && answer.notices.some((notice) => notice.code === 'looks_like_orders')) {
        settle(upload, 'transactions');
        check(kind, upload.input);
        return await look();
      }

      renew(reported, upload.input === 'transactions' ? orderColumns(upload, again, answer.transactions) : null, understood(upload, answer, again, act));
      form.hidden = false;
      form.tell(answer);
      announce(`${counted(answer.customers, 'customer')} and ${counted(answer.features.length, 'feature')} found.`);
    } catch (error) {
      if (error.name === 'AbortError') return;
      if (error.problem?.type === '/problems/table-not-found') reported.replaceChildren(message('warning', h('p', {}, `${error.message} Drop the file again.`)));
      else if (form.hidden || !form.refuse(error)) refused(error);
    } finally {
      if (!signal.aborted) reported.removeAttribute('aria-busy');
    }
  }

  function hasNamed() {
    return Object.keys(upload.orders).length > 0;
  }

  function refused(error) {
    form.hidden = true;
    renew(reported,
      refusal(error, act),
      upload.input === 'transactions' ? orderColumns(upload, again, null) : null,
      upload.use.size || hasNamed() || upload.skipped.length ? h('p', { className: 'buttons' }, h('button', { type: 'button', onclick: () => { takeBack(upload); look(); } }, 'Take back what you changed')) : null);
  }
}

/** What each row is. */
function kinds(upload, changed) {
  return h('fieldset', {}, h('legend', {}, `${upload.file ?? 'The table'}, ${bytes(upload.table.bytes)}: each row is`),
    h('div', { className: 'choices' }, [['customers', 'one customer'], ['transactions', 'one line of an order']].map(([value, text]) =>
      h('label', {}, h('input', { type: 'radio', name: 'input', value, checked: upload.input === value, onchange: () => { settle(upload, value); changed(); } }), ' ', text))));
}

function check(kind, input) {
  kind.querySelector(`input[value=${input}]`).checked = true;
}
