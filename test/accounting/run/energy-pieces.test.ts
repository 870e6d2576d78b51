import { describe, expect, it } from 'vitest';
import { type EnergyPiece, energyPieces } from '../../../src/accounting/run/energy-pieces.ts';
import type { Component, Run } from '../../../src/index.ts';
import type { Writer } from '../../../src/model/run.ts';
import type { MeasuredDevice, Tracking, UnfinishedEpoch } from '../../../src/model/tracking.ts';
import { outputLog, standardLog } from '../../helpers/logs.ts';
import { runOf } from '../../helpers/runs.ts';
import { device, type TrackedEpochText, trackLog } from '../../helpers/track-logs.ts';

const tracked = (devices: MeasuredDevice[], epochs: TrackedEpochText[]): Run => {
  const { standard, output } = trackLog({ devices, epochs });
  return runOf(standard, output);
};
const near = (value: number): unknown => expect.closeTo(value, 9);

describe('the devices of a journal', () => {
  const two = [device('gpu:0'), device('cpu:0', { method: 'estimated', rangeW: [10, 100] })];

  it('have the energy of their epochs, and the time that is not covered', () => {
    const run = tracked(two, [
      { startS: 0, endS: 10, energyJ: { 'gpu:0': 1000, 'cpu:0': 300 } },
      { startS: 10, endS: 20, energyJ: { 'gpu:0': 500 }, coveredS: 5 },
      { startS: 20, endS: 30, energyJ: { 'gpu:0': null, 'cpu:0': 200 }, coveredS: 4 },
      { startS: 30, endS: 40, energyJ: { 'gpu:0': 0 }, coveredS: 0 },
    ]);
    expect(energyPieces(run, 'measured')).toMatchObject([
      // The third epoch has 4 s that are covered without energy on record; nothing of it counts.
      {
        component: 'gpu',
        method: 'counter',
        energyJ: 1500,
        coveredS: 15,
        missingS: 21,
        filledJ: 0,
        seenW: [100, 100],
        rangeW: null,
      },
      {
        component: 'cpu',
        method: 'estimated',
        energyJ: 500,
        coveredS: 14,
        missingS: 6,
        seenW: [30, 50],
        rangeW: [10, 100],
        rangeWhy: null,
      },
    ]);
  });

  it('cover no more than an epoch, and what clocks round is not missing', () => {
    const run = tracked([device('gpu:0')], [{ startS: 0, endS: 10, energyJ: { 'gpu:0': 1000 }, coveredS: 12 }]);
    expect(energyPieces(run, 'measured')).toMatchObject([{ coveredS: 10, missingS: 0 }]);
    const missing = (coveredS: number): number | undefined =>
      energyPieces(
        tracked([device('gpu:0')], [{ startS: 0, endS: 10, energyJ: { 'gpu:0': 1 }, coveredS }]),
        'measured',
      )[0]?.missingS;
    expect(missing(10 - 5e-6)).toBe(0);
    expect(missing(10 - 1e-4)).toBeCloseTo(1e-4, 9);
  });

  it('also have what the samples of an open epoch show, where no total was printed', () => {
    const run = tracked([device('gpu:0')], [{ startS: 0, endS: 10, energyJ: { 'gpu:0': 1000 } }]);
    const open = (
      unfinished: Partial<UnfinishedEpoch>,
      changes: Partial<Run> = { actual: null },
    ): EnergyPiece | undefined => {
      const whole = { number: 2, startS: 10, endS: 14, energyJ: [250], ...unfinished };
      const tracking = { ...(run.tracking as Tracking), unfinished: whole };
      return energyPieces({ ...run, tracking, ...changes }, 'recovered')[0];
    };
    expect(open({})).toMatchObject({ energyJ: 1250, coveredS: 14 });
    expect(open({ endS: 9 })).toMatchObject({ energyJ: 1250, coveredS: 10 });
    for (const part of [open({ endS: null }), open({ energyJ: [null] }), open({ energyJ: [] }), open({}, {})])
      expect(part).toMatchObject({ energyJ: 1000, coveredS: 10 });
  });

  it('of epochs that the journal lacks have nothing', () => {
    const run = tracked([device('gpu:0')], [{ startS: 0, endS: 10, energyJ: { 'gpu:0': 1000 } }]);
    const tracking = { ...(run.tracking as Tracking), epochs: [null, ...(run.tracking?.epochs ?? [])] };
    expect(energyPieces({ ...run, tracking }, 'measured')).toMatchObject([
      { energyJ: 1000, coveredS: 10, missingS: 0 },
    ]);
  });
});

