// Versions: the history, what each was made of, what changed, which one serves and by which names.

import { send } from '../api.js';
import { confirmed, field, h, message, select } from '../dom.js';
import { editButton, noteForm } from '../editing.js';
import { count, counted, date, score } from '../format.js';
import { link, version } from '../state.js';
import { comparisonPanel } from '../comparison.js';

export const title = 'Versions';

const champion = 'champion';

// Of so many the details are fetched at once.
const mostShown = 20;

export async function render({ model, version: shown, setAside }) {
  const aside = setAside?.length
    ? message('warning', h('h2', {}, 'Set aside'), h('p', {}, 'These lie in the store and cannot be served:'), h('ul', { className: 'notices' }, setAside.map((one) => h('li', {}, `${one.name}: ${one.reason}`))))
    : null;
  if (!model) return [h('h1', {}, 'Versions'), h('p', {}, 'There is none yet.'), aside].filter(Boolean);

  const aliases = await aliasesOf(model);
  const status = h('div', { role: 'status' });
  const newest = [...model.versions].reverse();
  const list = h('ul', { className: 'cards versions' }, await cards(newest.slice(0, mostShown)));
  const older = newest.slice(mostShown);
  const more = older.length ? h('button', { onclick: async () => { more.remove(); list.append(...await cards(older)); } }, `Show ${counted(older.length, 'older version')}`) : null;
  return [
    h('h1', {}, `Versions of ${model.model}`),
    aside,
    status,
    list,
    more,
    aliasPanel(model, aliases, status),
    model.versions.length > 1 ? comparisonPanel(model, shown) : null,
  ].filter(Boolean);

  function cards(versions) {
    return Promise.all(versions.map(async (one) => card(model, one, await version(model.model, one.version).catch(() => null), aliases, status)));
  }
}

/** The aliases with the versions that they point to, and the tags of these states. */
async function aliasesOf(model) {
  return Object.fromEntries(await Promise.all(Object.entries(model.aliases).map(async ([alias, number]) => {
    const tag = await send('GET', aliasPath(model, alias)).then((response) => response.headers.get('ETag'), () => null);
    return [alias, { number, tag }];
  })));
}

function aliasPath(model, alias) {
  return `models/${encodeURIComponent(model.model)}/aliases/${encodeURIComponent(alias)}`;
}

function card(model, one, trained, aliases, status) {
  const serving = aliases[champion]?.number;
  const serves = one.version === serving;
  const parameters = Object.entries(trained?.source?.parameters ?? {});
  const facts = [
    ['Trained', date(one.createdAt)],
    ['From', trained?.source?.file],
    ['Customers', count(one.customers)],
    ['Segments', count(one.clusters)],
    ['Silhouette', score(one.silhouette)],
    ['Asked for', parameters.length ? parameters.map(([name, value]) => `${name} ${value}`).join(', ') : null],
    ['Aliases', one.aliases.length ? one.aliases.join(', ') : null],
  ].filter(([, value]) => value);
  return h('li', { className: serves ? 'card serving' : 'card', 'data-version': one.version },
    h('h2', {}, h('a', { href: link('segments', model.model, one.version) }, `Version ${one.version}`), serves ? h('span', { className: 'mark' }, 'serves') : null),
    trained?.note ? h('p', { className: 'note' }, trained.note) : null,
    h('dl', { className: 'facts' }, facts.map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)])),
    h('div', { className: 'buttons' },
      serves ? null : h('button', { onclick: () => serve(model, one.version, aliases, status) }, one.version < serving ? 'Roll back to this' : 'Promote'),
      editButton('Note', `Write a note to version ${one.version}`, (close) => noteForm(model.model, one.version, close)),
      one.aliases.length ? null : h('button', { className: 'danger', 'aria-label': `Delete version ${one.version}`, onclick: () => remove(model, one.version, status) }, 'Delete')));
}

async function serve(model, number, aliases, status) {
  const serving = aliases[champion]?.number;
  const question = `Version ${number} will answer all predictions of ${model.model} from now on${serving ? `, instead of version ${serving}` : ''}.`;
  if (await confirmed(question, number < serving ? 'Roll back' : 'Promote')) await point(model, champion, number, aliases[champion], status);
}

/** Points an alias at a version, unless somebody else has pointed it elsewhere since it was shown, or made it meanwhile. */
function point(model, alias, number, known, status) {
  return change(status, () => send('PUT', aliasPath(model, alias), {
    body: JSON.stringify({ version: Number(number) }),
    headers: { 'Content-Type': 'application/json', ...(known ? ifMatch(known) : { 'If-None-Match': '*' }) },
  }));
}

function ifMatch({ tag }) {
  return tag ? { 'If-Match': tag } : {};
}

async function remove(model, number, status) {
  const isLast = model.versions.length === 1;
  if (await confirmed(`Version ${number} of ${model.model} will be gone for good, with its customers and their segments${isLast ? ', and the model with it' : ''}.`, 'Delete it'))
    await change(status, () => send('DELETE', `models/${encodeURIComponent(model.model)}/versions/${number}`));
}

/** Does something, and shows what there is then; what somebody else has changed meanwhile is shown, too. */
async function change(status, action) {
  try {
    await action();
    dispatchEvent(new CustomEvent('renew', { detail: 'h1' }));
  } catch (error) {
    const meanwhile = error.status === 412;
    status.replaceChildren(message('error',
      h('p', {}, meanwhile ? 'Somebody else has changed this meanwhile, so nothing was changed here.' : error.message),
      meanwhile ? h('button', { onclick: () => dispatchEvent(new CustomEvent('renew')) }, 'Show how it is now') : null));
    status.scrollIntoView({ block: 'nearest' });
  }
}

/** The names by which applications ask for versions. */
function aliasPanel(model, aliases, status) {
  const versionsOf = (number) => select([...model.versions].reverse().map((one) => [String(one.version), `Version ${one.version}`]), String(number));
  const rows = Object.entries(aliases).sort(([one], [other]) => (other === champion) - (one === champion) || one.localeCompare(other)).map(([alias, known]) => {
    const choice = versionsOf(known.number);
    choice.setAttribute('aria-label', `The version that ${alias} means`);
    return h('li', {},
      h('strong', {}, alias), ' ', choice, ' ',
      h('button', { 'aria-label': `Point ${alias} there`, onclick: () => (alias === champion ? serve(model, Number(choice.value), aliases, status) : point(model, alias, choice.value, known, status)) }, 'Point there'),
      alias === champion ? null : h('button', {
        'aria-label': `Remove ${alias}`,
        onclick: async () => (await confirmed(`Whoever asks ${model.model} for ${alias} will be told that it is not there.`, 'Remove it'))
          && change(status, () => send('DELETE', aliasPath(model, alias), { headers: ifMatch(known) })),
      }, 'Remove'));
  });
  const name = h('input', { required: true, maxLength: 64 });
  const target = versionsOf(model.versions.at(-1).version);
  return h('section', { className: 'panel' },
    h('h2', {}, 'Aliases'),
    h('p', {}, `Applications may ask for an alias instead of a number; ${champion} is the one that serves where nobody says which.`),
    h('ul', { className: 'aliases' }, rows),
    h('details', {}, h('summary', {}, 'Another alias'),
      h('form', { onsubmit: (event) => { event.preventDefault(); point(model, name.value, target.value, aliases[name.value], status); } },
        h('div', { className: 'form' }, field('Name', name, 'Such as staging.'), field('Points to', target)),
        h('div', { className: 'buttons' }, h('button', {}, 'Add it')))));
}
