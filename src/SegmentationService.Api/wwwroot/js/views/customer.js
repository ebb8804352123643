// One customer: found by the id or typed, the segment, why it is that one, what would change it, and where the customer was before.

import { get, send, versionPath } from '../api.js';
import { look } from '../charts.js';
import { customerIn, fieldsOf, fill, formOf } from '../customer/fields.js';
import { announce, field, h, message, sayOf, table } from '../dom.js';
import { changePanel, whyPanel } from '../explanation.js';
import { percent, score } from '../format.js';
import { labelsOf } from '../labels.js';
import { meaning } from '../meaning.js';
import { swatch } from '../money.js';
import { customerMap } from '../pictures.js';
import { chart, link, place, version } from '../state.js';
import { before, sure, votesFor } from '../words.js';

export const title = 'One customer';

const pause = 150;

export async function render({ model, version: number }) {
  const [trained, map] = await Promise.all([version(model.model, number), chart(model.model, number, 'map')]);
  const asked = place().parameters.get('id');
  const found = asked ? await find(trained, asked) : null;
  const example = map?.customers[0]?.id;
  if (asked && !found) return [h('h1', {}, 'One customer'), search(trained, asked, found, example)];
  const fields = fieldsOf(trained);
  const picture = map ? customerMap(map) : null;
  const [result, why, change] = [h('div', {}), h('section', { className: 'panel' }), h('section', { className: 'panel' })];
  let waiting;
  let latest = null;

  const clear = (...said) => {
    result.replaceChildren(h('h2', {}, 'Segment'), ...said);
    for (const panel of [why, change]) panel.replaceChildren();
    picture?.show(null);
  };

  const update = async () => {
    latest?.abort();
    latest = new AbortController();
    const { signal } = latest;
    const customer = customerIn(fields);
    if (!customer) {
      clear(h('p', {}, 'A value cannot be read: it is marked beside its field.'));
      announce('A value cannot be read.');
      return;
    }

    const request = { body: JSON.stringify(customer), headers: { 'Content-Type': 'application/json' }, signal };
    try {
      const [answer, location] = await Promise.all([
        send('POST', 'explain', { ...request, query: { model: trained.model, version: trained.version } }).then((response) => response.json()),
        map ? send('POST', `${versionPath(trained.model, trained.version)}/charts/map`, request).then((response) => response.json()) : null,
      ]);
      result.replaceChildren(...segmentOf(answer, trained));
      why.replaceChildren(...whyPanel(answer, trained));
      change.replaceChildren(...changePanel(answer, trained));
      picture?.show(location);
    } catch (error) {
      if (error.name === 'AbortError') return;
      const control = fields.get(error.problem?.field);
      if (control) sayOf(control, { error: error.message });
      clear(message('error', h('p', {}, error.message)));
    }
  };

  const form = h('form', { className: 'panel', onsubmit: (event) => { event.preventDefault(); update(); } },
    h('h2', {}, found ? 'What if?' : 'A customer'),
    h('p', {}, found
      ? `The values of ${found.id}. Change one, and see where the customer would be.`
      : 'Filled with what is typical of all customers. An empty field counts as typical, too.'),
    formOf(fields, labelsOf(trained)));
  form.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(update, pause);
  });

  const answered = h('section', { className: 'panel' }, result, meaning(trained.confidenceBasis === 'jury' ? 'confidence' : 'distance'), meaning('outlier'));
  // Of a customer whose values are no longer known nothing can be changed.
  if (found && !found.columns) {
    result.replaceChildren(...segmentOf(found, trained));
    return [h('h1', {}, `Customer ${found.id}`), search(trained, asked, found, example), story(found, trained), answered];
  }

  if (found) fill(fields, found.columns);
  await update();
  return [
    h('h1', {}, found ? `Customer ${found.id}` : 'One customer'),
    search(trained, asked, found, example),
    found ? story(found, trained) : null,
    h('div', { className: 'two' }, h('div', {}, answered, form), picture ?? h('div', {})),
    h('div', { className: 'two' }, why, h('div', {}, change, meaning('explanation'), trained.features.some((feature) => feature.name === 'value_score') ? meaning('derived') : null)),
  ].filter(Boolean);
}

/** A customer of the training by the id; null where there is none. */
function find(trained, id) {
  return get(`${versionPath(trained.model, trained.version)}/customers/${encodeURIComponent(id)}`).catch((error) => {
    if (error.status === 404) return null;
    throw error;
  });
}

function search(trained, asked, found, example) {
  const input = h('input', { type: 'search', name: 'id', value: asked ?? '', autocomplete: 'off', required: true, placeholder: example ? `such as ${example}` : '' });
  const go = (id) => { location.hash = `${link('customer', trained.model, trained.version)}${id ? `&${new URLSearchParams({ id })}` : ''}`; };
  const form = h('form', { className: 'panel search', role: 'search', onsubmit: (event) => { event.preventDefault(); go(input.value.trim()); } },
    field('Find a customer by the id', input, `One of those whom version ${trained.version} of ${trained.model} was trained on.`),
    h('div', { className: 'buttons' },
      h('button', { className: 'primary' }, 'Find'),
      asked ? h('button', { type: 'button', onclick: () => go('') }, 'Type a customer instead') : null));
  if (asked && !found) sayOf(input, { error: `Version ${trained.version} was not trained on a customer “${asked}”. Ids are compared letter by letter.` });
  return form;
}

/** What the training knows of the customer, and the version before. */
function story(found, trained) {
  const said = before(found, trained);
  return h('section', { className: 'panel story' },
    h('h2', {}, 'In the training'),
    h('p', {}, h('strong', {}, found.name), `: segment ${found.segment} of version ${trained.version}.`),
    said ? h('p', { className: 'before' }, said) : null,
    found.columns ? null : message('note', h('p', {}, 'The table of this version is no longer kept: neither the values of the customer nor the reasons can be told. The segment is that of the training.')));
}

/** The segment and how sure it is: words first, the numbers behind. */
function segmentOf(answer, trained) {
  const { words, numbers } = sure(answer, trained.jurors);
  const isJury = trained.confidenceBasis === 'jury';
  announce(`${answer.name}. ${words}`);
  return [
    h('h2', {}, 'Segment'),
    h('p', { className: 'result' }, swatch(trained.segments.find((segment) => segment.id === answer.segment), look()), answer.name),
    h('p', { className: 'sureness' }, h('strong', {}, words), ' ', numbers),
    answer.alternatives ? table('Nearest segments', ['Segment', isJury ? 'Retrainings' : 'Confidence', 'Distance'], answer.alternatives.map((one, rank) =>
      [one.name, isJury ? `${votesFor(one.confidence, trained.jurors, rank === 0)} of ${trained.jurors}` : percent(one.confidence), score(one.distance)])) : null,
    answer.notices?.length ? h('ul', { className: 'notices' }, answer.notices.map((notice) => h('li', {}, notice.message))) : null,
  ].filter(Boolean);
}
