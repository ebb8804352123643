// Score a file: the page says how many customers are where, how sure that is and what was odd, and then offers the scored file.

import { asForm, send } from '../api.js';
import { records } from '../csv.js';
import { download, field, fileDrop, h, select, table } from '../dom.js';
import { count, counted, percent } from '../format.js';
import { meaning } from '../meaning.js';
import { plain, refusal } from '../notices.js';
import { stem } from '../start/upload.js';
import { version } from '../state.js';
import { surenesses, surenessOf } from '../words.js';

export const title = 'Score a file';

/** Notices that are told one by one; those beyond are counted together. */
const mostTold = 20;

const forms = [['csv', 'CSV', 'text/csv'], ['xlsx', 'Excel', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet']];

export async function render({ model, version: number }) {
  const trained = await version(model.model, number);
  const status = h('div', {});
  const kind = select([['customers', 'one customer'], ['transactions', 'one line of an order']], trained.input, { id: 'kind' });
  return [
    h('h1', {}, 'Score a file'),
    h('p', {}, `Drop a table like the one that version ${number} of ${model.model} was trained on. You see how its customers are spread, and get it back: each customer with segment, name and confidence.`),
    h('p', {}, h('label', { htmlFor: 'kind' }, 'Each row is '), kind),
    fileDrop('Drop a file here', (file) => assign(status, file, trained, kind.value === 'customers' ? null : kind.value)),
    status,
  ];
}

/** How a file is read where nobody has said anything else. */
const asItStands = { sheet: '', skipped: [], orders: {} };

async function assign(status, file, trained, input, reading = asItStands) {
  const query = { model: trained.model, version: trained.version, input, sheet: reading.sheet || null, skipLines: reading.skipped.join(',') || null, ...reading.orders };
  const again = (change) => assign(status, file, trained, input, { ...reading, ...change });
  const act = ({ skipped, orders = {} }) => again({ skipped: skipped ? [...reading.skipped, skipped] : reading.skipped, orders: { ...reading.orders, ...orders } });
  const score = async (form, isWithColumns) => {
    const response = await send('POST', 'predict/batch', {
      query: { ...query, include: isWithColumns ? 'columns' : null },
      body: asForm({ file }),
      headers: { Accept: forms.find(([name]) => name === form)[2] },
    });
    return { blob: await response.blob(), told: response.headers.get('X-Notices') };
  };
  status.replaceChildren(h('p', { role: 'status' }, `Scoring ${file.name} …`));
  try {
    const first = { form: 'csv', isWithColumns: true, ...await score('csv', true) };
    const summary = await summaryOf(first.blob);
    status.replaceChildren(
      ...readingPanel(file, reading, again),
      ...spread(summary, trained),
      sureCustomers(summary, trained),
      notices(summary, first.told),
      downloads(file, first, score, input ? 'with what was computed of the orders' : 'with my columns'));
  } catch (error) {
    status.replaceChildren(refusal(error, act), ...readingPanel(file, reading, again));
  }
}

/** What can be said of how the file is read: the sheet of a workbook, and the lines that are left out, to be taken back. */
function readingPanel(file, { sheet, skipped }, again) {
  const isWorkbook = /\.xls[xm]$/i.test(file.name);
  if (!isWorkbook && skipped.length === 0) return [];
  const name = h('input', { value: sheet, placeholder: 'The first with a table' });
  return [h('section', { className: 'panel' },
    h('h2', {}, `How ${file.name} is read`),
    isWorkbook ? h('form', { onsubmit: (event) => { event.preventDefault(); again({ sheet: name.value.trim(), skipped: [] }); } },
      h('div', { className: 'form' }, field('Sheet of the workbook', name, 'As it is called in the workbook.')),
      h('div', { className: 'buttons' }, h('button', {}, 'Read this sheet'))) : null,
    skipped.length ? h('p', {}, `Left out: ${skipped.length === 1 ? 'line' : 'lines'} ${skipped.join(', ')}. `, h('button', { type: 'button', className: 'small-button', onclick: () => again({ skipped: [] }) }, 'Take back')) : null)];
}

/** What a scored file says of its rows, added up. */
async function summaryOf(scored) {
  const sure = Object.fromEntries(Object.keys(surenesses).map((kind) => [kind, 0]));
  const summary = { rows: 0, unassigned: 0, sure, segments: new Map(), notices: new Map() };
  let columns;
  for await (const cells of records(scored)) {
    // The table's own columns stand before these and may have the same names.
    columns ??= Object.fromEntries(['segment', 'confidence', 'outlier', 'notices'].map((name) => [name, cells.lastIndexOf(name)]));
    if (summary.rows++ === 0) continue;
    const segment = cells[columns.segment];
    if (segment === '') summary.unassigned++;
    else {
      summary.segments.set(segment, (summary.segments.get(segment) ?? 0) + 1);
      sure[surenessOf({ confidence: Number(cells[columns.confidence]), outlier: cells[columns.outlier] === 'true' })]++;
    }

    note(summary.notices, cells[columns.notices], segment === '');
  }

  summary.rows--;
  return summary;
}

/** Counts a notice with those that differ from it in the value alone. */
function note(notices, message, isUnassigned) {
  if (!message) return;
  const kind = message.replaceAll(/ is '[^']*'/g, ' is …').replaceAll(/\d+/g, '0');
  const known = notices.get(kind);
  if (known) known.rows++;
  else notices.set(kind, { message, rows: 1, isUnassigned });
}

/** How many customers are in which segment. */
function spread({ rows, unassigned, segments, sure }, trained) {
  const share = (number) => percent(rows ? number / rows : 0);
  const lines = trained.segments.map((segment) => {
    const here = segments.get(String(segment.id)) ?? 0;
    return [segment.name, count(here), share(here), percent(segment.share)];
  });
  if (unassigned) lines.push(['Without a segment', count(unassigned), share(unassigned), '–']);
  return [
    h('section', { className: 'panel spread' },
      h('h2', {}, `Where ${counted(rows, 'customer is', 'customers are')}`),
      h('p', {}, [
        unassigned ? `${counted(unassigned, 'row has', 'rows have')} no segment.` : 'Every row has a segment.',
        sure.alone ? `${counted(sure.alone, 'customer is', 'customers are')} like nobody in training.` : 'Nobody is unlike the training customers.',
      ].join(' ')),
      table('Customers by segment', ['Segment', 'Customers', 'Share', 'In training'], lines)),
  ];
}

function sureCustomers({ rows, unassigned, sure }, trained) {
  const share = (number) => percent(rows ? number / rows : 0);
  const lines = Object.entries(surenesses).map(([kind, words]) => [words.name, count(sure[kind]), share(sure[kind]), words[trained.confidenceBasis]]);
  if (unassigned) lines.push(['Without a segment', count(unassigned), share(unassigned), 'their notices say why']);
  return h('section', { className: 'panel' },
    h('h2', {}, `How sure the segments of ${counted(rows, 'customer')} are`),
    table('Customers by how sure their segment is', ['How sure', 'Customers', 'Share', 'That is'], lines),
    meaning(trained.confidenceBasis === 'jury' ? 'confidence' : 'distance'),
    meaning('outlier'));
}

/** Every notice with the number of its rows: what leaves rows without a segment first, then what is said most often. */
function notices({ notices: told }, header) {
  const ordered = [...told.values()].sort((one, other) => other.isUnassigned - one.isUnassigned || other.rows - one.rows);
  const rest = ordered.slice(mostTold).reduce((sum, one) => sum + one.rows, 0);
  const ofAll = header ? header.split(/(?<=[.?]), /).map((message) => message.replace(/\\u([0-9a-f]{4})/g, (_, code) => String.fromCharCode(parseInt(code, 16)))) : [];
  return h('section', { className: 'panel' },
    h('h2', {}, 'Worth knowing'),
    ordered.length + ofAll.length === 0 ? h('p', {}, 'Nothing.') : h('ul', { className: 'notices' },
      ofAll.map((message) => h('li', {}, plain(message))),
      ordered.slice(0, mostTold).map(({ message, rows, isUnassigned }) =>
        h('li', {}, h('strong', {}, counted(rows, 'row')), isUnassigned ? ' without a segment' : '', rows > 1 ? ', the first: ' : ': ', plain(message))),
      rest ? h('li', {}, `${counted(rest, 'row has', 'rows have')} other notices: they stand in the file.`) : null));
}

/** The scored file in the form that one likes; what is here already is not asked for again. */
function downloads(file, first, score, ownColumns) {
  const form = select(forms.map(([name, text]) => [name, text]), 'csv');
  const own = h('input', { type: 'checkbox', checked: first.isWithColumns });
  const status = h('p', { role: 'status' });
  const button = h('button', { className: 'primary', onclick: async () => {
    button.disabled = true;
    status.textContent = 'Getting the file …';
    try {
      const isHere = form.value === first.form && own.checked === first.isWithColumns;
      const { blob } = isHere ? first : await score(form.value, own.checked);
      const name = `${stem(file.name)}-segments.${form.value}`;
      download(name, blob);
      status.textContent = `${name} was saved.`;
    } catch (error) {
      status.textContent = error.message;
    } finally {
      button.disabled = false;
    }
  } }, 'Download the scored file');
  return h('section', { className: 'panel' },
    h('h2', {}, 'The scored file'),
    h('div', { className: 'form' }, field('As', form, 'CSV has every digit; Excel shows those that people read.')),
    h('p', {}, h('label', {}, own, ` ${ownColumns}`)),
    h('div', { className: 'buttons' }, button),
    status);
}
