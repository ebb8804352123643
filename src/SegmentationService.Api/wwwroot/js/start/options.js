// How a training is done, and what it will do to which model.

import { confirmed, field, h, sayOf, select } from '../dom.js';
import { typed } from '../format.js';
import { outcome } from './outcome.js';
import { slug } from './upload.js';

const mostClusters = 10_000;
const widestSearch = 100;
const pause = 250;

/** What the report depends on, too: how values are prepared. */
const ofReport = ['transform', 'scaler', 'outliers', 'derive'];

/** The fields of whole numbers, with the smallest and the largest that is allowed. */
const bounds = { clusters: [1, mostClusters], minClusters: [1, mostClusters], maxClusters: [1, mostClusters], restarts: [1, 1000], seed: [0, Number.MAX_SAFE_INTEGER] };

/**
 * A form with the options of a training, which keeps what is chosen with the upload.
 * @param upload what is said of the table
 * @param changed told when something was chosen, and whether the report depends on it; done when that is there
 * @param train begins a training
 * @returns the form: tell(report) has it say what will happen, show() what was chosen elsewhere, and refuse(error) is whether a refusal was about one of its fields
 */
export function options(upload, changed, train) {
  let report = null;
  let waiting;
  let said = 0;
  const controls = {
    clusters: whole('automatic'),
    minClusters: whole('2'),
    maxClusters: whole('10'),
    selection: select([['', 'automatic'], ['silhouette', 'by the silhouette'], ['elbow', 'by the elbow']], ''),
    transform: select([['', 'for skewed columns'], ['none', 'for none'], ['log1p', 'for all']], ''),
    scaler: select([['', 'standard deviation'], ['robust', 'interquartile range'], ['minmax', 'minimum to maximum'], ['none', 'as it is']], ''),
    outliers: select([['', 'are clipped'], ['keep', 'are kept']], ''),
    derive: select([['', 'are added where possible'], ['false', 'are not added']], ''),
    restarts: whole('10'),
    seed: whole('42'),
    promote: select([['', 'it serves if nothing breaks'], ['true', 'it serves in any case'], ['false', 'it waits']], ''),
  };
  const labels = {
    minClusters: 'Fewest segments tried', maxClusters: 'Most segments tried', selection: 'How their number is chosen', transform: 'Logarithm', scaler: 'Scale',
    outliers: 'Extreme values', derive: 'Derived features', restarts: 'Search effort', seed: 'Seed', promote: 'When it is trained',
  };
  const hints = { restarts: 'Searches from new starts for each number.', seed: 'The same table and seed give the same segments.' };
  const name = h('input', { value: upload.model, required: true, autocomplete: 'off', spellcheck: false });
  const will = h('p', { className: 'message note will', id: 'what-will-happen', role: 'status' });

  for (const [option, control] of Object.entries(controls)) {
    control.name = option;
    control.value = upload.options[option] ?? '';
    // What is said goes while one types: when the field is left, nothing may move away from under the button that is pressed.
    control.addEventListener('input', () => form.querySelector('[aria-invalid]') && check());
    control.addEventListener('change', () => {
      const chosen = Object.entries(controls).map(([key, one]) => [key, one.value.trim()]).filter(([, value]) => value !== '');
      const others = Object.entries(upload.options).filter(([key]) => !(key in controls));
      upload.options = Object.fromEntries([...others, ...chosen]);
      check();
      changed(ofReport.includes(option));
      say();
    });
  }

  name.addEventListener('input', () => {
    upload.model = slug(name.value);
    sayOf(name, upload.model === name.value ? {} : { note: `It will be called ${upload.model}.` });
    clearTimeout(waiting);
    waiting = setTimeout(() => changed(true), pause);
  });
  name.addEventListener('change', () => { name.value = upload.model; });

  const form = h('form', { className: 'panel', noValidate: true, onsubmit: async (event) => {
    event.preventDefault();
    if (!check()) return;
    clearTimeout(waiting);
    await changed(report?.model !== upload.model);
    const { question } = await outcome(upload.model, report, controls.promote.value);
    if (!question || await confirmed(question, 'Train, and let it serve')) train();
  } },
  h('h2', {}, 'Train'),
  h('div', { className: 'form' },
    field('Number of segments', controls.clusters, 'Leave it empty, and the data decide.'),
    field('Name of the model', name, 'A new version is added where it exists.')),
  h('details', { open: Object.keys(upload.options).some((option) => option !== 'clusters') }, h('summary', {}, 'More options'),
    h('div', { className: 'form' }, Object.entries(labels).map(([option, label]) => field(label, controls[option], hints[option])))),
  // Beside the button, not above it: nothing that is said may move the button away while it is pressed.
  h('div', { className: 'buttons' }, h('button', { className: 'primary', 'aria-describedby': will.id }, 'Find the segments'), will));

  /** Says beside each field what is wrong with it; whether nothing is. */
  function check() {
    const values = {};
    const errors = {};
    for (const [option, [least, most]] of Object.entries(bounds)) {
      const text = controls[option].value.trim();
      if (!text) continue;
      const { value } = typed(text);
      if (!Number.isInteger(value) || value < least || value > most) errors[option] = `A whole number from ${least.toLocaleString('en')} to ${most.toLocaleString('en')} is expected.`;
      values[option] = value;
    }

    const { clusters, minClusters: least = Math.min(2, values.maxClusters ?? 2), maxClusters: most = Math.max(10, values.minClusters ?? 10) } = values;
    if (clusters !== undefined && (values.minClusters ?? values.maxClusters) !== undefined) errors.clusters ??= 'With a number of segments no others are tried: leave it empty, or fewest and most.';
    if (least > most) errors.maxClusters ??= `There is no number from ${least} to ${most}: the most must not be below the fewest.`;
    else if (most - least >= widestSearch) errors.maxClusters ??= `At most ${widestSearch} numbers are tried: up to ${least + widestSearch - 1} from ${least} on.`;
    for (const option of Object.keys(bounds)) sayOf(controls[option], { error: errors[option] });
    return Object.keys(errors).length === 0;
  }

  async function say() {
    const turn = ++said;
    const { text } = await outcome(upload.model, report, controls.promote.value).catch(() => ({ text: '' }));
    if (turn === said) will.textContent = text;
  }

  form.tell = (answer) => {
    report = answer;
    say();
  };
  form.show = () => {
    for (const option of ofReport) controls[option].value = upload.options[option] ?? '';
  };
  form.refuse = (error) => {
    const control = controls[error.problem?.parameter] ?? (error.problem?.parameter === 'model' ? name : null);
    if (!control) return false;
    if (control !== name && control !== controls.clusters) control.closest('details').open = true;
    sayOf(control, { error: error.message });
    control.focus();
    return true;
  };
  return form;
}

function whole(placeholder) {
  return h('input', { inputMode: 'numeric', autocomplete: 'off', placeholder });
}
