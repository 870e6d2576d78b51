import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Meter } from '../../src/tracker/meter.ts';
import type { Counter, Observation } from '../../src/tracker/sensors/sensor.ts';

const power = (atS: number, powerW: number): Observation => ({ kind: 'reading', atS, powerW, counterJ: null });
const counted = (atS: number, counterJ: number, powerW: number | null = null): Observation => ({
  kind: 'reading',
  atS,
  powerW,
  counterJ,
});
const gap = (atS: number, reason = 'EIO'): Observation => ({ kind: 'gap', atS, reason });

function measure(counter: Counter | null, observations: Observation[], fromS: number, toS: number, maxStepS?: number) {
  const meter = new Meter(maxStepS === undefined ? { counter } : { counter, maxStepS });
  const window = meter.open(fromS);
  for (const observation of observations) meter.add(observation);
  return meter.close(window, toS);
}

const UNLIMITED: Counter = { rangeJ: null, ceilingW: null };

describe('integrated power', () => {
  it('joins readings by lines', () => {
    const result = measure(null, [power(0, 100), power(1, 200), power(3, 200)], 0, 3);
    expect(result).toMatchObject({ energyJ: 550, coveredS: 3, gaps: [] });
  });

  it('leaves out what a failed reading hides', () => {
    const result = measure(null, [power(0, 100), power(1, 100), gap(2), power(3, 100), power(4, 100)], 0, 4);
    expect(result).toMatchObject({ energyJ: 200, coveredS: 2, gaps: [{ fromS: 1, toS: 3, reason: 'EIO' }] });
  });

  it('does not join readings that are too far apart', () => {
    const result = measure(null, [power(0, 100), power(100, 100), power(101, 100)], 0, 101, 5);
    expect(result).toMatchObject({ energyJ: 100, coveredS: 1 });
    expect(result.gaps).toEqual([{ fromS: 0, toS: 100, reason: 'readings too far apart' }]);
  });

  it('knows nothing when every reading failed', () => {
    const result = measure(null, [gap(0), gap(1, 'GPU_IS_LOST')], 0, 1);
    expect(result).toMatchObject({ energyJ: null, coveredS: 0, gaps: [{ fromS: 0, toS: 1, reason: 'GPU_IS_LOST' }] });
  });

  it('says when it has nothing at the end', () => {
    const result = measure(null, [power(0, 10), power(1, 10), gap(2)], 0, 2);
    expect(result).toMatchObject({ energyJ: 10, gaps: [{ fromS: 1, toS: 2, reason: 'EIO' }] });
  });
});

