// Which model and version the pages show. It stands in the address, so that a page can be sent to somebody.

import { get, versionPath } from './api.js';
import { labelsOf } from './labels.js';

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

/**
 * All models, and the one and the version that the address means: the champion where it does not say. Where it means one that is not there, stale
 * says which, and there is no other in its place. Versions are asked for anew from here on: somebody may have renamed their segments.
 */
export async function selection() {
  const { models, setAside } = await allModels();
  versions.clear();
  const { parameters } = place();
  const [asked, askedVersion] = [parameters.get('model'), parameters.get('version')];
  const model = asked ? models.find((one) => one.model === asked) : models.find((one) => one.model === 'default') ?? models[0];
  if (!model) return { models, setAside, model: null, version: null, stale: asked ? { model: asked } : null };
  const number = askedVersion
    ? model.versions.find((one) => String(one.version) === askedVersion)?.version ?? model.aliases[askedVersion]
    : model.aliases.champion ?? model.versions.at(-1).version;
  return number ? { models, setAside, model, version: number, stale: null } : { models, setAside, model, version: null, stale: { model: model.model, version: askedVersion } };
}

const versions = new Map();
const cache = new Map();

/** What a version is, with the names that its segments have now. */
export function version(model, number) {
  return cached(versions, versionPath(model, number));
}

/** A version that has been changed here: what it is now. */
export function changed(model, number) {
  versions.delete(versionPath(model, number));
}

/**
 * A chart of a version: map, effects, silhouettes or distributions, with the names and colours that its segments have now, the labels of features, and
 * the version as trained; null where it was trained before there were charts.
 */
export async function chart(model, number, name) {
  const [drawn, trained] = await Promise.all([withoutNames(), version(model, number)]);
  if (!drawn) return null;
  const segments = new Map(trained.segments.map((segment) => [segment.id, segment]));
  const named = (segment) => ({ ...segment, name: segments.get(segment.id).name, colour: segments.get(segment.id).colour });
  const label = labelsOf(trained);
  const answer = { ...drawn, trained };
  if (drawn.segments) answer.segments = drawn.segments.map(named);
  if (drawn.features) answer.features = drawn.features.map((feature) => ({ ...feature, label: label(feature.feature), segments: feature.segments.map(named) }));
  return answer;

  function withoutNames() {
    return cached(cache, `${versionPath(model, number)}/charts/${name}`).catch((error) => {
      if (error.problem?.type === '/problems/no-charts') return null;
      throw error;
    });
  }
}

/** The tree of a version; null where it has none. */
export function treeOf(model, number) {
  return cached(cache, `${versionPath(model, number)}/tree`).catch((error) => {
    if (error.problem?.type === '/problems/no-tree') return null;
    throw error;
  });
}

function cached(known, path) {
  if (!known.has(path)) {
    const answer = get(path);
    answer.catch(() => known.delete(path));
    known.set(path, answer);
  }

  return known.get(path);
}
