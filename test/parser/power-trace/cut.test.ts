import { describe, expect, it } from 'vitest';
import { checkTraceOptions, cutOf } from '../../../src/parser/power-trace/cut.ts';
import { NO_CUT } from '../../../src/parser/power-trace/integral.ts';
import type { Clock } from '../../../src/parser/power-trace/times.ts';

/** 3 January 2026, 15:00:00. */
const FIRST_S = Date.UTC(2026, 0, 3, 15) / 1000;
const FIRST: Record<Clock, number> = { wall: FIRST_S, unix: FIRST_S, elapsed: 5, 'time-of-day': 54_000 };
const from = (clock: Clock | null, fromTime: string): number | string => {
  const cut = cutOf({ fromTime }, clock, FIRST[clock ?? 'elapsed']);
  return 'problem' in cut ? cut.problem : cut.fromS;
};

describe('a time by the clock of a trace', () => {
  it.each<[Clock, string, number]>([
    ['wall', '2026-01-03 15:10:00', FIRST_S + 600],
    ['wall', '15:10:00', FIRST_S + 600],
    ['wall', ' 600 ', FIRST_S + 600],
    // Of the day after where it would be far before the trace.
    ['wall', '01:00:00', FIRST_S + 10 * 3600],
    ['wall', '14:00:00', FIRST_S - 3600],
    ['unix', '15:10:00', FIRST_S + 600],
    ['unix', '600', FIRST_S + 600],
    ['unix', String(FIRST_S + 600), FIRST_S + 600],
    ['elapsed', '600', 600],
    ['time-of-day', '15:10:00', 54_600],
    ['time-of-day', '01:00:00', 90_000],
    ['time-of-day', '600', 54_600],
  ])('%s: %s', (clock, text, seconds) => expect(from(clock, text)).toBe(seconds));

  it.each<[Clock | null, string]>([
    ['elapsed', '2026-01-03 15:10:00'],
    ['elapsed', '15:10:00'],
    ['time-of-day', '2026-01-03 15:10:00'],
    [null, '15:10:00'],
    ['wall', 'noon'],
  ])('%s: %s does not fit', (clock, text) =>
    expect(from(clock, text)).toContain(`"${text}" is not a time of its clock`),
  );

  it('names the clock', () => {
    expect(from('elapsed', '15:10:00')).toMatch(/which counts seconds$/);
    expect(from('time-of-day', '2026-01-03 15:10:00')).toMatch(/which shows the time of day$/);
    expect(from('wall', 'noon')).toMatch(/which shows date and time$/);
  });

  it('has no cut that ends before it starts', () => {
    const problem = '--from-time 15:10:00 is not before --to-time 300';
    expect(cutOf({ fromTime: '15:10:00', toTime: '300' }, 'wall', FIRST_S)).toEqual({ problem });
    expect(cutOf({ fromTime: '15:10:00', toTime: '900' }, 'wall', FIRST_S)).toMatchObject({ toS: FIRST_S + 900 });
    expect(cutOf({ fromTime: '16:10:00', toTime: '15:20:00' }, 'time-of-day', 54_000)).toHaveProperty('problem');
    expect(cutOf({ fromTime: '16:10:00', toTime: '01:00:00' }, 'time-of-day', 54_000)).toMatchObject({ toS: 90_000 });
  });

  it('cuts one end, both or none', () => {
    expect(cutOf({}, 'elapsed', 0)).toEqual(NO_CUT);
    expect(cutOf({ toTime: '9' }, 'elapsed', 0)).toEqual({ ...NO_CUT, toS: 9 });
    expect(cutOf({ fromTime: '1', toTime: '9' }, 'elapsed', 0)).toEqual({ fromS: 1, toS: 9 });
    expect(cutOf({ fromTime: '1', toTime: '15:10:00' }, 'elapsed', 0)).toMatchObject({
      problem: expect.stringContaining('15:10:00'),
    });
  });
});

describe('options about traces', () => {
  it.each([
    {},
    { fromTime: '120' },
    { toTime: '15:36:53' },
    { fromTime: ' 2026-01-03 15:36:53 ' },
    { fromTime: '0', toTime: '1' },
    // Past midnight, by another clock, and by another zone.
    { fromTime: '23:50:00', toTime: '00:10:00' },
    { fromTime: '1767452213', toTime: '600' },
    { fromTime: '2026-01-03 15:00:00+02:00', toTime: '2026-01-03 14:30:00+01:00' },
  ])('%j are taken', (options) => expect(() => checkTraceOptions(options)).not.toThrow());

  it.each([
    [{ fromTime: 'noon' }, /^--from-time is a time.*not "noon"/],
    [{ fromTime: '1', toTime: '' }, /^--to-time/],
    [{ fromTime: '1', toTime: '0' }, /^--from-time 1 is not before --to-time 0$/],
    [{ fromTime: '5', toTime: ' 5 ' }, /is not before/],
    [{ fromTime: '2026-01-03 15:36:53', toTime: '2026-01-03 15:36:52' }, /is not before/],
    [{ fromTime: '2026-01-03 15:00:00+01:00', toTime: '2026-01-03 15:30:00+02:00' }, /is not before/],
    [{ columns: 'x' }, /./],
  ])('%j are refused', (options, message) => expect(() => checkTraceOptions(options)).toThrow(message));
});
