// Who has moved between the segments of two versions, and why.

import { asForm, send } from './api.js';
import { figure } from './charts.js';
import { announce, field, fileInput, h, select, table } from './dom.js';
import { hasTable } from './downloads.js';
import { count, growth, percent } from './format.js';
import { meaning } from './meaning.js';
import { noticeList, refusal } from './notices.js';
import { version } from './state.js';
import { moved, unmoved } from './words.js';

const mostShown = 30;
const mostFlowing = 15;

/** The question, and a place for its answer. */
export function migrationPanel(model, trained) {
  const earlier = model.versions.map((one) => one.version).filter((one) => one <= trained.version).reverse();
  const older = select(earlier.map((one) => [String(one), one === trained.version ? `Version ${one}, the same` : `Version ${one}`]), String(earlier[1] ?? trained.version));
  const [before, after] = [fileInput({ required: true }), fileInput({ required: true })];
  const kept = h('button', { type: 'button', onclick: () => ask('GET') }, 'Compare the customers of both trainings');
  const buttons = h('div', { className: 'buttons' }, h('button', { className: 'primary' }, 'Compare the tables'));
  const place = h('div', { className: 'moves' });
  let turn = 0;

  async function ask(method, body) {
    const own = ++turn;
    place.replaceChildren(h('p', { role: 'status' }, 'Comparing …'));
    try {
      const query = { from: older.value, to: trained.version };
      const [from, answer] = await Promise.all([
        version(model.model, older.value),
        send(method, `models/${encodeURIComponent(model.model)}/migration`, { query, body }).then((response) => response.json()),
      ]);
      if (own !== turn) return;
      place.replaceChildren(...movesOf(answer, from, trained));
      announce(moved(answer));
    } catch (error) {
      if (own === turn) place.replaceChildren(refusal(error));
    }
  }

  /** Customers that were made of a log of orders are kept with their version, and tables for a while: they need not be given. */
  async function offer() {
    const own = ++turn;
    place.replaceChildren();
    kept.remove();
    const from = await version(model.model, older.value).catch(() => null);
    if (own === turn && from && from.version !== trained.version && hasTable(from) && hasTable(trained)) buttons.append(kept);
  }

  older.addEventListener('change', offer);
  offer();
  return h('section', { className: 'panel' },
    h('h2', {}, 'Who has moved, and why'),
    h('p', {}, `The same customers at two times: where they were by the older version, and where they are by version ${trained.version}.`),
    h('form', { onsubmit: (event) => { event.preventDefault(); ask('POST', asForm({ old: before.files[0], new: after.files[0] })); } },
      h('div', { className: 'form' },
        field('Older version', older, 'The same one tells of customers alone.'),
        field('Old table', before, 'Customers as they were, with their ids.'),
        field('New table', after, 'The same columns as they are now.')),
      buttons),
    place,
    meaning('migration'));
}

/** Who has moved, and why: in a sentence, as a flow and as tables. */
export function movesOf(answer, from, to) {
  const { counts } = answer.transitions;
  return [
    h('p', { className: 'result' }, moved(answer)),
    h('p', {}, unmoved(answer)),
    answer.customers.both === 0 || counts.length > mostFlowing || counts[0].length > mostFlowing ? null : flow(answer, from, to),
    answer.customers.both === 0 ? null : counts.length > mostShown || counts[0].length > mostShown ? largestMoves(answer, from, to) : transitionTable(answer, from, to),
    growthTable(answer),
    h('p', { className: 'hint' }, answer.alignedBy === 'ids' ? 'Segments are the same where their numbers are.' : 'Segments are taken for the same by the customers that they share.'),
    answer.notices.length ? noticeList(answer.notices) : null,
  ].filter(Boolean);
}

function namesOf(trained) {
  const names = new Map(trained.segments.map((segment) => [segment.id, segment.name]));
  return (id) => names.get(id);
}

