// How a training is done.

import { field, h, select } from '../dom.js';

/** A form with the options of a training. */
export function options(train) {
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
  return h('form', {
    className: 'panel',
    onsubmit: (event) => {
      event.preventDefault();
      const given = Object.fromEntries(more.map(([name, , control]) => [name, control.value]));
      train({ ...given, model: model.value, clusters: clusters.value });
    },
  },
  h('h2', {}, 'Train'),
  h('div', { className: 'form' }, field('Number of segments', clusters, 'Leave it empty, and the data decide.'), field('Name of the model', model, 'A new version is added where it exists.')),
  h('details', {}, h('summary', {}, 'More options'), h('div', { className: 'form' }, more.map(([, label, control]) => field(label, control)))),
  h('div', { className: 'buttons' }, h('button', { className: 'primary' }, 'Find the segments')));
}
