// What the numbers say, in words: in one place, so that no two pages say it differently. "Retrainings" are the jury: the refits on customers drawn
// anew. The thresholds are explained to readers in Training/README.md, "What the confidence means".

import { beyond, count, counted, date, listed, number, percent, score } from './format.js';

/** From this confidence on a customer is clearly in its segment. */
const clearly = 0.9;

/** From this one on it is rather there; below it is between two. */
const rather = 0.7;

/** From this stability on a segment is found again; below it the service has a notice, `wavering_segment`. */
const stable = 0.75;

/** Below this one it hardly is: the notice is `unstable_segment`. */
const hardlyFound = 0.6;

/** Below this share of false alarms a difference from the training is hardly chance: that of the service. */
const mostFalse = 0.01;

/** How sure a segment can be, the surest first. */
export const surenesses = {
  clearly: { name: 'Clearly in their segment', jury: `at least ${10 * clearly} in 10 retrainings agree`, distance: 'much nearer to it than to any other' },
  rather: { name: 'Rather in their segment', jury: `at least ${10 * rather} in 10 agree`, distance: 'nearer to it than to any other' },
  between: { name: 'Between two segments', jury: `fewer than ${10 * rather} in 10 agree`, distance: 'about as near to another one' },
  alone: { name: 'Like nobody in training', jury: 'farther out than nearly all training customers, whatever retrainings say', distance: 'farther out than the training customers' },
};

/** Which of them is true of a customer. */
export function surenessOf({ confidence, outlier }) {
  if (outlier) return 'alone';
  return confidence >= clearly ? 'clearly' : confidence >= rather ? 'rather' : 'between';
}

/**
 * How sure a segment is: in a few words, and with the numbers behind.
 * @param answer of /predict or /explain, or a customer of the training, of whom no other segments are known
 * @param jurors how many retrainings the version has; null where it has none
 */
export function sure(answer, jurors) {
  const rival = (answer.alternatives ?? []).slice(1).reduce((best, one) => (best && best.confidence >= one.confidence ? best : one), null);
  const kind = surenessOf(answer);
  const words = {
    clearly: 'Clearly here.',
    rather: 'Rather here.',
    between: rival ? `Between this segment and ${rival.name}.` : 'Between two segments.',
    alone: 'Like nobody in training.',
  }[kind];
  const care = kind === 'alone' ? ' The service has hardly seen such a customer: take the segment as the nearest one, and look at the values.' : '';
  return { words, numbers: (jurors ? votes(answer, rival, jurors, kind) : nearness(answer)) + care };
}

function votes(answer, rival, jurors, kind) {
  const here = votesFor(answer.confidence, jurors, true);
  const there = rival && kind !== 'clearly' ? votesFor(rival.confidence, jurors, false) : 0;
  const own = `${here} of ${jurors} retrainings put this customer here`;
  if (there === 0) return `${own}.`;
  return `${own}, ${there} in ${rival.name}${there > here ? '; this one is shown since its centre is nearest' : ''}.`;
}

function nearness(answer) {
  return `Confidence ${percent(answer.confidence)} by the distances alone: how much nearer this segment is than the others. This version has no retrainings to ask.`;
}

/**
 * How many retrainings vote for a segment. The confidence is (votes + w) / (jurors + 1), with w above 0, and at most a half where another segment is nearer.
 */
export function votesFor(confidence, jurors, isNearest) {
  const [sum, rounding] = [confidence * (jurors + 1), 1e-9];
  return isNearest ? Math.ceil(sum - rounding) - 1 : Math.floor(sum + rounding);
}

/** Where a customer of the training was in the version before; null where there is none. */
export function before({ before: earlier, segment }, { lineage, jurors }) {
  if (!earlier) return lineage ? `Version ${lineage.parent} was trained without this customer.` : null;
  const how = { clearly: 'clearly', rather: 'rather', between: 'between two' }[surenessOf({ confidence: earlier.confidence, outlier: false })];
  const there = `“${earlier.name}”, segment ${earlier.segment}${jurors ? `, ${how}` : ''}`;
  if (lineage?.parent === earlier.version && earlier.segment === segment) return `The same as in version ${earlier.version}: ${there}.`;
  return `In version ${earlier.version}: ${there}.`;
}

