/** Cells of a CSV file -> values. */

const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d{1,4})?$/i;
/** No file of a number of digits that anybody wrote is longer. */
const LONGEST_NUMBER = 40;
/** More of anything (kWh, kg, s) is no measurement, and sums of such would not be numbers. */
const LARGEST = 1e12;

/** A number; null for an empty cell, `nan`, `inf` and everything that is none. */
export function readNumber(cell: string | undefined, separator: string): number | null {
  if (cell === undefined || cell === '' || cell.length > LONGEST_NUMBER) return null;
  // Where semicolons separate cells, commas separate decimals.
  const text = separator === ';' ? cell.replace(',', '.') : cell;
  if (!NUMBER.test(text)) return null;
  const value = Number(text);
  return Math.abs(value) <= LARGEST ? value : null;
}

const ZERO = 48;
const STAMP = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/;

/** The milliseconds of a local wall clock, read as if it were UTC; null for what is none. */
export function readStamp(cell: string | undefined): number | null {
  if (cell === undefined || !STAMP.test(cell)) return null;
  const two = (at: number): number => cell.charCodeAt(at) * 10 + cell.charCodeAt(at + 1) - 11 * ZERO;
  const [month, day, hour, minute, second] = [two(5), two(8), two(11), two(14), two(17)];
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) return null;
  return Date.UTC(two(0) * 100 + two(2), month - 1, day, hour, minute, second);
}

/** `YYYY-MM-DD HH:MM:SS` of such milliseconds. */
export const stampOf = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
