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

const STAMP = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)/;

/** The milliseconds of a local wall clock, read as if it were UTC; null for what is none. */
export function readStamp(cell: string | undefined): number | null {
  const match = STAMP.exec(cell ?? '');
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) return null;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** `YYYY-MM-DD HH:MM:SS` of such milliseconds. */
export const stampOf = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