describe('the components of a log', () => {
  const epochs = [
    { power: { gpu: 'None', cpu: '10.0' } },
    { power: { gpu: '100.0', cpu: '30.0' } },
    { power: { gpu: '50.0', cpu: '20.0' } },
    { power: { gpu: 'None', cpu: '20.0' } },
  ];
  const run = (components?: string): Run =>
    runOf(standardLog({ epochs, ...(components === undefined ? {} : { components }) }));

  it('have the power of the next epoch where they lack one, as the writer counts it', () => {
    expect(energyPieces(run(), 'measured')).toMatchObject([
      {
        component: 'gpu',
        energyJ: near(250 * 60),
        coveredS: 120,
        missingS: 120,
        filledJ: near(6000),
        seenW: [50, 100],
      },
      { component: 'cpu', energyJ: near(80 * 60), coveredS: 240, missingS: 0, filledJ: 0, seenW: [10, 30] },
    ]);
    expect(energyPieces(run(), 'recovered')).toMatchObject([
      { energyJ: near(150 * 60), missingS: 120, filledJ: 0 },
      { energyJ: near(80 * 60) },
    ]);
  });

  it('that were averaged have the sum of their devices', () => {
    const several = 'GPU with device(s) A, B, C. CPU with device(s) cpu:0.';
    expect(energyPieces(run(several), 'measured')[0]).toMatchObject({
      energyJ: near(750 * 60),
      filledJ: near(18_000),
      seenW: [150, 300],
    });
  });

  it('have nothing in an epoch without a duration', () => {
    const power = { gpu: '100.0', cpu: 'None' };
    const timed = runOf(standardLog({ epochs: [{ power }, { power, duration: '-0:00:01.00' }] }));
    expect(energyPieces(timed, 'measured')).toMatchObject([
      { energyJ: 6000, coveredS: 60, missingS: 0 },
      { energyJ: 0, coveredS: 0, missingS: 60, filledJ: 0, seenW: null },
    ]);
  });

  it('have the bounds of their estimate', () => {
    const made = run();
    const estimate = { rangeW: [5, 50] as [number, number], why: 'by a table' };
    const components = made.components.map((component): Component => ({ ...component, method: 'estimated', estimate }));
    expect(energyPieces({ ...made, components }, 'measured')[1]).toMatchObject({
      rangeW: [5, 50],
      rangeWhy: 'by a table',
    });
    expect(energyPieces(made, 'measured')[1]).toMatchObject({ rangeW: null, rangeWhy: null });
  });
});

describe('the accuracy of a sensor', () => {
  const accuracyOf = (
    tool: Writer['tool'],
    method: Component['method'],
    devices: string[],
    name = 'gpu',
  ): number | null => {
    const run = runOf(standardLog({ epochs: [{ power: { gpu: '100.0' } }] }), outputLog());
    const components = [{ name, devices, method }];
    const piece = energyPieces({ ...run, writer: { tool, version: null }, components }, 'measured')[0];
    if (piece?.accuracy == null) return null;
    expect(piece.accuracy.most).toBe(0.05);
    // What the sensor reads at least of 95 %.
    return Number(((1 + piece.accuracy.least) / 0.95).toFixed(6));
  };

  it.each([
    ['ct-track', 'counter', ['NVIDIA A100'], 1],
    ['ct-track', 'sampled', ['NVIDIA A100'], 0.988],
    ['ct-track', 'unknown', ['NVIDIA A100'], 0.988],
    ['carbontracker', 'unknown', ['NVIDIA A100'], 0.96],
    ['carbontracker', 'unknown', ['Quadro'], 0.96],
    ['carbontracker-tui', 'counter', ['NVIDIA A100'], 0.96],
    ['nvidia-smi', 'sampled', ['Tesla'], 0.992],
    ['nvidia-smi', 'counter', ['Tesla'], 1],
    [null, 'sampled', ['nvidia a100', 'other'], 0.992],
    [null, 'sampled', ['Radeon'], null],
    [null, 'sampled', ['NVIDIANS'], null],
    ['codecarbon', 'counter', ['NVIDIA A100'], 1],
    ['codecarbon', 'sampled', ['NVIDIA A100'], 1],
    ['ct-track', 'simulated', ['NVIDIA A100'], null],
    ['ct-track', 'estimated', ['NVIDIA A100'], null],
    ['carbontracker', 'unknown', ['Apple M2'], null],
    ['carbontracker', 'unknown', ['Apple Silicon GPU', 'ANE'], null],
    ['carbontracker', 'unknown', ['GPU', 'ANE'], null],
    ['carbontracker', 'unknown', ['Applesauce'], 0.96],
    ['carbontracker', 'unknown', ['An Apple'], 0.96],
  ] as const)('%s, %s, %j: reads at least %j', (tool, method, devices, least) => {
    expect(accuracyOf(tool, method, [...devices])).toBe(least);
    expect(accuracyOf(tool, method, [...devices], 'cpu')).toBeNull();
  });
});
