/** Energies of readings, against sums by hand and second by second. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  integrate,
  measuredSpans,
  NO_CUT,
  type Stretch,
  type TimeCut,
} from '../../../src/parser/power-trace/integral.ts';
import { energyIn, inOrder, piecesOf } from '../../../src/parser/power-trace/pieces.ts';
import { rhythmOf, Series, type SeriesKind } from '../../../src/parser/power-trace/series.ts';

const seriesOf = (kind: SeriesKind, ...readings: [timeS: number, value: number][]): Series => {
  const series = new Series(kind);
  for (const [timeS, value] of readings) series.push(timeS, value);
  return series;
};
/** Times that lie these steps apart. */
const timesAfter = (startS: number, stepsS: readonly number[]): number[] =>
  stepsS.map((_, i) => stepsS.slice(0, i + 1).reduce((sum, stepS) => sum + stepS, startS));
const RHYTHM = { typicalS: 1, longestS: 3 };
const stretch = (changes: Partial<Stretch>): Stretch => ({
  section: 0,
  startS: 0,
  endS: 1,
  energyJ: 1,
  boundsJ: [1, 1],
  ...changes,
});

describe('powers', () => {
  it('go evenly from one reading to the next', () => {
    const { stretches, gapCount, resets, setBacks } = integrate(seriesOf('power', [0, 100], [1, 200], [3, 0]), RHYTHM);
    expect(stretches).toEqual([{ section: 0, startS: 0, endS: 3, energyJ: 150 + 200, boundsJ: [100, 200 + 400] }]);
    expect([gapCount, resets, setBacks]).toEqual([0, 0, 0]);
  });

  it('are not known in a gap', () => {
    const found = integrate(seriesOf('power', [0, 100], [1, 100], [5, 300], [6, 300]), RHYTHM);
    expect(found.stretches.map(({ startS, endS, energyJ }) => [startS, endS, energyJ])).toEqual([
      [0, 1, 100],
      [5, 6, 300],
    ]);
    expect(found).toMatchObject({ gapCount: 1, gapS: 4, gapJ: 800, stallCount: 0, stallS: 0 });
  });

  it('are known where a program waits regularly', () => {
    const found = integrate(seriesOf('power', [0, 100], [1, 100], [6, 100], [7, 100]), { typicalS: 1, longestS: 10 });
    expect(found).toMatchObject({ gapCount: 0, stallCount: 1, stallS: 5, stretches: [{ energyJ: 700 }] });
  });

  it('of a part are cut within the interval', () => {
    const series = seriesOf('power', [0, 0], [2, 200], [4, 200]);
    expect(integrate(series, RHYTHM, { fromS: 1, toS: 3 }).stretches).toEqual([
      // From 100 to 200 W, then 200 W; the bounds are those of the two readings.
      { section: 0, startS: 1, endS: 3, energyJ: 150 + 200, boundsJ: [200, 400] },
    ]);
    expect(integrate(series, RHYTHM, { ...NO_CUT, fromS: 4 }).stretches).toEqual([]);
    expect(integrate(series, RHYTHM, { ...NO_CUT, toS: 0 }).stretches).toEqual([]);
    const gap = seriesOf('power', [0, 100], [10, 100]);
    expect(integrate(gap, RHYTHM, { fromS: 4, toS: 6 })).toMatchObject({ gapCount: 1, gapS: 2, gapJ: 200 });
    expect(integrate(gap, RHYTHM, { fromS: 10, toS: 12 }).gapCount).toBe(0);
  });

  it('behind a clock that was set back are a section of their own', () => {
    const found = integrate(seriesOf('power', [100, 10], [101, 10], [50, 20], [51, 20]), RHYTHM);
    expect(found.setBacks).toBe(1);
    expect(found.stretches.map(({ section, energyJ }) => [section, energyJ])).toEqual([
      [0, 10],
      [1, 20],
    ]);
    // A little disorder is undone.
    expect(integrate(seriesOf('power', [0, 10], [2, 30], [1, 20]), RHYTHM)).toMatchObject({
      setBacks: 0,
      stretches: [{ energyJ: 40 }],
    });
  });

  it('of one time are one reading, their mean', () => {
    expect(integrate(seriesOf('power', [0, 100], [0, 200], [1, 150]), RHYTHM).stretches[0]?.energyJ).toBe(150);
  });

  it('add up to those of the parts, wherever they are cut', () => {
    const readings = fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 500 })), {
      minLength: 2,
      maxLength: 20,
    });
    fc.assert(
      fc.property(readings, fc.double({ min: 0, max: 60, noNaN: true }), (steps, cutS) => {
        const times = timesAfter(
          0,
          steps.map(([stepS]) => stepS),
        );
        const at = times.at(-1) ?? 0;
        const series = seriesOf('power', ...steps.map(([, watts], i): [number, number] => [times[i] ?? 0, watts]));
        const totalJ = (cut: Partial<TimeCut>): number =>
          integrate(series, RHYTHM, { ...NO_CUT, ...cut }).stretches.reduce((sum, { energyJ }) => sum + energyJ, 0);
        expect(totalJ({ toS: cutS }) + totalJ({ fromS: cutS })).toBeCloseTo(totalJ({}), 6);
        // Its pieces say the same.
        const pieces = inOrder(piecesOf(series, RHYTHM));
        expect(energyIn(pieces, 0, at).energyJ).toBeCloseTo(totalJ({}), 6);
        expect(energyIn(pieces, 0, cutS).energyJ).toBeCloseTo(totalJ({ toS: cutS }), 6);
      }),
    );
  });
});

