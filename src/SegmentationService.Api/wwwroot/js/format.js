// Numbers as people write them.

const grouped = new Map();

function formatter(digits) {
  if (!grouped.has(digits)) grouped.set(digits, new Intl.NumberFormat('en', { minimumFractionDigits: 0, maximumFractionDigits: digits }));
  return grouped.get(digits);
}

/** 2,064.95; 0.0137; 12. */
export function number(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  const size = Math.abs(value);
  if (size >= 1e15) return value.toExponential(2);
  if (size >= 1 || size === 0) return formatter(2).format(value);
  return formatter(Math.min(12, 2 - Math.floor(Math.log10(size)))).format(value);
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

/** Bytes as kB or MB. */
export function bytes(value) {
  return value < 1e6 ? `${formatter(0).format(Math.ceil(value / 1e3))} kB` : `${formatter(1).format(value / 1e6)} MB`;
}
