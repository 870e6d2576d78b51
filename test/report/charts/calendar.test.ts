import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stampToMs } from '../../../src/model/units.ts';
import { calendarTicks } from '../../../src/report/charts/calendar.ts';

const labels = (from: string, to: string): string[] =>
  calendarTicks(stampToMs(from), stampToMs(to), 7).map(({ label }) => label.join(', '));

describe('ticks of the calendar: what changes, and below it what does not, once', () => {
  it.each([
    ['minutes', '2025-01-01 08:00:30', '2025-01-01 08:03:10', ['08:01, 2025-01-01', '08:02', '08:03']],
    ['ten minutes', '2025-01-01 08:05:00', '2025-01-01 08:45:00', ['08:10, 2025-01-01', '08:20', '08:30', '08:40']],
    ['hours', '2025-01-01 22:30:00', '2025-01-02 01:30:00', ['23:00, 2025-01-01', '00:00, 2025-01-02', '01:00']],
    ['days', '2025-02-26 12:00:00', '2025-03-02 12:00:00', ['27 Feb, 2025', '28 Feb', '1 Mar', '2 Mar']],
    ['months', '2024-11-15 00:00:00', '2025-04-15 00:00:00', ['Dec, 2024', 'Jan, 2025', 'Feb', 'Mar', 'Apr']],
    ['years', '2021-06-01 00:00:00', '2025-06-01 00:00:00', ['2022', '2023', '2024', '2025']],
  ])('%s', (_, from, to, expected) => {
    expect(labels(from, to)).toEqual(expected);
  });

  it('are few, lie on the axis and rise', () => {
    const time = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2090, 0) });
    fc.assert(
      fc.property(time, fc.integer({ min: 0, max: 40 * 365 * 86_400_000 }), (fromMs, spanMs) => {
        const values = calendarTicks(fromMs, fromMs + spanMs, 7).map(({ value }) => value);
        expect(values.length).toBeLessThanOrEqual(8);
        expect(values).toEqual([...values].sort((a, b) => a - b).filter((at) => at >= fromMs && at <= fromMs + spanMs));
        if (spanMs >= 120_000) expect(values.length).toBeGreaterThan(0);
      }),
    );
  });
});