/** How far a segment is found again: words, and whether they are a warning; null where that is not known. */
export function stability(share) {
  if (typeof share !== 'number') return null;
  const common = `${percent(share)} in common`;
  if (share >= stable) return { words: `Found again in retrainings: ${common}.`, isWarning: false };
  if (share >= hardlyFound) return { words: `Wavers in retrainings: ${common}.`, isWarning: false };
  return { words: `Warning: hardly found again in retrainings, ${common}. Do not build on this segment alone.`, isWarning: true };
}

/** Where a segment comes from, in words; null of a version without a parent. */
export function lineage({ lineage }, id) {
  const origin = lineage?.segments.find((segment) => segment.id === id);
  if (!origin) return null;
  const [version, isKept, before] = [`version ${lineage.parent}`, origin.from === id, lineage.renamed.find((segment) => segment.id === id)];
  const share = origin.share === null ? '' : percent(origin.share);
  const words = {
    kept: `Kept from ${version}: ${share} of its customers were in it`,
    new: origin.from === null ? 'New' : `New: most of its customers (${share}) were in segment ${origin.from} of ${version}`,
    split: isKept ? `Kept from ${version}, of which another part is a segment now` : `Split from segment ${origin.from} of ${version}`,
    merged: `${isKept ? `Kept from ${version}, and merged with another` : `Merged from segments of ${version}`}: ${share} of its customers were in segment ${origin.from}`,
  }[origin.status];
  return `${words}.${before ? ` It was called “${before.from}”.` : ''}`;
}

/** Whether there are segments at all: a headline, and what to do with that; null where it is not known. */
export function verdict({ structure, clusters }) {
  if (!structure) return null;
  switch (structure.verdict) {
    case 'continuum':
      return {
        headline: structure.sentence,
        advice: clusters === 1
          ? 'No gap is proven between customers, so all are in one piece.'
          : 'Customers pass into each other without a gap. The parts are useful for treating customers differently, but how many there are is a choice: take as many as you have different plans for, and expect customers near a border to change sides.',
      };
    case 'separate':
      return {
        headline: `${count(clusters)} clear groups.`,
        advice: 'Between any two neighbours there are clearly fewer customers than in either: the groups are in the data, and not only cut into it. Each can be met as a kind of customer of its own.',
      };
    default:
      if (structure.groups.length === 1) return { headline: structure.sentence, advice: `Train again with ${count(structure.separateSegments)} segments to have the groups apart.` };
      return {
        headline: `${counted(structure.groups.length, 'clear group')} in ${count(clusters)} segments.`,
        advice: 'Between groups there is a gap. Segments of one group are parts without a gap between them: where one part ends is a choice.',
      };
  }
}

/** The groups whose segments are shown together, as { title, segments }; null where there is nothing to tell apart. */
export function groups({ structure, segments }) {
  if (structure?.verdict !== 'groups' || structure.groups.length === 1) return null;
  const inGroup = (ids) => segments.filter((segment) => ids.includes(segment.id));
  const together = structure.groups.filter((ids) => ids.length > 1);
  const alone = structure.groups.filter((ids) => ids.length === 1).flat();
  return [
    ...together.map((ids) => ({ title: `One group in ${count(ids.length)} parts, without a gap between them`, segments: inGroup(ids) })),
    ...(alone.length ? [{ title: alone.length === 1 ? 'A group of its own' : 'Each a group of its own', segments: inGroup(alone) }] : []),
  ];
}

/** Which rule decided on the number of segments. */
export function rule(name) {
  return {
    separate: 'The gaps between segments decided.',
    silhouette: 'The silhouette decided: how clearly the segments are apart.',
    stable_elbow: 'No number stands out: the elbow decided, from where on more segments bring little.',
    elbow: 'The elbow decided: from there on more segments bring little.',
    fixed: 'Only this number was tried.',
    largest_smallest_share: 'The size of the smallest segment decided.',
  }[name] ?? `${name} decided.`;
}