describe('counters and energies of intervals', () => {
  it('of a counter are its differences; one that starts again loses what it held', () => {
    const found = integrate(seriesOf('counter', [0, 1000], [10, 1500], [20, 100], [30, 200]), RHYTHM);
    expect(found.stretches).toEqual([
      { section: 0, startS: 0, endS: 10, energyJ: 500, boundsJ: [500, 500] },
      { section: 0, startS: 20, endS: 30, energyJ: 100, boundsJ: [100, 100] },
    ]);
    expect(found).toMatchObject({ resets: 1, gapCount: 1, gapS: 10, gapJ: 0 });
    expect(integrate(seriesOf('counter', [0, 0], [10, 500]), RHYTHM, { fromS: 4, toS: 6 }).stretches[0]?.energyJ).toBe(
      100,
    );
    expect(integrate(seriesOf('counter', [0, 5], [1, 5]), RHYTHM).resets).toBe(0);
  });

  it('of intervals are those of the time since the reading before', () => {
    const found = integrate(seriesOf('interval', [10, 5], [20, 7]), { typicalS: 10, longestS: 30 });
    expect(found.stretches).toEqual([{ section: 0, startS: 0, endS: 20, energyJ: 12, boundsJ: [12, 12] }]);
    expect(
      energyIn(piecesOf(seriesOf('interval', [10, 5], [20, 7]), { typicalS: 10, longestS: 30 }), 5, 15).energyJ,
    ).toBeCloseTo(6, 9);
  });
});

describe('energy of a time', () => {
  const piece = (startS: number, endS: number, firstW: number, lastW = firstW) => ({ startS, endS, firstW, lastW });

  it('is that of the pieces within it, as far as they are known', () => {
    const pieces = [piece(0, 2, 100), piece(2, 4, 100, 200), piece(6, 8, 50)];
    expect(energyIn(pieces, 1, 7)).toEqual({
      energyJ: 100 + 300 + 50,
      boundsJ: [100 + 200 + 50, 100 + 400 + 50],
      coveredS: 4,
    });
    expect(energyIn(pieces, 3, 3.5).energyJ).toBeCloseTo(0.5 * 162.5, 9);
    expect(energyIn(pieces, 4, 6)).toEqual({ energyJ: 0, boundsJ: [0, 0], coveredS: 0 });
    expect(energyIn([], 0, 9).coveredS).toBe(0);
  });

  it('counts once where pieces overlap: the later one begins where the first ends', () => {
    expect(inOrder([piece(2, 6, 50), piece(0, 4, 100), piece(1, 3, 70)])).toEqual([piece(0, 4, 100), piece(4, 6, 50)]);
    expect(inOrder([piece(1, 1, 5)])).toEqual([piece(1, 1, 5)]);
    expect(inOrder([piece(0, 1, 5), piece(1, 1, 7)])).toEqual([piece(0, 1, 5)]);
    expect(inOrder([])).toEqual([]);
  });
});

describe('the rhythm of readings', () => {
  const every = (...stepsS: number[]): Series => {
    return seriesOf('power', [0, 1], ...timesAfter(0, stepsS).map((timeS): [number, number] => [timeS, 1]));
  };

  it('is the median of their distances, over all devices', () => {
    expect(rhythmOf([every(1, 1, 2, 9)])).toEqual({ typicalS: 2, longestS: 6 });
    expect(rhythmOf([every(5), every(1, 1, 1)])).toEqual({ typicalS: 1, longestS: 3 });
    expect(rhythmOf([])).toEqual({ typicalS: 1, longestS: 3 });
    expect(rhythmOf([every(0, 0)])).toEqual({ typicalS: 1, longestS: 3 });
  });

  it('has stalls that come regularly', () => {
    const steady = Array.from({ length: 100 }, () => 1);
    expect(rhythmOf([every(...steady, 5, 5, 5, 5, 5)]).longestS).toBe(10);
    expect(rhythmOf([every(...steady, 5, 5, 5, 5)]).longestS).toBe(3);
    expect(rhythmOf([every(...steady, 20, 20, 20, 20, 20)]).longestS).toBe(3);
    expect(rhythmOf([every(...Array.from({ length: 1000 }, () => 1), 5, 5, 5, 5, 5)]).longestS).toBe(3);
  });

  it('is that of any number of readings; those that cannot be are none', () => {
    const series = seriesOf('power', ...Array.from({ length: 1000 }, (_, i): [number, number] => [i, i]));
    expect([series.length, series.timeS(999), series.value(999)]).toEqual([1000, 999, 999]);
    expect(seriesOf('power', [0, -1], [1, Number.NaN], [Number.NaN, 5], [2, 1e17], [3, 1e16], [4, 0]).length).toBe(2);
  });
});

describe('times in which something was measured', () => {
  it('are joined where they overlap, with the sums of each group', () => {
    const spans = measuredSpans(
      [
        {
          group: 0,
          stretches: [stretch({ startS: 0, endS: 4, energyJ: 10 }), stretch({ startS: 8, endS: 9, energyJ: 1 })],
        },
        { group: 1, stretches: [stretch({ startS: 3, endS: 6, energyJ: 5 })] },
        { group: 0, stretches: [stretch({ startS: 6, endS: 7, energyJ: 2 })] },
      ],
      3,
    );
    expect(spans).toEqual([
      { startS: 0, endS: 7, energyJ: [12, 5, null] },
      { startS: 8, endS: 9, energyJ: [1, null, null] },
    ]);
  });

  it('are apart where the clock was set back between them', () => {
    const stretches = [stretch({ section: 1, startS: 0, endS: 2 }), stretch({ section: 0, startS: 1, endS: 3 })];
    expect(measuredSpans([{ group: 0, stretches }], 1).map(({ startS }) => startS)).toEqual([1, 0]);
    expect(measuredSpans([], 1)).toEqual([]);
  });
});
