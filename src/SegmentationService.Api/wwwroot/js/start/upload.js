// A table that is kept by the service, and what was said of it: the sheet, the lines that are left out, the columns and what they are called, the options of a training, the name of the model.

/** What a column is said to be that no other column can be as well. */
export const parts = ['id', 'recency', 'frequency', 'monetary', 'tenure'];

/** What is said of the columns of a log of orders, and of dates. */
export const orderParts = ['customer', 'invoice', 'date', 'time', 'amount', 'quantity', 'price', 'status', 'currency', 'dateFormat', 'asOf', 'amountPer', 'guests', 'countStatus'];

const labelPrefix = 'label.';

const keptName = (id) => `segmentation-upload-${id}`;

/** A table of which nothing has been said yet. */
export function uploadOf(table) {
  return { table, file: table?.file ?? null, input: 'customers', isSettled: false, sheet: '', skipped: [], use: new Map(), labels: new Map(), orders: {}, options: {}, model: slug(table?.file ?? ''), columns: [] };
}

/** The table that a version was made of, with what was said of it then. The table is null where it is kept no longer. */
export function uploadOfVersion(trained, table) {
  const { model: _model, promote: _promote, parent: _parent, dryRun: _dryRun, ...given } = trained.source?.parameters ?? {};
  const upload = { ...uploadOf(table), file: trained.source?.file ?? null, model: trained.model, input: trained.input, isSettled: true };
  for (const [name, value] of Object.entries(given)) {
    if (name === 'input') continue;
    if (name === 'sheet') upload.sheet = value;
    else if (name === 'skipLines') upload.skipped = listed(value).map(Number);
    else if (name.startsWith(labelPrefix)) upload.labels.set(name.slice(labelPrefix.length), value);
    else if (name === 'exclude' || name === 'encode') for (const column of listed(value)) upload.use.set(column, name);
    else if (parts.includes(name)) upload.use.set(value, name);
    else if (orderParts.includes(name)) upload.orders[name] = value;
    else upload.options[name] = value;
  }

  return upload;
}

/** Keeps what was said until the tab is closed. */
export function keep(upload) {
  const { table, use, labels, ...said } = upload;
  if (table) sessionStorage.setItem(keptName(table.id), JSON.stringify({ ...said, use: [...use], labels: [...labels] }));
}

/** What was said of a table in this tab. */
export function recalled(table) {
  const said = JSON.parse(sessionStorage.getItem(keptName(table.id)) ?? 'null');
  return said ? { ...uploadOf(table), ...said, use: new Map(said.use), labels: new Map(said.labels) } : uploadOf(table);
}

/** Says something else of a column, or nothing. */
export function say(upload, column, use) {
  if (parts.includes(use)) for (const [name, other] of upload.use) if (other === use) upload.use.delete(name);
  if (use) upload.use.set(column, use);
  else upload.use.delete(column);
}

/** Says what the rows are; what was said of columns is of other rows. */
export function settle(upload, input) {
  Object.assign(upload, { input, isSettled: true });
  forgetColumns(upload);
}

/** Says which sheet of a workbook is the table; another one has other rows and columns. */
export function choose(upload, sheet) {
  Object.assign(upload, { sheet, isSettled: false, input: 'customers' });
  takeBack(upload);
}

/** Takes back what was said of columns and lines. */
export function takeBack(upload) {
  upload.skipped = [];
  forgetColumns(upload);
}

function forgetColumns(upload) {
  upload.use.clear();
  upload.labels.clear();
  upload.orders = {};
}

/** Makes a change that a notice offers. */
export function change(upload, { input, use = {}, orders = {}, options = {}, skipped }) {
  if (input) settle(upload, input);
  for (const [column, value] of Object.entries(use)) say(upload, column, value);
  Object.assign(upload.orders, orders);
  Object.assign(upload.options, options);
  if (skipped) upload.skipped.push(skipped);
}

/** What a report does not depend on: how segments are searched, and what becomes of them. */
const ofSearch = ['clusters', 'minClusters', 'maxClusters', 'selection', 'restarts', 'seed', 'minShare', 'promote'];

/** The parameters of a report: those of a training without what only the search needs, and without labels, so that it tells which there are otherwise. */
export function reading(upload) {
  return Object.fromEntries(Object.entries(parameters(upload)).filter(([name]) => !ofSearch.includes(name) && !name.startsWith(labelPrefix)));
}

/** What is said of the table, as parameters of a training. */
export function parameters(upload) {
  const named = (use) => [...upload.use].filter(([, given]) => given === use).map(([name]) => (/[",]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name)).join(',');
  const single = (use) => [...upload.use].find(([, given]) => given === use)?.[0];
  return {
    input: upload.input === 'customers' ? null : upload.input,
    sheet: upload.sheet, skipLines: upload.skipped.join(','),
    exclude: named('exclude'), encode: named('encode'), ...Object.fromEntries(parts.map((part) => [part, single(part)])),
    ...Object.fromEntries([...upload.labels].map(([column, label]) => [labelPrefix + column, label])),
    ...upload.orders, ...upload.options, model: upload.model,
  };
}

/** The columns of a list as parameters have them: a name with a comma in double quotes. */
function listed(text) {
  return [...text.matchAll(/"((?:[^"]|"")*)"|([^,]+)/g)].map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare.trim());
}

/** The name of a file without what it ends with: "Mall Kunden.csv.gz" is Mall Kunden. */
export function stem(file) {
  return file.replace(/(\.(csv|tsv|txt|json|ndjson|jsonl|xlsx|xlsm|parquet|zip))?(\.gz)?$/i, '');
}

/** The name of a model made of any text: "Mall Kunden.csv" is mall-kunden. */
export function slug(text) {
  const name = stem(text).toLowerCase().replaceAll('ß', 'ss').normalize('NFKD').replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9_]+/g, '-').replace(/^[-_]+|-+$/g, '').slice(0, 64).replace(/-+$/, '');
  if (!name) return 'customers';
  return /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/.test(name) ? `${name}-customers` : name;
}
