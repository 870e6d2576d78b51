import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intensityOf } from '../../../src/parser/events/intensity.ts';

const reading = (timeS: number, gPerKwh: number, provider = 'Electricity Maps', location: string | null = 'DK') => {
  return { timeS, gPerKwh, provider, location };
};

describe('the intensity of a session', () => {
  it('is weighed by the energy of its spans, second by second, in any order of the readings', () => {
    const readings = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 900 })), {
      minLength: 1,
      maxLength: 6,
      selector: ([timeS]) => timeS,
    });
    const lengths = fc.array(
      fc.record({
        pauseS: fc.integer({ min: 0, max: 5 }),
        lengthS: fc.integer({ min: 1, max: 9 }),
        energyJ: fc.integer({ min: 1, max: 500 }),
      }),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(readings, lengths, (list, parts) => {
        let at = 0;
        const spans = parts.map(({ pauseS, lengthS }) => {
          const startS = at + pauseS;
          at = startS + lengthS;
          return { startS, endS: at };
        });
        const sorted = [...list].sort(([a], [b]) => a - b);
        const valueAt = (second: number): number =>
          (sorted.filter(([timeS]) => timeS <= second).at(-1) ?? sorted[0] ?? [0, 0])[1];
        let [sum, energyJ] = [0, 0];
        for (const [i, { startS, endS }] of spans.entries()) {
          const joules = parts[i]?.energyJ ?? 0;
          for (let second = startS; second < endS; second += 1) sum += (joules / (endS - startS)) * valueAt(second);
          energyJ += joules;
        }
        const found = intensityOf(
          list.map(([timeS, gPerKwh]) => reading(timeS, gPerKwh)),
          spans,
          parts.map((part) => part.energyJ),
        );
        expect(found?.gPerKwh).toBeCloseTo(sum / energyJ, 9);
        expect(found?.values).toEqual(sorted.map(([, gPerKwh]) => gPerKwh));
      }),
      { numRuns: 300 },
    );
  });

  it('is the last one where no energy was measured, and none without a reading', () => {
    const readings = [reading(0, 100), reading(9, 300)];
    expect(intensityOf(readings, [], [])?.gPerKwh).toBe(300);
    expect(intensityOf(readings, [{ startS: 0, endS: 5 }], [0])?.gPerKwh).toBe(300);
    expect(intensityOf([], [{ startS: 0, endS: 5 }], [100])).toBeNull();
  });

  it.each([
    ['Global average', 475, 'world-average', null],
    ['Static country average (DK)', 151, 'country-average', 'DK'],
    // The program counts with the global average for a country that it does not know.
    ['Static country average (XK)', 475, 'world-average', null],
    ['Static value', 120, 'unknown', 'somewhere'],
    ['static', 475, 'unknown', 'somewhere'],
    ['Not a Static country average (DK)', 151, 'live', 'somewhere'],
    ['Static country average (DK) of 2024', 151, 'unknown', 'somewhere'],
    ['Electrostatic', 475, 'live', 'somewhere'],
    ['Energinet', 80, 'live', 'somewhere'],
  ])('%s at %d g/kWh is of the kind %s', (provider, gPerKwh, kind, location) => {
    const found = intensityOf([reading(0, gPerKwh, provider, 'somewhere')], [], []);
    expect(found).toMatchObject({ gPerKwh, kind, location, year: null });
    if (kind === 'live') expect(found?.source).toBe(provider);
    else expect(found?.source).toContain('carbontracker-tui');
  });
});
