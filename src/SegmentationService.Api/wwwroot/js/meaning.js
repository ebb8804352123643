// What a number means and what it does not, beside the number.

import { h } from './dom.js';
import { meanings } from './words.js';

/** What one number means, to be opened. */
export function meaning(name) {
  const { title, means, not } = meanings[name];
  return h('details', { className: 'meaning' }, h('summary', {}, `What does “${title}” mean?`), h('p', {}, means), h('p', {}, h('strong', {}, 'What it does not mean: '), not));
}

/** What several numbers mean, open, for a page that is printed. */
export function meaningList(names) {
  return h('dl', { className: 'meanings' }, names.map((name) => {
    const { title, means, not } = meanings[name];
    return [h('dt', {}, title[0].toUpperCase() + title.slice(1)), h('dd', {}, `${means} ${not}`)];
  }));
}
