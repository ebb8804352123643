// Numbers as people write them.

const grouped = new Map();

function formatter(digits) {
  if (!grouped.has(digits)) grouped.set(digits, new Intl.NumberFormat('en', { minimumFractionDigits: 0, maximumFractionDigits: digits }));
  return grouped.get(digits);
}

/** The digits after the point that a number of a size is written with. */
function digitsOf(size) {
  return size >= 1 || size === 0 ? 2 : Math.min(12, 2 - Math.floor(Math.log10(size)));
}

/** 2,064.95; 0.0137; 12. */
export function number(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  const size = Math.abs(value);
  return size >= 1e15 ? value.toExponential(2) : formatter(digitsOf(size)).format(value);
}

/** The same for a bound that is reached from below (direction 1) or from above (-1): rounded on in that direction, so that what is read still lies beyond it. */
export function beyond(value, direction) {
  const step = 10 ** digitsOf(Math.abs(value));
  return number((direction > 0 ? Math.ceil(value * step) : Math.floor(value * step)) / step);
}

/** A whole number: 1,188. */
export function count(value) {
  return formatter(0).format(value);
}

/** 27 %; below one percent with a digit more. */
export function percent(share) {
  const value = 100 * share;
  return `${formatter(value > 0 && value < 1 ? 1 : 0).format(value)}\u00a0%`;
}

/** +0.35; −1.20; 0.00. */
export function signed(value) {
  const size = Math.abs(value).toFixed(2);
  return Number(size) === 0 ? size : `${value > 0 ? '+' : '−'}${size}`;
}

/** +12.5; −3; 0: by how many a number of customers grows, of which there may be halves. */
export function growth(value) {
  return value === 0 ? '0' : `${value > 0 ? '+' : '−'}${number(Math.abs(value))}`;
}

/** A number with two digits after the point at most, as scores are read. */
export function score(value) {
  return value === null || value === undefined ? '–' : formatter(2).format(value);
}

/** 31 January 2026, 10:15. */
export function date(text) {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short' }).format(new Date(text));
}

/** One customer, two customers. */
export function counted(value, one, many = `${one}s`) {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** One, two and three; of more than five the others are counted. */
export function listed(words) {
  const most = 5;
  const shown = words.length > most ? [...words.slice(0, most - 1), `${words.length - most + 1} more`] : words;
  return new Intl.ListFormat('en-GB').format(shown);
}

/** Bytes as kB or MB. */
export function bytes(value) {
  return value < 1e6 ? `${formatter(0).format(Math.ceil(value / 1e3))} kB` : `${formatter(1).format(value / 1e6)} MB`;
}
