// Customers: who is in a segment.

import { send, versionPath } from '../api.js';
import { look } from '../charts.js';
import { records } from '../csv.js';
import { h, message, table } from '../dom.js';
import { count, counted, percent } from '../format.js';
import { customersQuery, downloadPanel, hasTable } from '../downloads.js';
import { swatch } from '../money.js';
import { link, place, version } from '../state.js';

export const title = 'Customers';

const mostShown = 100;

export async function render({ model, version: number }) {
  const trained = await version(model.model, number);
  const asked = place().parameters.get('segment');
  const segment = trained.segments.find((one) => String(one.id) === asked);
  const others = h('p', { className: 'choices' }, trained.segments.map((one) => h('a', { href: addressOf(model.model, number, one), 'aria-current': one === segment ? 'page' : null }, swatch(one, look()), one.name)));
  if (!segment) return [h('h1', {}, asked ? `There is no segment ${asked} in version ${trained.version}` : 'Who is in which segment'), h('p', {}, 'Here are:'), others];

  return [
    h('h1', {}, segment.name),
    h('p', {}, `${counted(segment.size, 'customer')}, ${percent(segment.share)} of all in version ${trained.version} of ${trained.model}.`),
    others,
    await listOf(trained, segment),
    downloadPanel(trained, String(segment.id)),
  ];
}

/** The address of the customers of a segment. */
export function addressOf(model, number, segment) {
  return `${link('customers', model, number)}&segment=${segment.id}`;
}

/** The first customers, read no further than they are shown. */
async function listOf(trained, segment) {
  const reading = new AbortController();
  try {
    const query = customersQuery(segment.id, 'csv', hasTable(trained));
    const response = await send('GET', `${versionPath(trained.model, trained.version)}/customers`, { query, signal: reading.signal });
    const rows = [];
    for await (const row of records({ stream: () => response.body })) {
      rows.push(row);
      if (rows.length > mostShown) break;
    }

    const [header, ...customers] = rows;
    const caption = segment.size > mostShown ? `The first ${mostShown} of ${count(segment.size)} customers, in the order of the table` : 'The customers, in the order of the table';
    const at = header.indexOf(trained.columns.find((column) => column.role === 'id')?.name ?? 'id');
    return h('section', { className: 'panel' }, table(caption, header, customers.map((row) => row.map((cell, i) => (i === at ? h('a', { href: `${link('customer', trained.model, trained.version)}&id=${encodeURIComponent(cell)}` }, cell) : cell)))));
  } catch (error) {
    return message('error', h('p', {}, error.message));
  } finally {
    reading.abort();
  }
}
