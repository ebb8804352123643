// How the customers that a version was asked for compare with those of its training.

import { figure } from './charts.js';
import { h, table } from './dom.js';
import { count, number, percent } from './format.js';
import { labelsOf } from './labels.js';
import { meaning } from './meaning.js';
import { noticeList } from './notices.js';
import { difference, drifted } from './words.js';

const mostShown = 30;

/**
 * The sentence, and a figure for each quantity, those that have changed first.
 * @param drift the comparison; null where the version does not know its training customers
 */
export function driftPanel(drift, trained) {
  const { headline, advice } = drifted(drift, labelsOf(trained));
  const quantities = drift?.customers ? quantitiesOf(drift, trained) : [];
  const more = quantities.slice(mostShown);
  // What every answer says of its calls stands in the meaning.
  const notices = drift?.notices.filter((notice) => notice.code !== 'calls_counted') ?? [];
  return [
    h('section', { className: 'drift panel' },
      h('h2', {}, 'Customers since the training'),
      h('p', { className: 'result' }, headline),
      h('p', {}, advice),
      notices.length ? noticeList(notices) : null,
      meaning('drift')),
    quantities.length ? h('div', { className: 'small' }, quantities.slice(0, mostShown).map(bars)) : null,
    more.length ? h('section', { className: 'panel' }, table('What else was compared', ['What', 'Compared with the training'], more.map(({ name, test }) => [name, difference(test)]))) : null,
  ].filter(Boolean);
}

/** What was compared, as { name, test, bins }; who has a value is told where that has changed. */
function quantitiesOf(drift, trained) {
  const label = labelsOf(trained);
  const names = new Map(trained.segments.map((segment) => [segment.id, segment.name]));
  const quantities = [
    ...drift.features.map((test) => ({ name: label(test.name), test, bins: ranges(test.bins) })),
    ...drift.missing.filter((test) => test.drift).map((test) => ({
      name: `Values of ${label(test.name)}`,
      test,
      bins: [{ name: 'a value', training: drift.trainingCustomers - test.training, live: test.customers - test.live }, { name: 'none', training: test.training, live: test.live }],
    })),
    { name: 'Sizes of the segments', test: drift.segments, bins: drift.segments.segments.map((segment) => ({ ...segment, name: names.get(segment.id) })) },
    { name: 'Distance to the centre of the segment', test: drift.distance, bins: ranges(drift.distance.bins) },
  ];
  return quantities.sort((one, other) => other.test.drift - one.test.drift);
}

function ranges(bins) {
  return bins.map((bin, i) => ({
    ...bin,
    name: bins.length === 1 ? 'all values' : i === 0 ? `to ${number(bin.upTo)}` : bin.upTo === null ? `above ${number(bins[i - 1].upTo)}` : `${number(bins[i - 1].upTo)} – ${number(bin.upTo)}`,
  }));
}

/** The shares at training as frames beside those of now, filled. */
function bars({ name, test, bins }) {
  const shares = (side) => {
    const total = bins.reduce((sum, bin) => sum + bin[side], 0) || 1;
    return bins.map((bin) => bin[side] / total);
  };
  const [training, now] = [shares('training'), shares('live')];
  return figure(
    name,
    difference(test),
    (look) => ({
      grid: { left: 8, right: 12, bottom: 8, containLabel: true },
      legend: {},
      tooltip: { trigger: 'axis', valueFormatter: percent },
      xAxis: { type: 'category', data: bins.map((bin) => bin.name), axisLabel: { width: 90, overflow: 'truncate' } },
      yAxis: { type: 'value', axisLabel: { formatter: percent } },
      series: [
        { name: 'At training', type: 'bar', itemStyle: { color: look.surface, borderColor: look.text, borderWidth: 1 }, data: training },
        { name: 'Now', type: 'bar', itemStyle: { color: look.color(1) }, data: now },
      ],
    }),
    {
      headers: ['Value', 'At training', 'Now'],
      rows: bins.map((bin, i) => [bin.name, `${count(bin.training)} (${percent(training[i])})`, `${count(bin.live)} (${percent(now[i])})`]),
    });
}