/** The customers on their way from the old segments to the new ones. */
function flow(answer, from, to) {
  const { from: rows, to: columns, counts } = answer.transitions;
  const [oldName, newName] = [namesOf(from), namesOf(to)];
  const links = rows.flatMap((id, row) => columns.map((other, column) => ({ source: `from ${id}`, target: `to ${other}`, value: counts[row][column] }))).filter(({ value }) => value);
  const names = new Map([...rows.map((id) => [`from ${id}`, oldName(id)]), ...columns.map((id) => [`to ${id}`, newName(id)])]);
  const isSeen = (name) => links.some(({ source, target }) => source === name || target === name);
  return figure(
    'From segment to segment',
    `Customers of both tables, from the segments of version ${from.version} on the left to those of version ${to.version} on the right.`,
    (look) => {
      const node = (trained, side, depth) => (id) => ({
        name: `${side} ${id}`,
        depth,
        itemStyle: { color: look.colorOf(trained.segments.find((segment) => segment.id === id)) },
        label: { position: depth ? 'left' : 'right', color: look.text, textBorderColor: look.surface, textBorderWidth: 3, width: look.width * 0.4, overflow: 'truncate', formatter: ({ name }) => names.get(name) },
      });
      return {
        tooltip: { formatter: ({ dataType, data, name, value }) => (dataType === 'edge' ? `${names.get(data.source)} to ${names.get(data.target)}: ${count(data.value)}` : `${names.get(name)}: ${count(value)}`) },
        series: [{
          type: 'sankey', left: 8, right: 8, top: 8, bottom: 8, nodeGap: 12, nodeWidth: 12, draggable: false, layoutIterations: 0, emphasis: { focus: 'adjacency' },
          lineStyle: { color: 'source', opacity: .35 },
          data: [...rows.map(node(from, 'from', 0)), ...columns.map(node(to, 'to', 1))].filter(({ name }) => isSeen(name)),
          links,
        }],
      };
    },
    { headers: ['From', 'To', 'Customers'], rows: links.map(({ source, target, value }) => [names.get(source), names.get(target), count(value)]) },
    { height: Math.min(640, 120 + 40 * Math.max(rows.length, columns.length)) });
}

/** Whether a segment of the old version and one of the new version are the same. */
function isSame(answer, from, to) {
  return answer.segments.some((segment) => segment.from?.id === from && segment.to?.id === to);
}

/** From where to where: a row for each old segment, the deeper the colour the more of its customers. */
function transitionTable(answer, from, to) {
  const { from: rows, to: columns, counts } = answer.transitions;
  const [oldName, newName] = [namesOf(from), namesOf(to)];
  return table(
    `From the segments of version ${from.version} (rows) to those of version ${to.version} (columns): customers, and their share of the row`,
    ['From', ...columns.map((id) => `To ${newName(id)}`), 'All'],
    rows.map((id, row) => {
      const total = counts[row].reduce((sum, one) => sum + one, 0);
      return [oldName(id), ...columns.map((other, column) => heat(counts[row][column], total, isSame(answer, id, other))), count(total)];
    }));
}

function heat(customers, total, isSameSegment) {
  const share = total ? customers / total : 0;
  const cell = h('span', { className: 'heat' }, customers ? `${count(customers)} (${percent(share)})` : '0', isSameSegment ? h('span', { className: 'mark' }, 'same segment') : null);
  cell.style.setProperty('--share', share);
  return cell;
}

/** The same of very many segments: where most customers went. */
function largestMoves(answer, from, to) {
  const { from: rows, to: columns, counts } = answer.transitions;
  const [oldName, newName] = [namesOf(from), namesOf(to)];
  const moves = rows.flatMap((id, row) => columns.map((other, column) => ({ id, other, customers: counts[row][column] })))
    .filter(({ id, other, customers }) => customers && !isSame(answer, id, other))
    .sort((one, other) => other.customers - one.customers);
  return table(`The ${mostShown} moves of most customers`, ['From', 'To', 'Customers'], moves.slice(0, mostShown).map(({ id, other, customers }) => [oldName(id), newName(other), count(customers)]));
}

/** From the size before to the size after, and by what. */
function growthTable(answer) {
  return table(
    'What became of each segment',
    ['Segment', 'Before', 'Customers have changed', 'The model has changed', 'Gone', 'New', 'After', 'Customers in common'],
    answer.segments.map((segment) => [
      called(segment), count(segment.before), growth(segment.effects.customers), growth(segment.effects.model), growth(-segment.gone), growth(segment.new), count(segment.after),
      segment.overlap === null ? '–' : percent(segment.overlap),
    ]));
}

function called({ from, to }) {
  if (!from) return `${to.name} (new)`;
  if (!to) return `${from.name} (retired)`;
  return from.name === to.name ? to.name : `${from.name}, now ${to.name}`;
}