describe('counters', () => {
  it('bridges a failed reading, because the difference is still known', () => {
    const result = measure(UNLIMITED, [counted(0, 1000), gap(1), counted(2, 1500)], 0, 2);
    expect(result).toMatchObject({ energyJ: 500, coveredS: 2, gaps: [] });
  });

  it('takes a decrease without a range for a reset', () => {
    const result = measure(UNLIMITED, [counted(0, 1000), counted(1, 10), counted(2, 110)], 0, 2);
    expect(result).toMatchObject({ energyJ: 100, coveredS: 1, gaps: [{ fromS: 0, toS: 1, reason: 'counter reset' }] });
  });

  it('fills a reset with integrated power', () => {
    const readings = [counted(0, 1000, 50), counted(1, 10, 50), counted(2, 60, 50)];
    expect(measure(UNLIMITED, readings, 0, 2)).toMatchObject({ energyJ: 100, coveredS: 2, gaps: [] });
  });

  it('adds power that came after the last reading of the counter, and forgets it when the counter speaks', () => {
    const meter = new Meter({ counter: UNLIMITED });
    const window = meter.open(0);
    meter.add(counted(0, 0, 100));
    meter.add(power(1, 100));
    expect(meter.peek(window, 1)).toMatchObject({ energyJ: 100, coveredS: 1 });
    meter.add(counted(2, 230, 100));
    expect(meter.close(window, 2)).toMatchObject({ energyJ: 230, coveredS: 2, gaps: [] });
  });

  it('refuses a difference that no device can draw', () => {
    const counter = { rangeJ: 262_143, ceilingW: 1500 };
    const result = measure(counter, [counted(0, 5000), counted(1, 0), counted(2, 100)], 0, 2);
    expect(result).toMatchObject({ energyJ: 100, gaps: [{ reason: 'counter reset' }] });
  });

  it.each([0, 18_446_744_073_709_552])(
    'takes a single reading of %d for none, and fills its time with integrated power',
    (wrongJ) => {
      const counter = { rangeJ: null, ceilingW: 5000 };
      const readings = [
        counted(0, 1e9, 400),
        counted(1, wrongJ, 400),
        counted(2, 1e9 + 800, 400),
        counted(3, 1e9 + 1200, 400),
      ];
      expect(measure(counter, readings, 0, 3)).toMatchObject({ energyJ: 1200, coveredS: 3, gaps: [] });
    },
  );

  it('accepts the step of a counter between two readings of one moment', () => {
    const counter = { rangeJ: null, ceilingW: 5000 };
    expect(measure(counter, [counted(0, 1e9), counted(0.001, 1e9 + 1000)], 0, 0.001)).toMatchObject({ energyJ: 1000 });
  });

  it('refuses a stretch in which the counter may have wrapped more than once', () => {
    const counter = { rangeJ: 65_532, ceilingW: 1500 };
    const result = measure(counter, [counted(0, 5000), counted(60, 6000)], 0, 60);
    expect(result).toMatchObject({ energyJ: null, gaps: [{ fromS: 0, toS: 60, reason: 'readings too far apart' }] });
  });

  it('splits a difference over an epoch that began without a reading by time', () => {
    const meter = new Meter({ counter: UNLIMITED });
    meter.add(counted(0, 0));
    meter.add(gap(3));
    const window = meter.open(3);
    meter.add(counted(4, 400));
    expect(meter.close(window, 4)).toMatchObject({ energyJ: 100, coveredS: 1 });
  });

  it('derives power from the difference', () => {
    const meter = new Meter({ counter: UNLIMITED });
    meter.add(counted(0, 100));
    expect(meter.latestPowerW).toBeNull();
    meter.add(counted(2, 300));
    expect(meter.latestPowerW).toBe(100);
    meter.add(gap(3));
    expect(meter.latestPowerW).toBeNull();
  });
});

describe('a window that is opened late, as marks may come in one go at the end', () => {
  /** Power that grows by a watt a second, for ten days, with an hour in which nothing is read. */
  const DAYS_S = 864_000;
  const STEP_S = 10;
  const powerAt = (atS: number): number => 100 + atS / 1000;
  const energyJ = (fromS: number, toS: number): number => ((powerAt(fromS) + powerAt(toS)) / 2) * (toS - fromS);
  const isHidden = (atS: number): boolean => atS > 500_000 && atS < 503_600;

  it.each([
    ['integrated power', null],
    ['a counter', UNLIMITED],
  ])('has its energy by %s', (_, counter) => {
    const meter = new Meter({ counter, maxStepS: STEP_S });
    for (let atS = 0; atS <= DAYS_S; atS += STEP_S) {
      if (isHidden(atS)) meter.add(gap(atS));
      else meter.add(counter === null ? power(atS, powerAt(atS)) : counted(atS, energyJ(0, atS)));
    }
    const of = (fromS: number, toS: number) => meter.close(meter.open(fromS), DAYS_S, toS);
    for (const [fromS, toS] of [
      [0, 100_000],
      [123_456, 234_567],
      [600_000, 863_999],
      [863_500, 863_700],
    ] as const) {
      const { energyJ: measuredJ, coveredS } = of(fromS, toS);
      expect(Math.abs((measuredJ ?? 0) / energyJ(fromS, toS) - 1)).toBeLessThan(1e-3);
      expect(Math.abs(coveredS / (toS - fromS) - 1)).toBeLessThan(1e-3);
    }
    const { coveredS, gapCount } = of(490_000, 510_000);
    expect(gapCount).toBe(counter === null ? 1 : 0);
    expect(Math.abs(coveredS - (counter === null ? 16_390 : 20_000))).toBeLessThan(500);
  });
});

