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

/** A field of a form: a label, its control, and a hint. */
export function field(label, control, hint) {
  control.id ||= `field-${++labelled}`;
  const described = hint ? h('span', { className: 'hint', id: `${control.id}-hint` }, hint) : null;
  if (described) control.setAttribute('aria-describedby', described.id);
  return h('div', { className: 'field' }, h('label', { htmlFor: control.id }, label), control, described);
}

/** A list to choose from: options as [value, text]. */
export function select(options, value, properties = {}) {
  const element = h('select', properties, options.map(([key, text]) => h('option', { value: key }, text)));
  element.value = value;
  return element;
}

/** A table. Rows are lists of cells; a cell is text, a number that is already formatted, or an element. */
export function table(caption, headers, rows, properties = {}) {
  return h('div', { className: 'scroll', tabIndex: 0, role: 'region', 'aria-label': caption },
    h('table', properties,
      h('caption', {}, caption),
      h('thead', {}, h('tr', {}, headers.map((header) => h('th', { scope: 'col' }, header)))),
      h('tbody', {}, rows.map((row) => h('tr', {}, row.map((cell, i) => h(i === 0 ? 'th' : 'td', i === 0 ? { scope: 'row' } : {}, cell ?? '')))))));
}

/** Says something to those who do not see the page change. */
export function announce(text) {
  document.getElementById('status').textContent = text;
}

/** A message that stands where it belongs. */
export function message(kind, ...content) {
  return h('div', { className: `message ${kind}`, role: kind === 'error' ? 'alert' : 'note' }, ...content);
}

/** What the service refused, and where. */
export function refusal(error) {
  const where = ['line', 'column', 'field', 'parameter'].filter((name) => error.problem?.[name] !== undefined && error.problem?.[name] !== null)
    .map((name) => `${name} ${error.problem[name]}`).join(', ');
  return message('error', h('h2', {}, error.problem?.title ?? 'This did not work'), h('p', {}, error.message), where ? h('p', { className: 'hint' }, `Where: ${where}`) : null);
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
export function confirmed(question, yes) {
  return new Promise((resolve) => {
    const dialog = h('dialog', { 'aria-label': question },
      h('form', { method: 'dialog' },
        h('p', {}, question),
        h('div', { className: 'buttons' },
          h('button', { value: 'yes', className: 'primary' }, yes),
          h('button', { value: 'no' }, 'Cancel'))));
    dialog.addEventListener('close', () => { dialog.remove(); resolve(dialog.returnValue === 'yes'); });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** The control to choose a table with. */
export function fileInput(properties) {
  return h('input', { type: 'file', accept: '.csv,.tsv,.txt,.json,.ndjson,.jsonl,.xlsx,.xlsm,.zip,.gz', ...properties });
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
