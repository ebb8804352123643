// Start: a file, what the service makes of it, and the training.

import { events, Problem, send, typeOf } from '../api.js';
import { figure } from '../charts.js';
import { announce, field, fileDrop, h, message, select, table } from '../dom.js';
import { bytes, count, counted, number } from '../format.js';
import { noticeList } from '../pictures.js';
import { link } from '../state.js';

export const title = 'Start';

const orderWords = /invoice|order.?(id|no|num|date)|transaction|quantity|unit.?price|stock.?code|line.?total/i;

const roles = {
  id: 'id of the customer', feature: 'feature', encoded: 'feature for each value', input: 'only for derived features', text: 'left out: text', constant: 'left out: constant',
  row_number: 'left out: numbers the rows', mostly_missing: 'left out: mostly missing', empty: 'left out: empty', excluded: 'left out by you', not_named: 'left out by you',
};

export function render() {
  const step = h('div', {});
  return [
    h('h1', {}, 'Who are your customers?'),
    h('p', {}, 'Drop a table with one row per customer, or a log of orders with one row per order line: CSV, TSV, JSON or NDJSON, also compressed with gzip. You see what the service makes of it before anything is trained. Nothing leaves this service.'),
    fileDrop('Drop a file here', (file) => look(step, file)),
    h('p', { className: 'buttons' }, h('button', { onclick: () => sample(step) }, 'Try it with sample customers')),
    step,
  ];
}

async function sample(step) {
  step.replaceChildren(h('p', {}, 'Getting sample customers …'));
  try {
    const text = await (await send('GET', 'samples/customers')).text();
    await look(step, new File([text], 'sample-customers.csv'));
  } catch (error) {
    step.replaceChildren(refused(error));
  }
}

async function look(step, file) {
  const upload = { file, input: await guess(file), use: new Map(), orders: {} };
  await report(step, upload);
}

/** Whether the header looks like that of an order log. Compressed files are not looked into. */
async function guess(file) {
  if (file.name.toLowerCase().endsWith('.gz')) return orderWords.test(file.name) || /retail|orders/i.test(file.name) ? 'transactions' : 'customers';
  const head = (await file.slice(0, 4096).text()).split('\n', 2)[0];
  return (head.match(new RegExp(orderWords.source, 'gi')) ?? []).length >= 2 ? 'transactions' : 'customers';
}