/** How much of all that is said for either side one feature says. */
export function strength(share) {
  return share >= 0.4 ? 'decisively' : share >= 0.15 ? 'strongly' : share >= 0.05 ? 'somewhat' : 'hardly';
}

/** How near the next segment is: the border beside the centre of the customer's own segment. */
export function border(radius, distance, nameOf) {
  if (!radius) return 'There is only one segment.';
  const other = nameOf(radius.to);
  const numbers = `(distance ${score(radius.distance)}; to the centre of its own segment ${score(distance)})`;
  if (radius.distance >= distance) return `Well inside: the border, that with ${other}, is farther than the centre ${numbers}.`;
  if (radius.distance >= distance / 3) return `Not far from the border with ${other} ${numbers}.`;
  return `Near the border with ${other}: small changes of the values could put the customer there ${numbers}.`;
}

/**
 * What would change the segment in one column; null where nothing does.
 * @param flip of an explanation
 * @param nameOf the name of a segment by its id
 * @param range the smallest and the largest value of the column in training, where they are known
 */
export function flips(flip, nameOf, range) {
  if (flip.values) return flip.values.length ? `${flip.values.map((one) => `with “${one.value}”: ${nameOf(one.segment)}`).join('; ')}.` : null;
  const said = [['falling to', flip.below, -1], ['rising to', flip.above, 1]].filter(([, to]) => to).map(([verb, to, direction]) => {
    const isStrange = range && (to.value < range.min || to.value > range.max);
    return `${verb} ${beyond(to.value, direction)}: ${nameOf(to.segment)}${isStrange ? ' (no training customer has such a value)' : ''}`;
  });
  return said.length ? `${said.join('; ')}.` : null;
}

/** The value that a column of a customer counts with. */
export function countsAs({ value, imputed, values }) {
  if (imputed) return values ? 'not given: none of its values counts' : `not given: the typical ${number(value)} counts`;
  return value === null ? 'none of the known values' : typeof value === 'string' ? `now “${value}”` : `now ${number(value)}`;
}

/**
 * Whether customers have changed since the training: a headline, and what to do with that.
 * @param drift of a version; null where it does not know its training customers
 * @param label what a feature is called
 */
export function drifted(drift, label) {
  if (!drift) return { headline: 'There is nothing to compare with.', advice: 'This version was trained before it was stored how its customers are distributed. Train again to see changes from then on.' };
  if (drift.customers === 0) return { headline: 'No predictions yet.', advice: 'Nobody has been asked for by /predict since the training. Come back when some hundred have been.' };
  const [seen, names] = [`${counted(drift.customers, 'prediction')} since ${date(drift.since)}`, driftingOf(drift, label)];
  if (names.length)
    return {
      headline: `Customers have changed: ${listed(names)}.`,
      advice: `Seen in ${seen}. Look first whether callers ask for all kinds of customers, as the training had them: asking for some kinds only looks the same. If they do, train again with the customers of today.`,
    };
  if (![...drift.features, ...drift.missing, drift.segments, drift.distance].some((test) => test.degrees > 0))
    return { headline: `Too few predictions to say: ${seen}.`, advice: 'Some dozens show what is coarse, a thousand nearly every shift by a quarter of a standard deviation.' };
  return {
    headline: `No change that chance alone would not bring: ${seen}.`,
    advice: drift.customers < 1000 ? 'So few show only what is coarse: small changes could not be seen yet.' : 'It is not proven by that that nothing has changed, but a large change would have been seen.',
  };
}

function driftingOf({ features, missing, segments, distance }, label) {
  return [
    ...features.filter((one) => one.drift).map((one) => label(one.name)),
    ...missing.filter((one) => one.drift).map((one) => `who has no value of ${label(one.name)}`),
    ...(segments.drift ? ['the sizes of segments'] : []),
    ...(distance.drift ? ['the distance to the centre of the segment'] : []),
  ];
}

