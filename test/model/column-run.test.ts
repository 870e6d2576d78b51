import { describe, expect, it } from 'vitest';
import { ColumnRun, columnsOf, epochCountOf, plainRun, summaryOf } from '../../src/model/column-run.ts';
import { EpochRows, rowLayout } from '../../src/model/epoch-columns.ts';
import type { Epoch, Run } from '../../src/model/run.ts';
import { summarize } from '../../src/model/summary.ts';
import { standardLog } from '../helpers/logs.ts';
import { runOf } from '../helpers/runs.ts';

const head = runOf(standardLog({ components: 'GPU with device(s) A, B. CPU with device(s) cpu:0.' }));

function columnRun(): ColumnRun {
  const rows = new EpochRows();
  for (const value of [1, 60, 100, 110, 50, 2, 61.5, 101, Number.NaN, Number.NaN]) rows.push(value);
  const { epochs, ...rest } = structuredClone(head);
  return new ColumnRun(
    rest,
    rest,
    rows.columns(
      rowLayout([
        { name: 'gpu', scope: 'device', width: 2 },
        { name: 'cpu', scope: 'device', width: 1 },
      ]),
    ),
  );
}

const EPOCHS: Epoch[] = [
  {
    number: 1,
    durationS: 60,
    powerW: { gpu: { scope: 'device', values: [100, 110] }, cpu: { scope: 'device', values: [50] } },
  },
  { number: 2, durationS: 61.5, powerW: { gpu: { scope: 'device', values: [101, null] }, cpu: null } },
];
const PLAIN: Run = { ...head, epochs: EPOCHS };

describe('a run with its epochs in columns', () => {
  it('makes them of the columns when they are asked for', () => {
    const run = columnRun();
    expect(epochCountOf(run)).toBe(2);
    expect(columnsOf(run)?.length).toBe(2);
    expect(run.epochs).toEqual(EPOCHS);
    expect(columnsOf(run)).toBeNull();
    expect(epochCountOf(run)).toBe(2);
  });

  it('is plain data where it is handed out', () => {
    expect(plainRun(columnRun())).toEqual(PLAIN);
    expect(Object.keys(plainRun(columnRun()))).toEqual(Object.keys(PLAIN));
    expect(structuredClone(plainRun(columnRun()))).toEqual(PLAIN);
    expect(JSON.stringify(columnRun())).toBe(JSON.stringify(PLAIN));
    expect({ ...plainRun(columnRun()), id: 'other' }).toEqual({ ...PLAIN, id: 'other' });
    expect(plainRun(PLAIN)).toBe(PLAIN);
  });

  it('keeps what was decided about its devices', () => {
    const run = columnRun();
    expect(plainRun(run)).not.toHaveProperty('devicePowers');
    run.devicePowers = 'summed';
    expect(plainRun(run).devicePowers).toBe('summed');
  });

  it('has the summary of its epochs, also of those that were changed', () => {
    const run = columnRun();
    expect(summaryOf(run)).toEqual(summarize(PLAIN));
    expect(summaryOf(run)).toBe(summaryOf(run));
    run.epochs.pop();
    expect(summaryOf(run)).toEqual(summarize({ ...PLAIN, epochs: EPOCHS.slice(0, 1) }));
    run.epochs = [];
    expect(summaryOf(run).epochs).toBe(0);
    expect(summaryOf(PLAIN)).toEqual(summarize(PLAIN));
  });

  it('shares nothing with other runs where it is handed out', () => {
    const run = columnRun();
    run.intensity = { gPerKwh: 1, kind: 'live', location: null, year: null, values: [1], source: 'test' };
    const plain = plainRun(run);
    expect(plain).toEqual({ ...PLAIN, intensity: run.intensity });
    expect(plain.pue).toEqual(head.pue);
    expect(plain.pue).not.toBe(run.pue);
    expect(plain.intensity?.values).not.toBe(run.intensity.values);
    expect(plain.components[0]?.devices).not.toBe(run.components[0]?.devices);
    run.pue = null;
    run.intensity = null;
    expect(plainRun(run)).toMatchObject({ pue: null, intensity: null });
  });
});
