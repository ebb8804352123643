// What a training will do to which model, said before it is begun.

import { get } from '../api.js';
import { listed, readable } from '../format.js';
import { version } from '../state.js';

/** A model as it is now, since others train, too; null where there is none. */
function modelOf(name) {
  return get(`models/${encodeURIComponent(name)}`).catch((error) => {
    if (error.status === 404) return null;
    throw error;
  });
}

/** The columns that a model reads: what an application sends. */
function fieldsRead({ columns, features }) {
  const read = columns.filter((column) => ['feature', 'encoded', 'input'].includes(column.role)).map((column) => column.name);
  return read.length ? read : [...new Set(features.map((feature) => (typeof feature.value === 'string' ? feature.source : feature.name)))];
}

/** How the fields differ from those of the version that serves, in the words of the service. */
function differences({ notices }) {
  const [, words] = notices.find((notice) => notice.code === 'not_promoted')?.message.match(/takes others: (.*)\. To have it/) ?? [];
  return words ? readable(words) : 'it takes other fields';
}

/**
 * What will happen.
 * @param name the model that is trained
 * @param report what the table would be trained on; null where that is not known yet
 * @param promote what was chosen: '' for by itself, 'true' or 'false'
 * @returns { text }, and the question to ask where applications would break
 */
export async function outcome(name, report, promote) {
  const model = await modelOf(name);
  if (!model) return { text: `A new model, ${name}. It answers predictions that ask for ${name}, and changes nothing for any other model.` };
  const next = `Version ${Math.max(...model.versions.map((one) => one.version)) + 1} of ${name}`;
  const serving = model.aliases.champion;
  if (promote === 'false') return { text: `${next} will be added and wait. Version ${serving} goes on answering predictions.` };
  if (report?.model !== name) return { text: `${next} will be added.` };
  if (report.promoted) return { text: `${next} will be added and answer predictions from then on, in place of version ${serving}. It takes the same fields, so applications go on as they are.` };
  if (promote !== 'true') return { text: `${next} will be added and wait, since its fields differ (${differences(report)}): version ${serving} goes on answering predictions, and applications notice nothing. Another name makes a model of its own.` };
  const champion = await version(name, serving);
  return {
    text: `${next} will be added and answer predictions in place of version ${serving}, although its fields differ (${differences(report)}).`,
    question: `Applications that use ${name} send ${listed(fieldsRead(champion))}. ${next} wants ${listed(fieldsRead(report))}: their predictions may fail or mean something else from then on. Let it serve all the same?`,
  };
}
