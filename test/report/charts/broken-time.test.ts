import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stampToMs } from '../../../src/model/units.ts';
import { timeAxis } from '../../../src/report/charts/broken-time.ts';

const span = (from: string, to: string) => ({ fromMs: stampToMs(from), toMs: stampToMs(to) });

describe('the calendar axis', () => {
  it('cuts three years without a run, and keeps the time of each session to scale', () => {
    const [first, second] = [
      span('2022-01-01 08:00:00', '2022-01-01 10:00:00'),
      span('2025-01-01 08:00:00', '2025-01-01 09:00:00'),
    ];
    const { xOf, cuts, cutMs, end } = timeAxis([second, first], 0);
    expect(cuts).toHaveLength(1);
    expect(cutMs).toBe(second.fromMs - first.toMs);
    expect(xOf(first.toMs) - xOf(first.fromMs)).toBe(2 * 3_600_000);
    expect(xOf(second.toMs) - xOf(second.fromMs)).toBe(3_600_000);
    expect(xOf(first.toMs)).toBeLessThan(cuts[0] as number);
    expect(xOf(second.fromMs)).toBeGreaterThan(cuts[0] as number);
    expect(end).toBe(xOf(second.toMs));
  });

  it('keeps weekends and other short pauses', () => {
    const days = [1, 2, 5, 6, 8].map((day) => span(`2025-01-0${day} 08:00:00`, `2025-01-0${day} 20:00:00`));
    expect(timeAxis(days, 0.02)).toMatchObject({ cuts: [], cutMs: 0 });
  });

  it('never turns the order of times round, and its labels keep their distance', () => {
    const time = fc.integer({ min: Date.UTC(2015, 0), max: Date.UTC(2030, 0) });
    const spans = fc.array(fc.tuple(time, fc.integer({ min: 0, max: 90 * 86_400_000 })), {
      minLength: 2,
      maxLength: 20,
    });
    fc.assert(
      fc.property(spans, (pairs) => {
        const { xOf, ticks, end } = timeAxis(
          pairs.map(([fromMs, ms]) => ({ fromMs, toMs: fromMs + ms })),
          0.02,
        );
        const times = pairs.flatMap(([fromMs, ms]) => [fromMs, fromMs + ms]).sort((a, b) => a - b);
        const places = times.map(xOf);
        expect(places).toEqual([...places].sort((a, b) => a - b));
        for (const [i, { value }] of ticks.entries()) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(end);
          if (i > 0) expect(value - (ticks[i - 1]?.value ?? 0)).toBeGreaterThanOrEqual(0.1 * end - 1);
        }
      }),
    );
  });
});
