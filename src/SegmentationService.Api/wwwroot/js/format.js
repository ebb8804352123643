// Numbers and dates as people write them, in one place; and numbers as people type them.

const grouped = new Map();

function formatter(digits, least = 0) {
  const key = `${least}-${digits}`;
  if (!grouped.has(key)) grouped.set(key, new Intl.NumberFormat('en', { minimumFractionDigits: least, maximumFractionDigits: digits }));
  return grouped.get(key);
}

/** The digits after the point that a number of a size is written with: none where there are many before it. */
function digitsOf(size) {
  if (size >= 1000) return 0;
  return size >= 1 || size === 0 ? 2 : Math.min(12, 2 - Math.floor(Math.log10(size)));
}

/** 2,065; 64.95; 0.0137; 12. */
export function number(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  const size = Math.abs(value);
  return size >= 1e15 ? value.toExponential(2) : formatter(digitsOf(size)).format(value);
}

/** A value of a column: a year has no thousands. */
export function valueIn(column, value) {
  return Number.isInteger(value) && value >= 1000 && value < 3000 && yearly.test(column) ? String(value) : number(value);
}

const yearly = /(^|[^a-z])(year(?!ly|s)|jahr(?!e)|année|año|anno)|Year(?!ly|s)|Jahr(?!e)/i;

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

/** A number with two digits after the point, as scores are read: 0.40 beside 0.22. */
export function score(value) {
  return value === null || value === undefined ? '–' : formatter(2, 2).format(value).replace(/^-(?=0\.00$)/, '');
}

/** 31 January 2026, 10:15; a day alone as 31 January 2026. */
export function date(text) {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(text));
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short' }).format(new Date(text));
}

/** A sentence of the service, its numbers and dates as the pages write them; what stands in quotes is text of somebody else and stays as it is, and so do the numbers of lines. */
export function readable(sentence) {
  const quoted = /((?<!\w)'[^']*'(?!\w)|"[^"]*"|“[^”]*”)/;
  return sentence.split(quoted).map((part, i) => (i % 2 ? part : part
    .replace(/(?<![\w-])\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?(?![\w-])/g, (moment) => date(moment.replace('T00:00:00', '')))
    .replace(/(?<![\w.,:/-])(?<!\blines? |\brows? |\d, )(\d{5,}|\d{4}(?=\.\d| (lines|customers|values|invoices|purchases|rows|dates|cells|ids)\b))(\.\d+)?(?![\w:/-]|[.,]\d)/g, (_, whole, _counted, rest = '') => number(Number(whole + rest)))
    .replace(/(?<![\w.,:/-])\d+\.\d{3,}(?![\w:/-]|[.,]\d)/g, (value) => number(Number(value))))).join('');
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

/**
 * The number that somebody has typed, as it is written in English, German, French, Spanish or Swiss: 1,234.5; 1.234,5; 1 234,5; 1'234.5; −5; 12 €.
 * @returns { value }, with a note where it could have meant another number; { error } where it is none
 */
export function typed(text) {
  const written = text.trim().replace(/^[€$£¥]\s*|\s*[€$£¥]$/g, '').replace(/[−–](?=\s*\d)/, '-').replace(/(?<=\d)[\s'’](?=\d{3}(?!\d))/g, '');
  const error = { error: `“${text.trim()}” is not a number; 1234.5 or 1234,5 would be one.` };
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(written)) {
    const value = Number(written);
    if (!Number.isFinite(value)) return error;
    return /^[+-]?[1-9]\d{0,2}\.\d{3}$/.test(written) ? { value, note: `Taken for ${formatter(3, 3).format(value)}, with a decimal point; ${count(1000 * value)} is written without a point.` } : { value };
  }

  const [, sign, digits] = written.match(/^([+-]?)([\d.,]+)$/) ?? [];
  if (!digits) return error;
  const decimal = digits.lastIndexOf(',') > digits.lastIndexOf('.') ? ',' : '.';
  const thousands = decimal === ',' ? '.' : ',';
  const isOnce = digits.split(decimal).length === 2;
  if (isOnce && (digits.includes(thousands) ? /^\d{1,3}([.,]\d{3})*[.,]\d*$/ : /^\d+,\d*$|^,\d+$/).test(digits)) {
    if (/^[1-9]\d{0,2},\d{3}$/.test(digits)) {
      const value = Number(sign + digits.replace(',', ''));
      return { value, note: `Taken for ${number(value)}, with a comma between thousands; as a decimal number write ${digits.replace(',', '.')}.` };
    }

    return { value: Number(sign + digits.replaceAll(thousands, '').replace(',', '.')) };
  }

  return /^\d{1,3}(,\d{3})+$|^\d{1,3}(\.\d{3})+$/.test(digits) ? { value: Number(sign + digits.replace(/[.,]/g, '')) } : error;
}
