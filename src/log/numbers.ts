/** Numbers of logs, read from text and from bytes, and written. */

/** A value and half a unit in its last printed digit. */
export interface PrintedNumber {
  /** Value in the unit of the text. */
  value: number;
  /** Half a unit in the last printed digit. */
  resolution: number;
}

const PLAIN = /^\+?\d{1,30}(?:\.\d{0,40})?(?:[eE][+-]?\d{1,3})?$/;

/**
 * Reads a non-negative number with its printed precision.
 *
 * @param limit largest plausible value; more is taken for damage
 * @returns null for `nan`, `None`, a negative, an implausible or a broken number
 */
export function readPrintedNumber(text: string, limit: number): PrintedNumber | null {
  const value = Number(text);
  if (!(value >= 0 && value <= limit) || !PLAIN.test(text)) return null;
  const exponentAt = text.search(/[eE]/);
  const mantissaEnd = exponentAt === -1 ? text.length : exponentAt;
  const point = text.indexOf('.');
  const decimals = point === -1 ? 0 : mantissaEnd - point - 1;
  const exponent = exponentAt === -1 ? 0 : Number(text.slice(exponentAt + 1));
  const resolution = 0.5 * 10 ** (exponent - decimals);
  return Number.isFinite(resolution) ? { value, resolution } : null;
}

/** Above this a power is damage, not a reading: the largest machines draw tens of megawatts. */
const MOST_PLAUSIBLE_W = 1e9;

/** One power in W; null when it was not measured (`None`, `nan`) or cannot be one. */
export function readPowerW(text: string): number | null {
  const value = Number(text);
  if (value > 0 && value <= MOST_PLAUSIBLE_W) return value;
  // Number reads blanks alone as 0.
  if (value === 0) return text.trim() === '' ? null : 0;
  const unwrapped = unwrapNumpy(text);
  return unwrapped === text ? null : readPowerW(unwrapped);
}

/** `np.float64(151.65)`, which numpy 2 prints inside lists, becomes `151.65`. */
export function unwrapNumpy(text: string): string {
  return text.includes('np.') ? text.replace(/np\.\w{1,10}\(([^()]*)\)/g, '$1') : text;
}

/** The words of a bracketed list; numpy separates them by blanks and line ends, Python by commas. */
export function listWords(text: string): string[] {
  return unwrapNumpy(text)
    .split(/[\s,]+/)
    .filter((word) => word !== '');
}

/**
 * Shortest decimal text that reads back as the same number, always with a decimal point: `200.0`, `0.00003`. It has no
 * exponent, for carbontracker reads `3e-05` as 3.
 *
 * @param value finite
 */
export function plainDecimal(value: number): string {
  const text = String(Math.abs(value));
  const sign = value < 0 ? '-' : '';
  const [mantissa = '', exponentText] = text.split('e');
  if (exponentText === undefined) return sign + (text.includes('.') ? text : `${text}.0`);
  const exponent = Number(exponentText);
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = whole + fraction;
  const point = whole.length + exponent;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, '0')}.0`;
}

const POWERS_OF_TEN = new Float64Array(Array.from({ length: 16 }, (_, exponent) => Number(`1e${exponent}`)));
/** Splits a number into two of 26 bits, so that products are exact (Dekker 1971). */
const SPLITTER = 2 ** 27 + 1;
const HIGH = POWERS_OF_TEN.map((power) => power * SPLITTER - (power * SPLITTER - power));
const LOW = POWERS_OF_TEN.map((power, exponent) => power - (HIGH[exponent] as number));
/** Upper bound of the relative error of a corrected quotient. */
const SLACK = 2 ** -50;

/** With these, 10 ** decimals times the whole part is exact: 99,999 x 5 ** 15 is below 2 ** 53. */
const MOST_WHOLE_DIGITS = 5;
const MOST_DECIMALS = 15;

const ZERO = 48;
const POINT = 46;

/** More may not be exact: up to 15 digits are, and so are the powers of ten that divide them. */
const MOST_EXACT_CHARS = 15;

/**
 * Reads `390.84`, `63.` or `475` in a part of a text, as `Number` does but sooner.
 *
 * @returns NaN for any other form, and for more than 15 characters
 */
export function decimalIn(text: string, from: number, to: number): number {
  if (from >= to || to - from > MOST_EXACT_CHARS) return Number.NaN;
  let digits = 0;
  let scale = 0;
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit >= 0 && digit <= 9) {
      digits = digits * 10 + digit;
      scale *= 10;
    } else if (digit === POINT - ZERO && scale === 0 && at > from) {
      scale = 1;
    } else {
      return Number.NaN;
    }
  }
  return scale === 0 ? digits : digits / scale;
}

/** Reads decimals from bytes; keeps where the last one ended. */
export class DecimalReader {
  /** Place behind the digits and the point that were read. */
  end = 0;
  /** Digits behind the point of the number that was read. */
  decimals = 0;

  /**
   * Reads `390.8407968302104`, `63.` or `475`, up to the first byte that is neither a digit nor the one point.
   *
   * @returns NaN for any other form, for more digits, and in the rare case that the nearest double is not certain
   */
  read(bytes: Uint8Array, from: number): number {
    let at = from;
    let whole = 0;
    let digit = (bytes[at] as number) - ZERO;
    while (digit >= 0 && digit <= 9) {
      whole = (Math.imul(whole, 10) + digit) | 0;
      at += 1;
      digit = (bytes[at] as number) - ZERO;
    }
    const wholeDigits = at - from;
    let fraction = 0;
    let decimals = 0;
    if (digit === POINT - ZERO) {
      at += 1;
      const first = at;
      digit = (bytes[at] as number) - ZERO;
      while (digit >= 0 && digit <= 9) {
        fraction = fraction * 10 + digit;
        at += 1;
        digit = (bytes[at] as number) - ZERO;
      }
      decimals = at - first;
    }
    this.end = at;
    this.decimals = decimals;
    if (wholeDigits === 0 || wholeDigits > MOST_WHOLE_DIGITS || decimals > MOST_DECIMALS) return Number.NaN;
    return quotient(whole, fraction, decimals);
  }
}

/** The double nearest to `whole + fraction / 10 ** decimals`; NaN where that is not certain. */
function quotient(whole: number, fraction: number, decimals: number): number {
  const divisor = POWERS_OF_TEN[decimals] as number;
  const scaled = whole * divisor;
  const dividend = scaled + fraction;
  const lost = scaled - dividend + fraction;
  const nearest = dividend / divisor;
  // Both operands are exact, so the division rounds once.
  if (lost === 0) return nearest;
  // The dividend is a sum of two doubles, and so is the quotient with what is left of it: their sum rounds once.
  const high = nearest * SPLITTER - (nearest * SPLITTER - nearest);
  const low = nearest - high;
  const product = nearest * divisor;
  const divisorHigh = HIGH[decimals] as number;
  const divisorLow = LOW[decimals] as number;
  const productError = high * divisorHigh - product + high * divisorLow + low * divisorHigh + low * divisorLow;
  const correction = (dividend - product - productError + lost) / divisor;
  const value = nearest + correction * (1 + SLACK);
  return value === nearest + correction * (1 - SLACK) ? value : Number.NaN;
}