/** What the comparison of one quantity says. */
export function difference({ degrees, drift, q, psi }) {
  if (degrees === 0) return 'Too few customers to compare.';
  const [chance, size] = [`q ${q < 0.001 ? 'below 0.001' : number(q)}`, `stability index ${number(psi)}`];
  if (drift) return `Changed: ${chance}, ${size}.`;
  return q < mostFalse ? `Hardly chance, but too little to be called a change: ${chance}, ${size}.` : `No change that chance alone would not bring: ${chance}.`;
}

/** How many customers have moved to another segment, and why. */
export function moved({ customers, why, from, to }) {
  if (customers.both === 0) return 'No customer is in both tables: customers are found again by their ids.';
  const others = why.customer + why.model + why.both;
  if (others === 0) return `Of ${counted(customers.both, 'customer')} in both tables nobody is in another segment.`;
  const reasons = [
    `${count(why.customer)} because the customer has changed`,
    from === to ? null : `${count(why.model)} because the model has`,
    why.both ? `${count(why.both)} for both reasons` : null,
  ];
  return `Of ${counted(customers.both, 'customer')} in both tables ${count(others)} (${percent(others / customers.both)}) ${others === 1 ? 'is' : 'are'} in another segment: ${listed(reasons.filter(Boolean))}.`;
}

/** Who of two tables has not moved, and yet is to be told of. */
export function unmoved({ customers, why }) {
  return [
    why.cancelled ? `${counted(why.cancelled, 'customer has', 'customers have')} changed and so has the model, and they are where they were.` : null,
    `${counted(customers.gone, 'customer is', 'customers are')} in the old table alone and ${count(customers.new)} in the new one alone.`,
  ].filter(Boolean).join(' ');
}

/** What a version is, in a sentence. */
export function summed({ structure, customers, clusters }) {
  const all = counted(customers, 'customer');
  if (clusters === 1) return `${all} are in one segment: no gap between them is proven.`;
  switch (structure?.verdict) {
    case 'continuum': return `${all} pass into each other without a gap, and are divided into ${count(clusters)} segments.`;
    case 'separate': return `${all} fall into ${count(clusters)} clear groups.`;
    case 'groups': return `${all} fall into ${counted(structure.groups.length, 'clear group')}, divided into ${count(clusters)} segments.`;
    default: return `${all} are divided into ${count(clusters)} segments.`;
  }
}

/** How far segments can be built upon, in a sentence. */
export function standing({ segments }) {
  if (segments.some((segment) => typeof segment.stability !== 'number')) return 'How far the segments would be found again was not asked.';
  const weak = segments.filter((segment) => segment.stability < hardlyFound);
  if (weak.length) return `Do not build on ${listed(weak.map((segment) => `“${segment.name}”`))} alone: retrainings hardly find ${weak.length === 1 ? 'it' : 'them'} again.`;
  return segments.every((segment) => segment.stability >= stable) ? 'Retrainings on customers drawn anew find every segment again.' : 'Retrainings on customers drawn anew find the segments again, some with wavering borders.';
}

const saysYes = /^(1|yes|true|ja|oui|sí|si)$/i;

/**
 * What stands out in a segment, in words that are true as they read.
 * @param one of standsOut
 * @param label what the column is called
 */
export function standingOut(one, label) {
  if (typeof one.value !== 'string') return `Median ${label} ${number(one.median)}, of all ${number(one.ofAll)}`;
  const what = saysYes.test(one.value) ? label : `${label} “${one.value}”`;
  return `${percent(one.share)} ${what}, ${percent(one.ofAll)} of all`;
}

