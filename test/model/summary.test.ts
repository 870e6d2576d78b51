import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generator, makeRun } from '../../bench/make-logs.mjs';
import { totalPowerW } from '../../src/model/energy.ts';
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

/** The sums by their definition, from the last epoch to the first. */
function addedUp({ epochs, components, pue, durationResolutionS }: Run) {
  const sums = { loggedKwh: 0, resolutionKwh: 0, durationS: 0, measuredEpochs: 0, unmeasuredS: 0, filledKwh: 0 };
  const factor = pue?.value ?? 1;
  const nextW = new Map<string, number>();
  for (const { durationS, powerW } of epochs.toReversed()) {
    if (durationS === null) continue;
    sums.durationS += durationS;
    const own = components.map(({ name }) => [name, totalPowerW(powerW[name])] as const);
    for (const [name, ownW] of own) {
      if (ownW !== null) nextW.set(name, ownW);
      const countedW = nextW.get(name);
      if (countedW === undefined) continue;
      const energyKwh = ((countedW * durationS) / 3_600_000) * factor;
      sums.loggedKwh += energyKwh;
      sums.resolutionKwh += ((countedW * durationResolutionS) / 3_600_000) * factor;
      if (ownW === null) sums.filledKwh += energyKwh;
    }
    if (own.some(([, ownW]) => ownW !== null)) sums.measuredEpochs += 1;
    if (own.some(([, ownW]) => ownW === null)) sums.unmeasuredS += durationS;
  }
  return sums;
}

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
        const sums = { loggedKwh, resolutionKwh, durationS, measuredEpochs, unmeasuredS, filledKwh };
        expect(sums).toEqual(addedUp(run));
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

describe('sums by hand', () => {
  // 60 s at 100 W, 30 s without a reading, 60 s at 50 W; a second component throughout at 10 W.
  const run = runOf(
    standardLog({
      version: '1.2.5',
      epochs: [
        { power: { gpu: '100.0', cpu: '10.0' } },
        { duration: '0:00:30.00', power: { gpu: 'None', cpu: '10.0' } },
        { power: { gpu: '50.0', cpu: '10.0' } },
      ],
    }),
  );

  it('of a run', () => {
    const { components, ...sums } = summarize({ ...run, pue: null });
    expect(sums).toEqual({
      epochs: 3,
      durationS: 150,
      loggedKwh: expect.closeTo((6000 + 30 * 50 + 3000 + 1500) / 3.6e6, 15),
      filledKwh: expect.closeTo((30 * 50) / 3.6e6, 15),
      resolutionKwh: expect.closeTo((0.005 * (100 + 50 + 50 + 30)) / 3.6e6, 15),
      measuredEpochs: 3,
      unmeasuredS: 30,
      lacksDuration: false,
      isNumbered: true,
    });
    expect(components).toEqual([
      {
        name: 'gpu',
        readings: 2,
        energyJ: 9000,
        coveredS: 120,
        missingS: 30,
        seenW: [50, 100],
        constantW: null,
        hasPower: true,
        isMean: false,
      },
      {
        name: 'cpu',
        readings: 3,
        energyJ: 1500,
        coveredS: 150,
        missingS: 0,
        seenW: [10, 10],
        constantW: 10,
        hasPower: true,
        isMean: false,
      },
    ]);
  });

  it('of an epoch without a duration, which has a power but no energy', () => {
    const epochs = run.epochs.map((epoch, i) => (i === 0 ? { ...epoch, durationS: null } : epoch));
    const { components, durationS, lacksDuration, measuredEpochs } = summarize({ ...run, epochs });
    expect([durationS, lacksDuration, measuredEpochs]).toEqual([90, true, 2]);
    expect(components[0]).toMatchObject({ readings: 2, energyJ: 3000, coveredS: 60, seenW: [50, 50], constantW: null });
  });

  it('of epochs that the journal of ct-track times', () => {
    const epochs = run.epochs.slice(0, 1);
    const tracked = { startS: 5, endS: 65.004, complete: true, energyJ: [], coveredS: [] };
    const tracking = { epochs: [tracked] } as unknown as Run['tracking'];
    expect(summarize({ ...run, epochs, tracking }).durationS).toBeCloseTo(60.004, 9);
    const lost = [{ ...run.epochs[0], durationS: null }] as Run['epochs'];
    expect(summarize({ ...run, epochs: lost, tracking })).toMatchObject({ durationS: 0, lacksDuration: true });
  });

  it('of devices that were averaged', () => {
    const mean = (gpu: string): boolean | undefined =>
      summarize(runOf(standardLog({ components: 'GPU with device(s) A, B.', epochs: [{ power: { gpu } }] })))
        .components[0]?.isMean;
    expect([mean('100.0'), mean('0.0'), mean('None'), mean('[1. 2.]')]).toEqual([true, false, false, false]);
  });

  it('show whether the epochs are numbered from 1', () => {
    const power = { gpu: '1.0' };
    const numbered = (...labels: number[]): boolean =>
      summarize(runOf(standardLog({ epochs: labels.map((label) => ({ power, label })) }))).isNumbered;
    expect([numbered(1, 2, 3), numbered(2, 3), numbered(1, 3), numbered(1)]).toEqual([true, false, false, true]);
  });
});
