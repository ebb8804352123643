// Changes: whether customers are still those of the training, and who has moved between the segments of two versions.

import { get, versionPath } from '../api.js';
import { h } from '../dom.js';
import { driftPanel } from '../drift.js';
import { migrationPanel } from '../migration.js';
import { version } from '../state.js';

export const title = 'Changes';

export async function render({ model, version: number }) {
  const [trained, drift] = await Promise.all([version(model.model, number), driftOf(model.model, number)]);
  return [h('h1', {}, 'What has changed'), ...driftPanel(drift, trained), migrationPanel(model, trained)];
}

/** How the customers of now compare with those of the training; null of a version that does not know these. */
function driftOf(model, number) {
  return get(`${versionPath(model, number)}/drift`).catch((error) => {
    if (error.problem?.type === '/problems/no-drift') return null;
    throw error;
  });
}