/** What each number means, and what it does not. */
export const meanings = {
  columns: {
    title: 'feature, missing, clipped',
    means: 'A feature is what customers are compared by. A customer without a value (missing) counts with the typical one, the median. A value far out of all others (clipped) counts as the farthest usual one: a handful of giants would make segments of their own otherwise.',
    not: 'What is left out is not lost: it describes the segments all the same, it just does not make them. Nothing in your file is changed.',
  },
  derived: {
    title: 'value_score, engagement_level, ltv_proxy',
    means: 'Three features that the service adds where it knows when, how often and for how much customers bought. value_score: money per purchase. engagement_level: the number of purchases, fading with the days since the last one. ltv_proxy: money per year as a customer, fading in the same way.',
    not: 'None of them is a forecast: ltv_proxy is no lifetime value, it only ranks customers by what they bring in a year. “Derived features” among the options leaves them out.',
  },
  inertia: {
    title: 'inertia, elbow',
    means: 'Inertia is how far customers are from the centre of their segment, squared and added up. More segments always lower it. The elbow is the number from which on a further segment lowers it by little.',
    not: 'Its size alone says nothing, and those of other tables or options cannot be compared. On a smooth curve the elbow is a matter of taste.',
  },
  structure: {
    title: 'clear groups',
    means: 'On the way from one segment to its neighbour, are there clearly fewer customers in the middle than at either end? Such a gap is told only where chance would hardly make one: 1 time in 100, for all neighbours together.',
    not: '“No clear segments” does not say that the segments are of no use, nor that there are no groups at all: none is proven with these customers and these columns. Few customers prove little.',
  },
  silhouette: {
    title: 'silhouette',
    means: 'How much nearer customers are to their own segment than to the next one, on average: 1 is far apart, 0 is on the border. From 0.5 on the service takes groups for clear.',
    not: 'It is no mark for how useful segments are, and those of other tables or columns cannot be compared with it. Many customers who are all alike raise it.',
  },
  stability: {
    title: 'found again',
    means: `After the training the service clusters again, mostly 64 times, on customers drawn anew from yours. Of the customers in a segment or in its counterpart, how many are in both? On average that is the number. From ${percent(stable)} on a segment is found again, below ${percent(hardlyFound)} hardly.`,
    not: 'A segment that is found again need not be a group of its own: a continuum can be cut at the same place each time. Nor does it say that customers stay in it next month.',
  },
  confidence: {
    title: 'clearly, rather, between two',
    means: `How many retrainings on customers drawn anew put this customer into this segment. Of customers with 80 % about 8 in 10 keep their segment. Clearly is ${percent(clearly)} and more, rather ${percent(rather)}, and below that the customer is between two.`,
    not: 'It is not the chance that somebody buys or stays, and it does not say that the segments are groups with gaps between them. A customer unlike all others can have 100 %.',
  },
  distance: {
    title: 'clearly, rather, between two',
    means: `How much nearer this segment is than the others, by the distances alone. Clearly is ${percent(clearly)} and more, rather ${percent(rather)}, and below that the customer is between two.`,
    not: 'It is no frequency: it does not say how many such customers would keep their segment. Versions with retrainings tell that.',
  },
  outlier: {
    title: 'like nobody in training',
    means: 'The customer is farther from the centre of its segment than 99.5 % of the training customers there (in versions without retrainings: than all of them), or has a value that is unusual and beyond all values of the training.',
    not: 'It is not an error by itself: about 1 in 200 training customers is one, too. But a wrong unit or a typing mistake looks like this.',
  },
  drift: {
    title: 'changed',
    means: 'Every customer that is predicted is counted: between which deciles of the training its values lie, whether it lacks one, its segment, and how far it is from its centre. No customer is kept. Changed is what differs from the training by more than chance: q below 0.01, so that of 100 such findings about one is a false alarm, and a stability index of at least twice what chance makes it.',
    not: 'A customer that is asked for ten times counts ten times, and only /predict counts: neither scored files nor “One customer”. A change does not make the segments wrong, and to see none does not prove them right.',
  },
  migration: {
    title: 'because the customer, because the model',
    means: 'Each customer is scored four times: by its old and by its new values, by the old and by the new version. Because the customer has changed: the old version puts it elsewhere, too, and the new one agrees. Because the model has: the old version would leave it where it was. How much a segment has grown for either reason is the mean of both orders, so that there may be half customers.',
    not: 'Who has moved has crossed a border, perhaps by a hair, and need not have changed much. That the model has moved customers does not say which of the two is better.',
  },
  explanation: {
    title: 'speaks for, would change it',
    means: 'How the service decides: each feature pulls the customer to its segment or to the next nearest one, and the number is by how much. All of them together decide. Below it, one value is changed at a time, and all others stay.',
    not: 'It is no cause: that a customer with more orders would be in another segment does not say that a coupon puts it there. In life values change together.',
  },
};