/** Steps of 0.1 to 10 s with a mean power in each. */
const steps = fc.array(fc.record({ dt: fc.integer({ min: 1, max: 100 }), w: fc.integer({ min: 0, max: 1400 }) }), {
  minLength: 1,
  maxLength: 60,
});

function timeline(parts: { dt: number; w: number }[]): { atS: number; energyJ: number }[] {
  let [atS, energyJ] = [0, 0];
  const points = [{ atS, energyJ }];
  for (const { dt, w } of parts) {
    atS += dt / 10;
    energyJ += (w * dt) / 10;
    points.push({ atS, energyJ });
  }
  return points;
}

describe('properties', () => {
  it('parts add to the whole', () => {
    fc.assert(
      fc.property(steps, fc.array(fc.nat(60), { maxLength: 8 }), fc.boolean(), (parts, cuts, useCounter) => {
        const points = timeline(parts);
        const meter = new Meter({ counter: useCounter ? UNLIMITED : null });
        const whole = meter.open(0);
        let part = meter.open(0);
        let sum = 0;
        for (const [i, { atS, energyJ }] of points.entries()) {
          meter.add(counted(atS, energyJ, parts[i]?.w ?? 0));
          if (!cuts.includes(i)) continue;
          sum += meter.close(part, atS).energyJ ?? 0;
          part = meter.open(atS);
        }
        const endS = points.at(-1)?.atS ?? 0;
        sum += meter.close(part, endS).energyJ ?? 0;
        const total = meter.close(whole, endS);
        expect(sum).toBeCloseTo(total.energyJ ?? 0, 6);
        expect(total.coveredS).toBeCloseTo(endS, 6);
      }),
    );
  });

  it('a wrap changes nothing, wherever it falls', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 65_532 }), (parts, offset) => {
        const counter = { rangeJ: 65_532, ceilingW: 1500 };
        const points = timeline(parts);
        const endS = points.at(-1)?.atS ?? 0;
        const readings = points.map(({ atS, energyJ }) => counted(atS, (energyJ + offset) % counter.rangeJ));
        const result = measure(counter, readings, 0, endS);
        expect(result.energyJ).toBeCloseTo(points.at(-1)?.energyJ ?? 0, 5);
        expect(result.gaps).toEqual([]);
      }),
    );
  });

  it('a reset loses one interval at most, and never adds energy', () => {
    fc.assert(
      fc.property(steps, fc.nat(59), (parts, resetAt) => {
        const points = timeline(parts);
        const at = Math.min(resetAt, points.length - 1);
        const base = points[at]?.energyJ ?? 0;
        const readings = points.map(({ atS, energyJ }, i) => counted(atS, i < at ? energyJ + 1e7 : energyJ - base));
        const endS = points.at(-1)?.atS ?? 0;
        const truth = points.at(-1)?.energyJ ?? 0;
        const lost = at === 0 ? 0 : base - (points[at - 1]?.energyJ ?? 0);
        const result = measure(UNLIMITED, readings, 0, endS);
        expect(result.energyJ ?? 0).toBeCloseTo(truth - lost, 5);
        expect(result.gaps.length).toBe(at === 0 ? 0 : 1);
      }),
    );
  });

  it('gaps and covered time make up the window', () => {
    fc.assert(
      fc.property(steps, fc.array(fc.boolean(), { maxLength: 61 }), (parts, fails) => {
        const points = timeline(parts);
        const readings = points.map(({ atS }, i) => (fails[i] ? gap(atS) : power(atS, parts[i]?.w ?? 1)));
        const endS = points.at(-1)?.atS ?? 0;
        const result = measure(null, readings, 0, endS);
        const missing = result.gaps.reduce((sum, { fromS, toS }) => sum + toS - fromS, 0);
        if (result.gapCount <= result.gaps.length) expect(result.coveredS + missing).toBeCloseTo(endS, 6);
        expect(result.coveredS).toBeLessThanOrEqual(endS + 1e-9);
      }),
    );
  });

  it('any interval of a constant power is power x time', () => {
    fc.assert(
      fc.property(steps, fc.nat(1400), fc.double({ min: 0, max: 1, noNaN: true }), (parts, w, share) => {
        const points = timeline(parts);
        const endS = points.at(-1)?.atS ?? 0;
        const fromS = endS * share;
        const result = measure(
          UNLIMITED,
          points.map(({ atS }) => counted(atS, atS * w)),
          fromS,
          endS,
        );
        expect(result.energyJ ?? 0).toBeCloseTo(w * (endS - fromS), 4);
      }),
    );
  });
});

