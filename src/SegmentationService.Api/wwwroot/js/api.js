// The public endpoints, and nothing else.

import { h } from './dom.js';

const root = new URL('../', import.meta.url);
const keyName = 'segmentation-api-key';

/** What the service refuses: the problem that it answered with. */
export class Problem extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || `The service answered ${status}.`);
    this.status = status;
    this.problem = problem;
  }
}

/** The address of an endpoint, with its query; parameters that are null or empty are left out. */
export function address(path, query = {}) {
  const url = new URL(path.replace(/^\//, ''), root);
  for (const [name, value] of Object.entries(query))
    if (value !== null && value !== undefined && value !== '') url.searchParams.append(name, value);
  return url;
}

/** The folder of a version. */
export function versionPath(model, version) {
  return `models/${encodeURIComponent(model)}/versions/${encodeURIComponent(version)}`;
}

/** Sends a request; asks for a key where one is needed. */
export async function send(method, path, { query, body, headers = {}, signal } = {}) {
  for (;;) {
    const key = sessionStorage.getItem(keyName);
    let response;
    try {
      response = await fetch(address(path, query), { method, body, signal, headers: key ? { ...headers, 'X-Api-Key': key } : headers });
    } catch (error) {
      if (error.name === 'AbortError') throw error;
      throw new Problem(0, { detail: 'The service does not answer. Is it still running?' });
    }

    if (response.ok) return response;
    const problem = await response.json().catch(() => ({}));
    if (response.status !== 401 || !(await askForKey(problem.detail))) throw new Problem(response.status, problem);
  }
}

/** The JSON that an endpoint answers. */
export async function get(path, query, signal) {
  return (await send('GET', path, { query, signal })).json();
}

/** Files as those of a form, by the names of its fields, without a type: the service tells it by the name, and browsers know few of these types. */
export function asForm(files) {
  const form = new FormData();
  for (const [name, file] of Object.entries(files)) form.append(name, new File([file], file.name));
  return form;
}

/** The events of a stream of server-sent events, one by one. (EventSource cannot send a key.) */
export async function* events(path, signal) {
  const response = await send('GET', path, { headers: { Accept: 'text/event-stream' }, signal });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const parts = (rest + value).replace(/\r\n?/g, '\n').split('\n\n');
    rest = parts.pop();
    for (const part of parts) {
      const data = part.split('\n').filter((line) => line.startsWith('data:')).map((line) => line.slice(5).trimStart()).join('\n');
      if (data) yield JSON.parse(data);
    }
  }
}

let asking = null;

function askForKey(why) {
  asking ??= new Promise((resolve) => {
    const input = h('input', { type: 'password', autocomplete: 'off', required: true, id: 'api-key' });
    const dialog = h('dialog', { 'aria-labelledby': 'api-key-label' },
      h('form', { method: 'dialog' },
        h('label', { htmlFor: 'api-key', id: 'api-key-label' }, 'API key'),
        input,
        h('p', { className: 'hint' }, why || 'This service asks for a key.', ' It is kept until this tab is closed.'),
        h('div', { className: 'buttons' },
          h('button', { value: 'use', className: 'primary' }, 'Use this key'),
          h('button', { value: 'none', formNoValidate: true }, 'Cancel'))));
    dialog.addEventListener('close', () => {
      dialog.remove();
      asking = null;
      const given = dialog.returnValue === 'use' && input.value;
      if (given) sessionStorage.setItem(keyName, input.value);
      resolve(Boolean(given));
    });
    document.body.append(dialog);
    dialog.showModal();
  });
  return asking;
}
