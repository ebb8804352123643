// Which model and version the pages show. It stands in the address, so that a page can be sent to somebody.

import { get, versionPath } from './api.js';

/** The page and its parameters: #/segments?model=default&version=3 */
export function place() {
  const [page, query] = location.hash.replace(/^#\/?/, '').split('?');
  return { page: page || 'start', parameters: new URLSearchParams(query) };
}

/** The address of a page about a version. */
export function link(page, model, version) {
  return `#/${page}?${new URLSearchParams({ model, version })}`;
}

/** All models, page by page where there are many versions. */
async function allModels() {
  const all = await get('models');
  let { next } = all;
  while (next) {
    const page = await get(`models?limit=10000&after=${encodeURIComponent(next)}`);
    for (const model of page.models) {
      const known = all.models.find((one) => one.model === model.model);
      if (known) known.versions.push(...model.versions);
      else all.models.push(model);
    }
    next = page.next;
  }
  return all;
}

/** All models, and the one and the version that the address means: the champion where it does not say. */
export async function selection() {
  const { models, setAside } = await allModels();
  const { parameters } = place();
  const model = models.find((one) => one.model === parameters.get('model'))
    ?? models.find((one) => one.model === 'default') ?? models[0];
  if (!model) return { models, setAside, model: null, version: null };
  const asked = parameters.get('version');
  const version = model.versions.find((one) => String(one.version) === asked)?.version
    ?? model.aliases[asked] ?? model.aliases.champion ?? model.versions.at(-1).version;
  return { models, setAside, model, version };
}

const cache = new Map();

/** What a version is; versions never change. */
export function version(model, number) {
  return cached(versionPath(model, number));
}

/** A chart of a version: map, effects, silhouettes or distributions; null where it was trained before there were charts. */
export function chart(model, number, name) {
  return cached(`${versionPath(model, number)}/charts/${name}`).catch((error) => {
    if (error.problem?.type === '/problems/no-charts') return null;
    throw error;
  });
}

/** The tree of a version; null where it has none. */
export function treeOf(model, number) {
  return cached(`${versionPath(model, number)}/tree`).catch((error) => {
    if (error.problem?.type === '/problems/no-tree') return null;
    throw error;
  });
}

function cached(path) {
  if (!cache.has(path)) {
    const answer = get(path);
    answer.catch(() => cache.delete(path));
    cache.set(path, answer);
  }

  return cache.get(path);
}
