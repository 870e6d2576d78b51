/** The one place that converts between units. */

const J_PER_KWH = 3_600_000;

/** Seconds of an hour. */
export const S_PER_HOUR = 3600;

/** Joules to kilowatt-hours. */
export const joulesToKwh = (energyJ: number): number => energyJ / J_PER_KWH;

/** Kilowatt-hours to joules. */
export const kwhToJoules = (energyKwh: number): number => energyKwh * J_PER_KWH;

/** Grams to kilograms. */
export const gramsToKilograms = (massG: number): number => massG / 1000;

const DURATION = /^(-)?(?:(\d{1,9}) days?, )?(\d{1,9}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,9}))?(?: s)?$/;

/** A duration read from text, with the number of decimals that the text offers. */
export interface ReadDuration {
  /** Duration in s; negative when the text is. */
  seconds: number;
  /** Number of printed decimals of a second. */
  decimals: number;
}

/**
 * Reads `0:01:05.43`, `0:01:5.43`, `0:00:60.00`, `1 day, 2:03:04`, `-0:00:01.00` or `0:01:05.430000 s`.
 *
 * @returns seconds (negative when the text is), or null when the text is no duration
 */
export function readDuration(text: string): ReadDuration | null {
  return readPlainDuration(text) ?? readAnyDuration(text);
}

/** `0:01:05.43`, by far the most frequent form, without a pattern. */
function readPlainDuration(text: string): ReadDuration | null {
  if (text.length !== 10) return null;
  if (text.charCodeAt(1) !== COLON || text.charCodeAt(4) !== COLON || text.charCodeAt(7) !== POINT) return null;
  const hours = text.charCodeAt(0) - ZERO;
  const minutes = twoDigits(text, 2);
  const seconds = twoDigits(text, 5);
  const hundredths = twoDigits(text, 8);
  if (!(hours >= 0 && hours <= 9 && minutes >= 0 && seconds >= 0 && hundredths >= 0)) return null;
  return { seconds: ((hours * 60 + minutes) * 6000 + seconds * 100 + hundredths) / 100, decimals: 2 };
}

const ZERO = 48;
const COLON = 58;
const POINT = 46;

/** Value of two digits; -1 where they are not digits. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO;
  const ones = text.charCodeAt(at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

function readAnyDuration(text: string): ReadDuration | null {
  const match = DURATION.exec(text.trim());
  if (match === null) return null;
  const [, minus, days = '0', hours = '0', minutes = '0', wholeSeconds = '0', fraction = ''] = match;
  const seconds =
    Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(`${wholeSeconds}.${fraction || '0'}`);
  return { seconds: minus === undefined ? seconds : -seconds, decimals: fraction.length };
}

/** Seconds as `H:MM:SS`, hours unbounded, rounded to the second. */
export function formatDuration(durationS: number): string {
  const total = Math.round(Math.abs(durationS));
  const two = (n: number): string => String(n).padStart(2, '0');
  const sign = durationS < 0 && total > 0 ? '-' : '';
  return `${sign}${Math.floor(total / 3600)}:${two(Math.floor(total / 60) % 60)}:${two(total % 60)}`;
}

/** `H:MM:SS`, and below ten seconds with decimals. */
export function readableDuration(durationS: number): string {
  return durationS > 0 && durationS < 10 ? `${Number(durationS.toPrecision(3))} s` : formatDuration(durationS);
}

/** Milliseconds of a logged stamp `YYYY-MM-DD HH:MM:SS[.mmm]`, read as if it were UTC: for differences only. */
export function stampToMs(stamp: string): number {
  // The usual stamp is read from its digits, as every run has several.
  if (stamp.length === STAMP_LENGTH && isSeparated(stamp)) {
    const century = twoDigits(stamp, 0);
    const yearOfCentury = twoDigits(stamp, 2);
    const month = twoDigits(stamp, 5);
    const day = twoDigits(stamp, 8);
    const hour = twoDigits(stamp, 11);
    const minute = twoDigits(stamp, 14);
    const second = twoDigits(stamp, 17);
    const isDay = century >= 10 && yearOfCentury >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= SHORTEST_MONTH;
    const isTime = hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 59;
    if (isDay && isTime) return Date.UTC(century * 100 + yearOfCentury, month - 1, day, hour, minute, second);
  }
  return Date.parse(`${stamp.replace(' ', 'T')}Z`);
}

const STAMP_LENGTH = 'YYYY-MM-DD HH:MM:SS'.length;
const [BLANK, DASH] = [32, 45];
/** Every month has these days. */
const SHORTEST_MONTH = 28;

function isSeparated(stamp: string): boolean {
  return (
    stamp.charCodeAt(4) === DASH &&
    stamp.charCodeAt(7) === DASH &&
    stamp.charCodeAt(10) === BLANK &&
    stamp.charCodeAt(13) === COLON &&
    stamp.charCodeAt(16) === COLON
  );
}