function query(upload) {
  const named = (use) => [...upload.use].filter(([, given]) => given === use).map(([name]) => (/[",]/.test(name) ? `"${name}"` : name)).join(',');
  return {
    input: upload.input, exclude: named('exclude'), encode: named('encode'), id: single('id'), ...upload.orders,
    recency: single('recency'), frequency: single('frequency'), monetary: single('monetary'), tenure: single('tenure'),
  };

  function single(use) {
    return [...upload.use].find(([, given]) => given === use)?.[0];
  }
}

async function report(step, upload) {
  const kind = h('fieldset', {}, h('legend', {}, `${upload.file.name}, ${bytes(upload.file.size)}: each row is`),
    h('div', { className: 'choices' }, [['customers', 'one customer'], ['transactions', 'one line of an order']].map(([value, text]) =>
      h('label', {}, h('input', { type: 'radio', name: 'input', value, checked: upload.input === value, onchange: () => { upload.input = value; upload.use.clear(); report(step, upload); } }), ' ', text))));
  step.replaceChildren(kind, h('p', { role: 'status' }, 'Looking at the file …'));
  try {
    const answer = await (await send('POST', 'train', { query: { ...query(upload), dryRun: true }, body: upload.file, headers: typeOf(upload.file) })).json();
    step.replaceChildren(kind, ...understood(step, upload, answer));
    announce(`${counted(answer.customers, 'customer')} and ${counted(answer.features.length, 'feature')} found.`);
  } catch (error) {
    step.replaceChildren(kind, refused(error), ...(upload.input === 'transactions' ? [orderColumns(step, upload)] : []),
      ...(upload.use.size ? [h('p', { className: 'buttons' }, h('button', { onclick: () => { upload.use.clear(); report(step, upload); } }, 'Take back what you changed'))] : []));
  }
}

/** Names for the columns of an order log that were not recognised. */
function orderColumns(step, upload) {
  const names = ['customer', 'invoice', 'date', 'amount', 'quantity', 'price', 'dateFormat'];
  const inputs = names.map((name) => h('input', { value: upload.orders[name] ?? '', name }));
  return h('form', { className: 'panel', onsubmit: (event) => {
    event.preventDefault();
    for (const input of inputs) upload.orders[input.name] = input.value.trim();
    report(step, upload);
  } },
  h('h2', {}, 'Which columns are they?'),
  h('div', { className: 'form' }, names.map((name, i) => field(name === 'dateFormat' ? 'How dates are written' : name, inputs[i], name === 'dateFormat' ? 'day-first, month-first, or a pattern such as d/M/yyyy' : null))),
  h('div', { className: 'buttons' }, h('button', { className: 'primary' }, 'Look again')));
}

function understood(step, upload, answer) {
  const columns = answer.columns.map((column) => [
    column.name,
    upload.input === 'customers' ? use(step, upload, column) : roles[column.role] ?? column.role,
    column.reason,
    count(column.missing),
    count(column.clipped),
  ]);
  return [
    h('section', { className: 'panel' },
      h('h2', {}, 'What the service understood'),
      h('p', {}, h('strong', {}, counted(answer.customers, 'customer')), ` measured by ${counted(answer.features.length, 'feature')}: ${answer.features.map((feature) => feature.name).join(', ')}.`),
      table('Columns', ['Column', 'Taken for', 'Why', 'Missing', 'Clipped'], columns),
      h('h3', {}, 'Worth knowing'),
      noticeList(answer.notices)),
    options(step, upload),
  ];
}

/** What a column is taken for, and what it could be instead. */
function use(step, upload, column) {
  const taken = column.part ? `${roles[column.role] ?? column.role}, ${column.part}` : roles[column.role] ?? column.role;
  const isText = column.role === 'text' || column.role === 'encoded';
  const choices = [
    ['', taken],
    ...(isText ? [['encode', 'feature for each value']] : []),
    ['id', 'id of the customer'],
    ...(isText ? [] : [['recency', 'days since the last purchase'], ['frequency', 'number of purchases'], ['monetary', 'total spend'], ['tenure', 'days as a customer']]),
    ['exclude', 'leave out'],
  ];
  const given = upload.use.get(column.name) ?? '';
  return select(choices, given, {
    'aria-label': `What ${column.name} is`,
    onchange: (event) => {
      const value = event.target.value;
      if (['id', 'recency', 'frequency', 'monetary', 'tenure'].includes(value))
        for (const [name, other] of upload.use) if (other === value) upload.use.delete(name);
      if (value) upload.use.set(column.name, value);
      else upload.use.delete(column.name);
      report(step, upload);
    },
  });
}

function options(step, upload) {
  const clusters = h('input', { type: 'number', min: 1, max: 10000, placeholder: 'automatic', name: 'clusters' });
  const model = h('input', { value: 'default', pattern: '[a-z0-9][a-z0-9_\\-]{0,63}', required: true, name: 'model' });
  const more = [
    ['minClusters', 'Fewest segments tried', h('input', { type: 'number', min: 1, max: 10000, placeholder: '2' })],
    ['maxClusters', 'Most segments tried', h('input', { type: 'number', min: 1, max: 10000, placeholder: '10' })],
    ['selection', 'How their number is chosen', select([['', 'automatic'], ['silhouette', 'by the silhouette'], ['elbow', 'by the elbow']], '')],
    ['transform', 'Logarithm', select([['', 'for skewed columns'], ['none', 'for none'], ['log1p', 'for all']], '')],
    ['scaler', 'Scale', select([['', 'standard deviation'], ['robust', 'interquartile range'], ['minmax', 'minimum to maximum'], ['none', 'as it is']], '')],
    ['outliers', 'Extreme values', select([['', 'are clipped'], ['keep', 'are kept']], '')],
    ['derive', 'Derived features', select([['', 'are added where possible'], ['false', 'are not added']], '')],
    ['restarts', 'Search effort', h('input', { type: 'number', min: 1, max: 1000, placeholder: '10' })],
    ['seed', 'Seed', h('input', { type: 'number', min: 0, placeholder: '42' })],
    ['promote', 'When it is trained', select([['', 'it serves predictions'], ['false', 'it waits']], '')],
  ];
  const refusal = h('div', {});
  return h('form', {
    className: 'panel',
    onsubmit: (event) => {
      event.preventDefault();
      const given = Object.fromEntries(more.map(([name, , control]) => [name, control.value]));
      train(step, upload, { ...query(upload), ...given, model: model.value, clusters: clusters.value });
    },
  },
  h('h2', {}, 'Train'),
  h('div', { className: 'form' }, field('Number of segments', clusters, 'Leave it empty, and the data decide.'), field('Name of the model', model, 'A new version is added where it exists.')),
  h('details', {}, h('summary', {}, 'More options'), h('div', { className: 'form' }, more.map(([, label, control]) => field(label, control)))),
  refusal,
  h('div', { className: 'buttons' }, h('button', { className: 'primary' }, 'Find the segments')));
}

async function train(step, upload, parameters) {
  const progress = h('progress', { max: 100, value: 0, 'aria-label': 'Progress of the training' });
  const phase = h('p', { role: 'status' }, 'Sending the file …');
  const cancel = h('button', { disabled: true }, 'Cancel');
  const curve = h('div', {});
  step.replaceChildren(h('section', { className: 'panel' }, h('h2', {}, 'Training'), phase, progress, h('div', { className: 'buttons' }, cancel), curve));
  step.scrollIntoView({ block: 'nearest' });
  try {
    const response = await send('POST', 'train', { query: parameters, body: upload.file, headers: { ...typeOf(upload.file), Prefer: 'respond-async' } });
    const answer = await response.json();
    const result = response.status === 202 ? await follow(answer, { progress, phase, cancel, curve }) : answer;
    if (result) location.hash = link('segments', result.model, result.version);
    else step.replaceChildren(message('note', h('p', {}, 'The training was cancelled. Nothing was stored.')), ...again(step, upload));
  } catch (error) {
    step.replaceChildren(refused(error), ...again(step, upload));
  }
}

function again(step, upload) {
  return [h('div', { className: 'buttons' }, h('button', { onclick: () => report(step, upload) }, 'Back to the options'))];
}

/** Shows a job until it has ended. Returns what it made; null when it was cancelled. */
async function follow(job, { progress, phase, cancel, curve }) {
  let picture = null;
  let found = 0;
  cancel.disabled = false;
  cancel.addEventListener('click', async () => {
    cancel.disabled = true;
    phase.textContent = 'Cancelling …';
    await send('DELETE', `jobs/${job.id}`).catch(() => null);
  });

  for (;;) {
    for await (const state of events(`jobs/${job.id}/events`)) {
      job = state;
      progress.value = state.percentComplete;
      phase.textContent = doing(state);
      if (state.found.length === found) continue;
      found = state.found.length;
      const points = [...state.found].sort((a, b) => a.clusters - b.clusters);
      const option = (look) => ({
        grid: { left: 8, right: 20, top: 12, bottom: 40, containLabel: true },
        xAxis: { type: 'category', data: points.map((point) => point.clusters), name: 'Number of segments', nameGap: 26 },
        yAxis: { type: 'value', scale: true, axisLabel: { formatter: number } },
        series: [{ type: 'line', data: points.map((point) => point.inertia), itemStyle: { color: look.color(1) }, symbolSize: 8 }],
      });
      if (picture) picture.redraw(option);
      else {
        picture = figure('Inertia so far', 'Found for each number of segments.', option, { headers: ['Segments', 'Inertia'], rows: () => points.map((point) => [String(point.clusters), number(point.inertia)]) });
        curve.replaceChildren(picture);
      }
    }

    if (job.status === 'succeeded') return job.result;
    if (job.status === 'canceled') return null;
    if (job.status === 'failed') throw new Problem(job.error.status, job.error);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

function doing(state) {
  const names = { reading: 'Reading the file', preparing: 'Preparing the columns', searching: 'Searching for segments', silhouettes: 'Measuring how clear they are', profiling: 'Describing the segments', saving: 'Saving' };
  if (state.status === 'queued') return 'Waiting for another training to end …';
  const clustering = state.clustering ? `: ${counted(state.clustering.clusters, 'segment')}, iteration ${state.clustering.iteration}, inertia ${number(state.clustering.inertia)}` : '';
  return `${names[state.phase] ?? 'Training'}${state.phase === 'searching' ? clustering : ''} …`;
}

function refused(error) {
  const where = ['line', 'column', 'field', 'parameter'].filter((name) => error.problem?.[name] !== undefined && error.problem?.[name] !== null)
    .map((name) => `${name} ${error.problem[name]}`).join(', ');
  return message('error', h('h2', {}, error.problem?.title ?? 'This did not work'), h('p', {}, error.message), where ? h('p', { className: 'hint' }, `Where: ${where}`) : null);
}
