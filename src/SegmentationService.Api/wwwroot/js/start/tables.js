// The tables that the service keeps for a while.

import { get, send } from '../api.js';
import { confirmed, field, h, select, table } from '../dom.js';
import { bytes, date } from '../format.js';
import { choose } from './upload.js';

/** A file, sent to the service once: from then on it is known by an id. The answer tells of it as if it was to be trained with the parameters. */
export async function sendTable(file, query) {
  const form = new FormData();
  // Without a type: the service tells it by the name, and browsers know few of these types.
  form.append('file', new File([file], file.name));
  return (await send('POST', 'tables', { query, body: form })).json();
}

/** A table that is kept; null where it is not, or not any more. */
export async function keptTable(id) {
  if (!id) return null;
  return get(`tables/${encodeURIComponent(id)}`).catch((error) => {
    if (error.status === 404) return null;
    throw error;
  });
}

/** What the service makes of a kept table. */
export function report(id, query, signal) {
  return get(`tables/${encodeURIComponent(id)}/report`, query, signal);
}

/**
 * The choice of the sheet that is the table; nothing where there is none to choose.
 * @param changed told when another one was chosen
 */
export async function sheetChoice(upload, changed) {
  const { sheets } = await get(`tables/${encodeURIComponent(upload.table.id)}/sheets`).catch(() => ({ sheets: [] }));
  if (sheets.length < 2) return [];
  const choice = select([['', 'The first with a table'], ...sheets.map(({ name, hidden }) => [name, hidden ? `${name} (hidden)` : name])], upload.sheet, { name: 'sheet' });
  choice.addEventListener('change', () => { choose(upload, choice.value); changed(); });
  return [h('div', { className: 'form sheets' }, field('Sheet of the workbook', choice, 'What was said of columns is of this sheet.'))];
}

/** The kept tables, to go on with or to delete; nothing where there are none. */
export function keptTables(tables, go) {
  const place = h('section', { className: 'panel' });
  const draw = () => place.replaceChildren(
    h('h2', {}, 'Tables that are still here'),
    h('p', {}, 'What was sent is kept for a while, so that it need not be sent again, and deleted then by itself.'),
    table('Tables, newest first', ['File', 'What to do', 'Size', 'Sent', 'Kept until'], tables.map((one) => [
      one.file ?? 'without a name',
      h('span', { className: 'row-buttons' },
        h('button', { type: 'button', 'aria-label': `Go on with ${one.file ?? one.id}`, onclick: () => go(one) }, 'Go on'), ' ',
        h('button', { type: 'button', 'aria-label': `Delete ${one.file ?? one.id}`, onclick: () => remove(one) }, 'Delete')),
      bytes(one.bytes), date(one.createdAt), date(one.expiresAt),
    ]), { className: 'stacked' }));
  const remove = async (one) => {
    if (!(await confirmed(`${one.file ?? 'The table'} will be deleted from the service. Models made of it stay, without it.`, 'Delete it'))) return;
    await send('DELETE', `tables/${encodeURIComponent(one.id)}`).catch((error) => { if (error.status !== 404) throw error; });
    tables = tables.filter((other) => other !== one);
    if (tables.length) draw();
    else place.remove();
  };
  draw();
  return tables.length ? place : null;
}
