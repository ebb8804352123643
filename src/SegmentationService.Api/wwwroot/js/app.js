// The shell: which page is shown, for which model and version.

import { announce, h, message, select } from './dom.js';
import { link, place, selection } from './state.js';
import * as changes from './views/changes.js';
import * as choice from './views/choice.js';
import * as customer from './views/customer.js';
import * as customers from './views/customers.js';
import * as score from './views/score.js';
import * as segments from './views/segments.js';
import * as start from './views/start.js';
import * as tree from './views/tree.js';
import * as versions from './views/versions.js';

const views = { start, segments, choice, tree, changes, customer, customers, score, versions };
const main = document.getElementById('main');
const mostOffered = 50;
let shown = 0;

async function show() {
  const turn = ++shown;
  const { page } = place();
  const view = views[page] ?? start;
  for (const anchor of document.querySelectorAll('nav a')) {
    const name = anchor.hash.replace(/^#\//, '').split('?')[0];
    if (name === page) anchor.setAttribute('aria-current', 'page');
    else anchor.removeAttribute('aria-current');
  }

  document.title = `${view.title} – SegmentationService`;
  main.setAttribute('aria-busy', 'true');
  try {
    const selected = await selection();
    if (turn !== shown) return;
    choose(selected, page);
    const content = selected.stale && view !== start ? notThere(selected, page)
      : selected.model || view === start || view === versions ? await view.render(selected) : nothingYet();
    if (turn !== shown) return;
    main.replaceChildren(...[content].flat());
  } catch (error) {
    if (turn !== shown) return;
    main.replaceChildren(h('h1', {}, view.title), message('error', h('p', {}, error.message)));
  } finally {
    if (turn === shown) main.removeAttribute('aria-busy');
  }

  announce(view.title);
}

function nothingYet() {
  return [h('h1', {}, 'No segments yet'), h('p', {}, 'Train a model first: ', h('a', { href: '#/start' }, 'drop a file, or try it with sample customers'), '.')];
}

/** A link to what is not there any more, or never was: what there is instead. */
function notThere({ stale, models, model }, page) {
  const known = model
    ? model.versions.map((one) => [link(page, model.model, one.version), one.aliases.length ? `version ${one.version} (${one.aliases.join(', ')})` : `version ${one.version}`]).reverse()
    : models.map((one) => [link(page, one.model, one.aliases.champion ?? one.versions.at(-1).version), one.model]);
  return [
    h('h1', {}, model ? `There is no version “${stale.version}” of ${stale.model}` : `There is no model “${stale.model}”`),
    known.length ? h('p', {}, 'Here are:') : h('p', {}, 'There is none yet. ', h('a', { href: '#/start' }, 'Train one'), '.'),
    h('ul', {}, known.slice(0, mostOffered).map(([address, text]) => h('li', {}, h('a', { href: address }, text)))),
    known.length > mostOffered ? h('p', { className: 'hint' }, `and ${known.length - mostOffered} more`) : null,
  ].filter(Boolean);
}

function choose({ models, model, version }, page) {
  const target = document.getElementById('selection');
  target.replaceChildren();
  for (const anchor of document.querySelectorAll('nav a')) {
    const name = anchor.hash.replace(/^#\//, '').split('?')[0];
    anchor.hash = version && name !== 'start' ? link(name, model.model, version) : `#/${name}`;
  }

  if (!version || page === 'start') return;
  const modelChoice = select(models.map((one) => [one.model, one.model]), model.model, { id: 'model' });
  modelChoice.addEventListener('change', () => {
    const other = models.find((one) => one.model === modelChoice.value);
    location.hash = link(page, other.model, other.aliases.champion ?? other.versions.at(-1).version);
  });
  const versionChoice = select(
    model.versions.map((one) => [String(one.version), one.aliases.length ? `${one.version} (${one.aliases.join(', ')})` : String(one.version)]).reverse(),
    String(version),
    { id: 'version' });
  versionChoice.addEventListener('change', () => { location.hash = link(page, model.model, versionChoice.value); });
  target.append(h('label', { htmlFor: 'model' }, 'Model'), modelChoice, h('label', { htmlFor: 'version' }, 'Version'), versionChoice);
}

/** Something that the page shows has been changed: it shows what is now, scrolled as it was, and with the focus where the event says. */
addEventListener('renew', async ({ detail }) => {
  const top = scrollY;
  await show();
  scrollTo(scrollX, top);
  (detail && main.querySelector(detail))?.focus({ preventScroll: true });
});

addEventListener('hashchange', () => {
  show();
  main.focus({ preventScroll: true });
  scrollTo(0, 0);
});
show();
