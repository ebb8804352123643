// What people may change of a version: the names, notes and colours of its segments, and its own note. What somebody else has changed meanwhile is
// not overwritten: the service is told which state the change is of.

import { send, versionPath } from './api.js';
import { field, h, message } from './dom.js';
import { changed } from './state.js';

/** A button that opens a form in the place of what it stands in. */
export function editButton(text, label, form) {
  const button = h('button', { 'aria-label': label, className: 'edit' }, text);
  button.addEventListener('click', async () => {
    const place = button.parentElement;
    const shown = [...place.children];
    const close = () => { place.replaceChildren(...shown); button.focus(); };
    try {
      place.replaceChildren(await form(close));
      place.querySelector('input, textarea').focus();
    } catch (error) {
      place.replaceChildren(...shown, message('error', h('p', {}, error.message)));
    }
  });
  return button;
}

/** The form for the name, the note and the colour of a segment. */
export async function segmentForm(trained, id, usualColour, close) {
  const path = versionPath(trained.model, trained.version);
  let { version, tag } = await latest(path);
  const segmentOf = () => version.segments.find((segment) => segment.id === id);
  const { name: given, madeName, note: noted, colour: coloured } = segmentOf();
  const name = h('input', { value: given, maxLength: 64 });
  const note = h('textarea', { value: noted ?? '', maxLength: 2000, rows: 3 });
  const colour = h('input', { type: 'color', value: coloured ?? usualColour });
  const own = h('input', { type: 'checkbox', checked: Boolean(coloured) });
  colour.addEventListener('input', () => { own.checked = true; });
  return form(
    [
      field('Name', name, `Left empty: “${madeName}”, made of what its customers are.`),
      field('Note', note),
      h('div', { className: 'field' }, h('label', {}, own, ' A colour of its own '), colour),
    ],
    async () => {
      const now = segmentOf();
      const text = name.value.trim();
      const patch = differing({ ...now, name: now.name === madeName ? null : now.name }, {
        name: text && text !== madeName ? text : null,
        note: note.value.trim() || null,
        colour: own.checked ? colour.value : null,
      });
      await save(`${path}/segments/${id}`, patch, tag);
      finish(trained, `[data-segment="${id}"] .edit`);
    },
    async () => {
      ({ version, tag } = await latest(path));
      const now = segmentOf();
      return `The segment is called “${now.name}” now${now.note ? `, and its note says “${now.note}”` : ''}.`;
    },
    close);
}

/** The form for the note of a version. */
export async function noteForm(model, number, close) {
  const path = versionPath(model, number);
  let { version, tag } = await latest(path);
  const note = h('textarea', { value: version.note ?? '', maxLength: 2000, rows: 3 });
  return form(
    [field('Note', note, 'What this version is for, or what was tried.')],
    async () => {
      await save(path, differing(version, { note: note.value.trim() || null }), tag);
      finish({ model, version: number }, `[data-version="${number}"] .edit`);
    },
    async () => {
      ({ version, tag } = await latest(path));
      return version.note ? `Its note says “${version.note}” now.` : 'It has no note now.';
    },
    close);
}

/** A form that sends what is put in, and asks again where somebody else was faster. */
function form(fields, change, read, close) {
  const place = h('div', {});
  const element = h('form', { className: 'editor' }, fields,
    h('div', { className: 'buttons' }, h('button', { className: 'primary' }, 'Save'), h('button', { type: 'button', onclick: close }, 'Cancel')),
    place);
  element.addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      await change();
    } catch (error) {
      const said = error.status === 412 ? `Somebody else was faster, so nothing was saved. ${await read()} Save again to have it as it stands here.` : error.message;
      place.replaceChildren(message('error', h('p', {}, said)));
    }
  });
  element.addEventListener('keydown', (event) => event.key === 'Escape' && close());
  return element;
}

async function latest(path) {
  const response = await send('GET', path);
  return { version: await response.json(), tag: response.headers.get('ETag') };
}

/** What is to be changed: members that are as they were stay out, so that two who change different ones do not undo each other. */
function differing(now, wanted) {
  return Object.fromEntries(Object.entries(wanted).filter(([name, value]) => value !== (now[name] ?? null)));
}

function save(path, patch, tag) {
  return send('PATCH', path, { body: JSON.stringify(patch), headers: { 'Content-Type': 'application/merge-patch+json', ...(tag ? { 'If-Match': tag } : {}) } });
}

/** Has the page show what is stored now, with the focus where it was. */
function finish({ model, version }, focus) {
  changed(model, version);
  dispatchEvent(new CustomEvent('renew', { detail: focus }));
}