describe('windows that start or end before the latest reading', () => {
  it('share what the counter counted by time where nothing else is known', () => {
    const meter = new Meter({ counter: UNLIMITED });
    for (const reading of [counted(0, 0), counted(10, 1000), counted(20, 5000)]) meter.add(reading);
    expect(meter.close(meter.open(5), 20, 15)).toMatchObject({ fromS: 5, toS: 15, energyJ: 2500, coveredS: 10 });
    expect(meter.close(meter.open(5), 20).energyJ).toBe(4500);
  });

  it('share it by the power that was read meanwhile', () => {
    const meter = new Meter({ counter: UNLIMITED });
    // 100 W for 4 s, then 900 W for 6 s; the sensor of the power reads a tenth too little.
    const readings = [counted(0, 0, 90), power(3.999, 90), power(4, 810), power(9, 810), counted(10, 5800, 810)];
    for (const reading of readings) meter.add(reading);
    expect(meter.close(meter.open(1), 10, 4).energyJ).toBeCloseTo(300, 0);
    expect(meter.close(meter.open(6), 10, 8).energyJ).toBeCloseTo(1800, 0);
  });

  it('have their own gaps', () => {
    const meter = new Meter({ counter: null });
    for (const one of [power(0, 10), power(1, 10), gap(2), power(5, 10), power(6, 10), gap(7), gap(9)]) meter.add(one);
    const inside = { energyJ: null, coveredS: 0, gapCount: 1, gaps: [{ fromS: 2, toS: 4, reason: 'EIO' }] };
    expect(meter.close(meter.open(2), 9, 4)).toMatchObject(inside);
    expect(meter.close(meter.open(5), 9, 6)).toMatchObject({ energyJ: 10, coveredS: 1, gapCount: 0, gaps: [] });
    expect(meter.close(meter.open(5), 9, 8)).toMatchObject({ gaps: [{ fromS: 6, toS: 8, reason: 'EIO' }] });
  });

  it('keep their energy however short they are', () => {
    const meter = new Meter({ counter: null });
    for (const reading of [power(0, 500), power(1, 500)]) meter.add(reading);
    const shortS = 2 ** -31;
    expect(meter.close(meter.open(0.5), 1, 0.5 + shortS)).toMatchObject({ energyJ: 500 * shortS, coveredS: shortS });
  });

  it('add up to the whole, wherever they are cut', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 700 })), {
      minLength: 2,
      maxLength: 30,
    });
    const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(steps, cuts, fc.boolean(), (readings, shares, hasCounter) => {
        const meter = new Meter({ counter: hasCounter ? UNLIMITED : null });
        let [atS, totalJ] = [0, 0];
        meter.add(counted(0, 0, 100));
        for (const [lengthS, watts] of readings) {
          atS += lengthS;
          totalJ += watts * lengthS;
          meter.add(counted(atS, totalJ, watts));
        }
        const times = [0, ...shares.map((share) => share * atS).sort((a, b) => a - b), atS];
        const parts = times.slice(1).map((toS, i) => meter.close(meter.open(times[i] ?? 0), atS, toS).energyJ ?? 0);
        const sumJ = parts.reduce((sum, energyJ) => sum + energyJ, 0);
        expect(sumJ).toBeCloseTo(meter.close(meter.open(0), atS).energyJ ?? 0, 7);
        if (hasCounter) expect(sumJ).toBeCloseTo(totalJ, 7);
      }),
    );
  });
});
