import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EpochRows, rowLayout } from '../../src/model/epoch-columns.ts';

const LAYOUT = rowLayout([
  { name: 'gpu', scope: 'device', width: 2 },
  { name: 'cpu', scope: 'sum', width: 1 },
]);
const columnsOf = (values: readonly number[]) => {
  const rows = new EpochRows();
  for (const value of values) rows.push(value);
  return rows.columns(LAYOUT);
};

describe('epochs in columns', () => {
  it('have a number, a duration, and the values of each device in their places', () => {
    expect(LAYOUT).toMatchObject({ places: [2, 4], stride: 5 });
    const columns = columnsOf([1, 60, 100, 110, 50, 2, 61.5, Number.NaN, 7, Number.NaN]);
    expect(columns.length).toBe(2);
    expect([columns.number(1), columns.durationS(1), columns.valueW(0, 0, 1), columns.valueW(0, 1, 0)]).toEqual([
      2, 61.5, 110, 50,
    ]);
    expect([columns.powerW(0, 0), columns.powerW(1, 0), columns.powerW(0, 1), columns.powerW(1, 1)]).toEqual([
      210,
      7,
      50,
      Number.NaN,
    ]);
    expect(columnsOf([1, 60, Number.NaN, Number.NaN, 0]).powerW(0, 0)).toBeNaN();
    expect(columns.epochs()).toEqual([
      {
        number: 1,
        durationS: 60,
        powerW: { gpu: { scope: 'device', values: [100, 110] }, cpu: { scope: 'sum', values: [50] } },
      },
      { number: 2, durationS: 61.5, powerW: { gpu: { scope: 'device', values: [null, 7] }, cpu: null } },
    ]);
    expect(columnsOf([1, 60, Number.NaN, Number.NaN, 0]).epoch(0).powerW).toEqual({
      gpu: null,
      cpu: { scope: 'sum', values: [0] },
    });
  });

  it('are as many as were added, however many, less those that were taken back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 700 }),
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 0, max: 50 }),
        (count, dropped, before) => {
          const rows = new EpochRows();
          for (let i = 0; i < before; i += 1) rows.push(-1);
          rows.end = rows.start;
          for (let i = 0; i < count * 5; i += 1) rows.push(i);
          const kept = Math.max(0, count - dropped);
          rows.end -= (count - kept) * 5;
          expect(rows.end - rows.start).toBe(kept * 5);
          const columns = rows.columns(LAYOUT);
          rows.push(7);
          expect(columns.length).toBe(kept);
          expect([...columns.rows]).toEqual(Array.from({ length: kept * 5 }, (_, i) => i));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('of many runs stay as they are while others are collected', () => {
    const rows = new EpochRows();
    const lengths = [3, 2000, 1, 700, 5000, 2, 1639, 0, 4];
    const columns = lengths.map((length, run) => {
      for (let i = 0; i < length * 5; i += 1) rows.push(run * 1e6 + i);
      return rows.columns(LAYOUT);
    });
    for (const [run, length] of lengths.entries())
      expect(Array.from(columns[run]?.rows ?? [])).toEqual(Array.from({ length: length * 5 }, (_, i) => run * 1e6 + i));
    // A long run has memory for itself.
    const shared = columns.filter((_, run) => lengths[run] !== 2000 && lengths[run] !== 5000 && lengths[run] !== 1639);
    for (const { rows: one } of shared) expect(one.buffer.byteLength).toBeLessThanOrEqual(65_536);
  });
});
