/** Numbers as Python and numpy print them, and as we write them. */

/** A value and half a unit in its last printed digit. */
export interface PrintedNumber {
  value: number;
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
