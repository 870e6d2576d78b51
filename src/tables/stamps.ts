/** Logged stamps as dates of a table, and back. */
import { stampToMs } from '../model/units.ts';

/** The wall clock of a stamp as if it were UTC; null where there is none, or none that can be. */
export function localTimeOf(stamp: string | null): Date | null {
  const ms = stamp === null ? Number.NaN : stampToMs(stamp);
  return Number.isNaN(ms) ? null : new Date(ms);
}

/** The moment of a stamp; null where its zone is not known. */
export function timeOf(stamp: string | null, utcOffsetMinutes: number | null): Date | null {
  const local = localTimeOf(stamp);
  return local === null || utcOffsetMinutes === null
    ? null
    : new Date(local.getTime() - utcOffsetMinutes * MS_PER_MINUTE);
}

const MS_PER_MINUTE = 60_000;

/** Minutes that a wall clock is ahead of UTC; null where the moment is not known. */
export function utcOffsetOf(local: unknown, time: unknown): number | null {
  const [localMs, timeMs] = [msOf(local), msOf(time)];
  return localMs === null || timeMs === null ? null : (localMs - timeMs) / MS_PER_MINUTE;
}

/** `YYYY-MM-DD HH:MM:SS`, with milliseconds where there are any; null for no time, undefined for what is none. */
export function stampOf(value: unknown): string | null | undefined {
  if (value === null || value === undefined) return null;
  const ms = msOf(value);
  return ms === null ? undefined : textOf(ms);
}

/** A wall clock as a cell of CSV. */
export const localText = (time: Date): string => textOf(time.getTime());
/** A moment as a cell of CSV. */
export const utcText = (time: Date): string => `${textOf(time.getTime())}Z`;

function textOf(ms: number): string {
  const text = new Date(ms).toISOString().replace('T', ' ').slice(0, -1);
  return text.endsWith('.000') ? text.slice(0, -4) : text;
}

/** Milliseconds of a date, or of a text of a CSV cell. */
function msOf(value: unknown): number | null {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.getTime();
  if (typeof value !== 'string') return null;
  const ms = stampToMs(value.replace(/Z$/, ''));
  return Number.isNaN(ms) ? null : ms;
}
