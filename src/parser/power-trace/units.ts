/** Names of columns and metrics -> the unit of their values. */
import { decimalIn } from '../../log/numbers.ts';
import type { SeriesKind } from './series.ts';
import type { TimeUnit } from './times.ts';

/** What the numbers of a column are: power or energy, and what makes W or J of one. */
export interface Quantity {
  /** Whether its numbers are powers or energies. */
  what: 'power' | 'energy';
  /** W or J in one unit. */
  factor: number;
  /** Unit as people write it, such as `mW`. */
  unit: string;
}

/** Power in W. */
export const WATTS: Quantity = { what: 'power', factor: 1, unit: 'W' };

/** Units with the words for them; `mw` in lower case is a milliwatt, as no device of a computer draws megawatts. */
const UNITS: readonly (readonly [RegExp, Quantity])[] = [
  [/^(?:watts?|w)$/i, WATTS],
  [/^(?:milli-?watts?|mw)$/i, { what: 'power', factor: 1e-3, unit: 'mW' }],
  [/^(?:micro-?watts?|[uµμ]w)$/i, { what: 'power', factor: 1e-6, unit: 'uW' }],
  [/^(?:kilo-?watts?|kw)$/i, { what: 'power', factor: 1e3, unit: 'kW' }],
  [/^(?:joules?|j)$/i, { what: 'energy', factor: 1, unit: 'J' }],
  [/^(?:milli-?joules?|mj)$/i, { what: 'energy', factor: 1e-3, unit: 'mJ' }],
  [/^(?:micro-?joules?|[uµμ]j)$/i, { what: 'energy', factor: 1e-6, unit: 'uJ' }],
  [/^(?:kilo-?joules?|kj)$/i, { what: 'energy', factor: 1e3, unit: 'kJ' }],
  [/^(?:watt-?hours?|wh)$/i, { what: 'energy', factor: 3600, unit: 'Wh' }],
  [/^(?:kilo-?watt-?hours?|kwh)$/i, { what: 'energy', factor: 3.6e6, unit: 'kWh' }],
];
const QUANTITIES = new Map(UNITS.map(([, quantity]) => [quantity.unit, quantity]));

/** The unit that a word names, such as `mW` or `milliwatts`; null for any other word. */
export const quantityOf = (word: string): Quantity | null => UNITS.find(([pattern]) => pattern.test(word))?.[1] ?? null;

/** The last word in brackets of a header: `mW` of `Power (mW)`, `W` of `power.draw [W]`. */
const IN_BRACKETS = /[[(]\s*([^\])]{1,24}?)\s*[\])]\s*$/;
/** The last word of a name: `watts` of `n1_watts`. */
const LAST_WORD = /(?:^|[_.\s-])([a-zµμ]{1,24})$/i;

/** The unit that a header names in brackets or as its last word; null where it names none. */
export function quantityOfHeader(header: string): Quantity | null {
  const inBrackets = IN_BRACKETS.exec(header)?.[1];
  // `Avg Power (Sampled, W)`
  if (inBrackets !== undefined) return quantityOf(inBrackets.split(/[,;]/).at(-1)?.trim() ?? '');
  const word = LAST_WORD.exec(header)?.[1];
  return word === undefined ? null : quantityOf(word);
}

/** The unit of time that a header names; null where it names none. */
export function timeUnitOfHeader(header: string): TimeUnit | null {
  const word = IN_BRACKETS.exec(header)?.[1] ?? /[_.]([a-zµ]{1,12})$/i.exec(header)?.[1] ?? '';
  if (/^(?:s|secs?|seconds?)$/i.test(word)) return 's';
  if (/^(?:ms|msecs?|millis|milliseconds?)$/i.test(word)) return 'ms';
  if (/^(?:[uµ]s|micros|microseconds?)$/i.test(word)) return 'us';
  if (/^(?:ns|nanos|nanoseconds?)$/i.test(word)) return 'ns';
  if (/^(?:min|minutes?)$/i.test(word)) return 'min';
  return /^(?:h|hours?)$/i.test(word) ? 'h' : null;
}

/** Number of a cell, with or without a unit behind it, in W or J; NaN for `[N/A]` and other words. */
export function valueOfCell(cell: string, factor: number): number {
  const blank = cell.indexOf(' ');
  const number = decimalIn(cell, 0, blank === -1 ? cell.length : blank);
  if (Number.isNaN(number)) return valueOfAnyCell(cell, factor);
  if (blank === -1) return number * factor;
  const quantity = QUANTITIES.get(cell.slice(blank + 1));
  return quantity === undefined || cell[blank - 1] === '.' ? valueOfAnyCell(cell, factor) : number * quantity.factor;
}

function valueOfAnyCell(cell: string, factor: number): number {
  // `Number` also takes `0x10`.
  const value =
    cell === '' || (cell.charCodeAt(0) === DIGIT_0 && cell.charCodeAt(1) > LETTER_A) ? Number.NaN : Number(cell);
  if (!Number.isNaN(value)) return value * factor;
  const match = WITH_UNIT.exec(cell);
  if (match === null) return Number.NaN;
  const quantity = quantityOf(match[2] ?? '');
  return quantity === null ? Number.NaN : Number(match[1]) * quantity.factor;
}

const DIGIT_0 = 48;
const LETTER_A = 65;
const WITH_UNIT = /^(\d{1,18}(?:\.\d{1,18})?) ?([a-zµμ]{1,12})$/i;

/** Decides between a counter and energies of each row, by how often the values fall. */
export function energyKind(values: Float64Array): SeriesKind {
  let falls = 0;
  let rises = 0;
  for (let i = 1; i < values.length; i += 1) {
    if ((values[i] as number) < (values[i - 1] as number)) falls += 1;
    else if ((values[i] as number) > (values[i - 1] as number)) rises += 1;
  }
  return rises > 0 && falls <= MOST_RESETS * values.length ? 'counter' : 'interval';
}

/** A counter starts again now and then; energies of rows fall in every second one. */
const MOST_RESETS = 0.05;
