// Elements without markup in strings: whatever a customer's table holds, it is text.

/** Makes an element: properties by their DOM names, `on…` as listeners, `data` and `aria-…` as attributes, null children left out. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name in element && !name.includes('-') && name !== 'list') element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

let labelled = 0;

/** A field of a form: a label, its control, and a hint. What is wrong with its value is said in the same place: see sayOf. */
export function field(label, control, hint) {
  control.id ||= `field-${++labelled}`;
  const described = hint ? h('span', { className: 'hint', id: `${control.id}-hint` }, hint) : null;
  const said = h('span', { className: 'said', id: `${control.id}-said` });
  control.setAttribute('aria-describedby', [described?.id, said.id].filter(Boolean).join(' '));
  return h('div', { className: 'field' }, h('label', { htmlFor: control.id }, label), control, described, said);
}

/** Says beside a control of a field what is wrong with its value, or how it is taken; with nothing to say, takes back what was said. */
export function sayOf(control, { error = '', note = '' } = {}) {
  const said = document.getElementById(`${control.id}-said`) ?? control.closest('.field')?.querySelector('.said');
  if (error) control.setAttribute('aria-invalid', 'true');
  else control.removeAttribute('aria-invalid');
  if (!said || said.textContent === (error || note)) return;
  said.textContent = error || note;
  said.className = error ? 'said wrong' : 'said hint';
}

/** Replaces what stands in a place, and leaves what was scrolled and what has the focus where they were, as far as they are there again. */
export function renew(place, ...children) {
  const [top, scrolled] = [scrollY, new Map([...place.querySelectorAll('.scroll')].map((one) => [one.getAttribute('aria-label'), [one.scrollLeft, one.scrollTop]]))];
  const focused = place.contains(document.activeElement) ? document.activeElement : null;
  const key = focused && keyOf(focused);
  place.replaceChildren(...children.flat(Infinity).filter(Boolean));
  for (const one of place.querySelectorAll('.scroll')) [one.scrollLeft, one.scrollTop] = scrolled.get(one.getAttribute('aria-label')) ?? [0, 0];
  if (key && document.activeElement !== focused) [...place.querySelectorAll(focused.tagName)].find((one) => keyOf(one) === key)?.focus({ preventScroll: true });
  scrollTo(scrollX, top);
}

/** What makes an element the same one when its page is made anew. */
function keyOf(element) {
  return element.getAttribute('aria-label') ?? `${element.name ?? ''} ${element.value ?? ''} ${element.labels?.length ? '' : element.textContent}`;
}

/** A list to choose from: options as [value, text]. */
export function select(options, value, properties = {}) {
  const element = h('select', properties, options.map(([key, text]) => h('option', { value: key }, text)));
  element.value = value;
  return element;
}

/** A table. Rows are lists of cells; a cell is text, a number that is already formatted, or an element. Of the class stacked, each row is a card where there is no room for columns. */
export function table(caption, headers, rows, properties = {}) {
  return h('div', { className: 'scroll', tabIndex: 0, role: 'region', 'aria-label': caption },
    h('table', properties,
      h('caption', {}, caption),
      h('thead', {}, h('tr', {}, headers.map((header) => h('th', { scope: 'col' }, header)))),
      h('tbody', {}, rows.map((row) => h('tr', {}, row.map((cell, i) => h(i === 0 ? 'th' : 'td', i === 0 ? { scope: 'row' } : { 'data-label': headers[i] }, cell ?? '')))))));
}

/** Says something to those who do not see the page change. */
export function announce(text) {
  document.getElementById('status').textContent = text;
}

/** A message that stands where it belongs. */
export function message(kind, ...content) {
  return h('div', { className: `message ${kind}`, role: kind === 'error' ? 'alert' : 'note' }, ...content);
}

/** Offers content as a file. */
export function download(name, blob) {
  const address = URL.createObjectURL(blob);
  const link = h('a', { href: address, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Asks before something that others will notice. */
export async function confirmed(question, yes) {
  return (await chosen(question, [['yes', yes]])) === 'yes';
}

/** Asks which of several things is to be done, as [value, text], the first being the usual one; null where none is. */
export function chosen(question, choices) {
  return new Promise((resolve) => {
    const dialog = h('dialog', { 'aria-label': question },
      h('form', { method: 'dialog' },
        h('p', {}, question),
        h('div', { className: 'buttons' },
          choices.map(([value, text], i) => h('button', { value, className: i === 0 ? 'primary' : null }, text)),
          h('button', { value: '' }, 'Cancel'))));
    dialog.addEventListener('close', () => { dialog.remove(); resolve(dialog.returnValue || null); });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** The control to choose a table with. */
export function fileInput(properties) {
  return h('input', { type: 'file', accept: '.csv,.tsv,.txt,.json,.ndjson,.jsonl,.xlsx,.xlsm,.parquet,.zip,.gz', ...properties });
}

/** A place to drop a file, or to choose one. */
export function fileDrop(text, take) {
  const input = fileInput({ className: 'visually-hidden', id: `file-${++labelled}` });
  input.addEventListener('change', () => input.files.length && take(input.files[0]));
  const zone = h('div', { className: 'drop' },
    h('p', {}, text),
    input,
    h('label', { className: 'button', htmlFor: input.id }, 'Choose a file'));
  zone.addEventListener('dragover', (event) => { event.preventDefault(); zone.classList.add('over'); });
  zone.addEventListener('dragleave', () => zone.classList.remove('over'));
  zone.addEventListener('drop', (event) => {
    event.preventDefault();
    zone.classList.remove('over');
    if (event.dataTransfer.files.length) take(event.dataTransfer.files[0]);
  });
  return zone;
}
