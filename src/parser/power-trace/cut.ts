/** `--from-time` and `--to-time` -> seconds by the clock of a trace. */
import { CtError } from '../../model/errors.ts';
import type { SourceOptions } from '../source.ts';
import { readChoice } from './choice.ts';
import { NO_CUT, type TimeCut } from './integral.ts';
import { type Clock, TimeColumn } from './times.ts';

const DAY_S = 86_400;

/**
 * Checks the options about power traces before any is read.
 *
 * @throws CtError USAGE for columns that cannot be read, for what is no time, and for an end that does not come after its start
 */
export function checkTraceOptions({ columns, fromTime, toTime }: SourceOptions): void {
  if (columns !== undefined) readChoice(columns);
  for (const [name, text] of [
    ['--from-time', fromTime],
    ['--to-time', toTime],
  ] as const) {
    if (text === undefined || !Number.isNaN(new TimeColumn('s').read(text.trim()))) continue;
    throw new CtError(
      'USAGE',
      `${name} is a time such as "2026-01-03 15:36:53", 15:36:53 or 120 (seconds), not "${text}"`,
    );
  }
  if (fromTime !== undefined && toTime !== undefined && isBackwards(fromTime.trim(), toTime.trim())) {
    throw new CtError('USAGE', notBefore(fromTime, toTime));
  }
}

const notBefore = (fromTime: string, toTime: string): string =>
  `--from-time ${fromTime} is not before --to-time ${toTime}`;

/** Whether two times of one clock are in the wrong order; one clock shows the time of day and may pass midnight. */
function isBackwards(fromTime: string, toTime: string): boolean {
  const [from, to] = [new TimeColumn('s'), new TimeColumn('s')];
  from.read(fromTime);
  to.read(toTime);
  if (from.clock !== to.clock || from.clock === 'time-of-day') return false;
  // One column adds what its offset from UTC has changed.
  return from.read(fromTime) >= from.read(toTime);
}

/**
 * The times of options by the clock of a trace.
 *
 * @param firstS first time of the trace
 * @returns why they do not fit the trace, where they do not
 */
export function cutOf(
  { fromTime, toTime }: Pick<SourceOptions, 'fromTime' | 'toTime'>,
  clock: Clock | null,
  firstS: number,
): TimeCut | { problem: string } {
  const fromS = fromTime === undefined ? NO_CUT.fromS : secondsOf(fromTime, clock, firstS);
  const toS = toTime === undefined ? NO_CUT.toS : secondsOf(toTime, clock, firstS);
  const unclear = Number.isNaN(fromS) ? fromTime : Number.isNaN(toS) ? toTime : undefined;
  if (unclear !== undefined) {
    return { problem: `"${unclear}" is not a time of its clock, which ${CLOCKS[clock ?? 'elapsed']}` };
  }
  if (fromS >= toS) return { problem: notBefore(fromTime ?? '', toTime ?? '') };
  return { fromS, toS };
}

const CLOCKS: Record<Clock, string> = {
  wall: 'shows date and time',
  unix: 'counts seconds since 1970',
  elapsed: 'counts seconds',
  'time-of-day': 'shows the time of day',
};

function secondsOf(text: string, clock: Clock | null, firstS: number): number {
  const own = new TimeColumn('s');
  const seconds = own.read(text.trim());
  const showsDay = clock === 'wall' || clock === 'unix';
  switch (own.clock) {
    case 'wall':
      return showsDay ? seconds : Number.NaN;
    case 'time-of-day':
      if (clock === 'time-of-day') return seconds < firstS ? seconds + DAY_S : seconds;
      return showsDay ? ofDay(seconds, firstS) : Number.NaN;
    case 'unix':
    case 'elapsed':
      // Seconds of a trace with stamps are those since its start.
      if (showsDay && own.clock === 'elapsed') return firstS + seconds;
      return clock === 'time-of-day' ? firstS + seconds : seconds;
    case null:
      return Number.NaN;
  }
}

/** On the day of the first reading, or the day after. */
function ofDay(seconds: number, firstS: number): number {
  const time = Math.floor(firstS / DAY_S) * DAY_S + seconds;
  return time < firstS - DAY_S / 2 ? time + DAY_S : time;
}
