import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generator, makeRun } from '../../bench/make-logs.mjs';
import { sumEpochs } from '../../src/accounting/run/monitored.ts';
import { EpochRows, rowLayout } from '../../src/model/epoch-columns.ts';
import type { Run } from '../../src/model/run.ts';
import { summarize, summarizeColumns } from '../../src/model/summary.ts';
import { standardLog } from '../helpers/logs.ts';
import { runOf } from '../helpers/runs.ts';

const watts = fc.oneof(
  fc.constant(Number.NaN),
  fc.constant(0),
  fc.constant(120),
  fc.double({ min: 0, max: 400, noNaN: true }),
);
const column = fc.record({
  name: fc.constantFrom('gpu', 'cpu', 'dram'),
  scope: fc.constantFrom('device' as const, 'mean' as const, 'sum' as const),
  width: fc.integer({ min: 1, max: 3 }),
});
const columns = fc.uniqueArray(column, { selector: ({ name }) => name, minLength: 1, maxLength: 3 });

/** A run of two components, with epochs in columns. */
const runs = columns.chain((powers) => {
  const width = powers.reduce((sum, power) => sum + power.width, 0);
  const epoch = fc.record({
    number: fc.integer({ min: 1, max: 4 }),
    durationS: fc.double({ min: 0, max: 1e4, noNaN: true }),
    values: fc.array(watts, { minLength: width, maxLength: width }),
  });
  return fc.array(epoch, { maxLength: 40 }).map((epochs) => {
    const rows = new EpochRows();
    for (const { number, durationS, values } of epochs)
      for (const value of [number, durationS, ...values]) rows.push(value);
    return rows.columns(rowLayout(powers));
  });
});

const head = runOf(standardLog({ components: 'GPU with device(s) A, B. CPU with device(s) cpu:0.' }));

describe('the summary of a run', () => {
  it('is the same from columns as from epochs', () => {
    fc.assert(
      fc.property(runs, (held) => {
        const run: Run = { ...head, epochs: held.epochs() };
        expect(summarizeColumns(run, held)).toEqual(summarize(run));
      }),
    );
  });

  it('adds up to what is counted, in every digit', () => {
    fc.assert(
      fc.property(runs, (held) => {
        const run: Run = { ...head, writer: { tool: 'carbontracker', version: '1.2.5' }, epochs: held.epochs() };
        const { loggedKwh, resolutionKwh, durationS, measuredEpochs, unmeasuredS, filledKwh } = summarize(run);
        const { correctedKwh, filledCorrectedKwh, ...sum } = sumEpochs(run);
        expect({ loggedKwh, resolutionKwh, durationS, measuredEpochs, unmeasuredS, filledKwh }).toEqual(sum);
      }),
    );
  });

  it('has the lowest and the highest power, and those that never change', () => {
    const { standard, output } = makeRun(generator(3), Date.UTC(2025, 0, 1), 5);
    const run = runOf(standard, output);
    const powersW = run.epochs.map(({ powerW }) => powerW.gpu?.values[0] as number);
    const [gpu] = summarize(run).components;
    expect(gpu).toMatchObject({ name: 'gpu', readings: 5, constantW: null, hasPower: true, isMean: false });
    expect(gpu?.seenW).toEqual([Math.min(...powersW), Math.max(...powersW)]);
    const steady = runOf(
      standardLog({ epochs: [{ power: { gpu: '100.0', cpu: '0.0' } }, { power: { gpu: '100.0', cpu: '0.0' } }] }),
    );
    expect(summarize(steady).components).toMatchObject([
      { constantW: 100 },
      { constantW: 0, hasPower: false, seenW: [0, 0] },
    ]);
  });

  it('shows epochs without a duration, a reading or their number', () => {
    const power = { gpu: '100.0', cpu: 'None' };
    const run = runOf(standardLog({ epochs: [{ power }, { power, duration: '-0:00:01.00' }, { power, label: 7 }] }));
    const { isNumbered, lacksDuration, components, unmeasuredS } = summarize(run);
    expect([isNumbered, lacksDuration, unmeasuredS]).toEqual([false, true, 120]);
    expect(components[1]).toMatchObject({ readings: 0, missingS: 120, seenW: null, constantW: null });
  });
});
