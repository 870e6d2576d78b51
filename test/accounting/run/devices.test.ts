import { describe, expect, it } from 'vitest';
import { componentReadingsOf } from '../../../src/accounting/run/component-readings.ts';
import {
  averagedComponents,
  countedDevices,
  deviceEnergyOf,
  deviceFactor,
  devicesOf,
  epochPowerW,
  gpuCount,
  isPart,
  logsMean,
  placeOf,
  totalDeviceFactor,
  withLoggedPowers,
} from '../../../src/accounting/run/devices.ts';
import { averaging } from '../../../src/accounting/run/writers.ts';
import type { Component, Run } from '../../../src/index.ts';
import { ColumnRun, columnsOf, summaryOf } from '../../../src/model/column-run.ts';
import { EpochRows, rowLayout } from '../../../src/model/epoch-columns.ts';
import type { Tracking } from '../../../src/model/tracking.ts';
import { outputLog, standardLog } from '../../helpers/logs.ts';
import { runOf } from '../../helpers/runs.ts';
import { device, START_UNIX_S, trackLog } from '../../helpers/track-logs.ts';

const run = (version: string, components = 'GPU with device(s) A, B, C.', gpu = '100.0'): Run =>
  runOf(standardLog({ version, components, epochs: [{ power: { gpu } }] }));
const gpu = ({ components }: Run): Component => components[0] as Component;

describe('averaging', () => {
  it.each([
    ['1.0.4', 'none'],
    ['1.2.5', 'none'],
    ['2.0.0', 'certain'],
    ['2.3.4.dev1+g61759d185.d20251107', 'certain'],
    ['2.4', 'certain'],
    ['2.4.3', 'certain'],
    ['2.4.4.dev3+g70e5a02', 'certain'],
    ['2.4.5', 'certain'],
    ['2.4.6', 'possible'],
    ['2.4.7', 'possible'],
    ['2.5.0', 'possible'],
    ['3.0', 'possible'],
    ['master', 'possible'],
  ])('%s: %s', (version, expected) => expect(averaging(run(version))).toBe(expected));

  it('an unknown version, and ct-track', () => {
    expect(averaging({ ...run('2.4.3'), writer: { tool: 'carbontracker', version: null } })).toBe('possible');
    expect(averaging({ ...run('2.4.3'), writer: { tool: 'ct-track', version: '2.4.3' } })).toBe('none');
  });
});

describe('the factor from mean to sum', () => {
  it.each([
    ['2.4.3', 'GPU with device(s) A, B, C.', '100.0', 3],
    ['2.4.3', 'GPU with device(s) A.', '100.0', 1],
    ['2.4.3', 'GPU with device(s) GPU, ANE.', '100.0', 1],
    ['2.4.3', 'GPU with device(s) A, B, C.', '0.0', 1],
    ['2.4.3', 'GPU with device(s) A, B, C.', '[1. 2. 3.]', 1],
    ['1.2.5', 'GPU with device(s) A, B, C.', '100.0', 1],
    ['3.0.0', 'GPU with device(s) A, B, C.', '100.0', 1],
  ])('%s %s %s: %d', (version, components, power, factor) => {
    const made = run(version, components, power);
    expect(deviceFactor(made, gpu(made))).toBe(factor);
    const epoch = made.epochs[0];
    const total = power.startsWith('[') ? 6 : Number(power);
    expect(epoch && epochPowerW(made, epoch, gpu(made))).toBe(total * factor);
  });

  it('no reading has no power', () => {
    const made = run('2.4.3', 'GPU with device(s) A, B.', 'None');
    expect(made.epochs[0] && epochPowerW(made, made.epochs[0], gpu(made))).toBeNull();
    expect(logsMean(made, gpu(made))).toBe(false);
  });
});

describe('the devices of a run', () => {
  it.each([
    ['gpu', 'ANE', true],
    ['gpu', 'PLANE', false],
    ['gpu', 'ANE 2', false],
    ['cpu', 'ANE', false],
    ['cpu', 'dram:0', true],
    ['cpu', 'memory', true],
    ['cpu', 'dramatic', false],
    ['cpu', 'my dram', false],
    ['cpu', 'a memory', false],
    ['gpu', 'memory', false],
    ['ram', 'dram', false],
    ['gpu', null, false],
  ])('%s %j is a part: %j', (component, name, expected) => expect(isPart({ component, name })).toBe(expected));

  const logged = runOf(
    standardLog({ components: 'GPU with device(s) A, B, ANE. CPU with device(s) cpu:0, dram:0.', epochs: [] }),
  );

  it('of a log are all that it lists', () => {
    expect(countedDevices(logged)).toEqual([
      ...['A', 'B', 'ANE'].map((name) => ({ component: 'gpu', name, index: null })),
      ...['cpu:0', 'dram:0'].map((name) => ({ component: 'cpu', name, index: null })),
    ]);
    expect([devicesOf(logged, 'gpu'), devicesOf(logged, 'cpu'), devicesOf(logged, 'ram')]).toEqual([
      ['A', 'B'],
      ['cpu:0'],
      [],
    ]);
    expect(gpuCount(logged)).toBe(2);
  });

  const tracked = (epochs: Parameters<typeof trackLog>[0], changes: Partial<Tracking> = {}): Run => {
    const { standard, output } = trackLog(epochs);
    const made = runOf(standard, output);
    return { ...made, tracking: { ...(made.tracking as Tracking), ...changes } };
  };
  const two = { devices: [device('gpu:0'), device('gpu:1')] };
  const epoch = (energyJ: Record<string, number | null>, startS = 0) => ({ startS, endS: startS + 10, energyJ });

  it('of a journal are those with a value in some epoch', () => {
    const shared = tracked({ ...two, epochs: [epoch({ 'gpu:1': 5 }), epoch({ 'gpu:1': null }, 10)] });
    expect(countedDevices(shared)).toEqual([{ component: 'gpu', name: 'gpu:1', index: 1 }]);
    expect(
      countedDevices(tracked({ ...two, epochs: [epoch({ 'gpu:1': 5 }), epoch({ 'gpu:0': 5 }, 10)] })),
    ).toHaveLength(2);
    expect(countedDevices(tracked({ ...two, epochs: [epoch({ 'gpu:0': 5 })] }, { epochs: [null] }))).toHaveLength(2);
  });

  it('without an epoch are those of the open one, else all', () => {
    const open = (energyJ: (number | null)[]): number[] => {
      const unfinished = { number: 1, startS: 0, endS: 5, energyJ };
      return countedDevices(tracked(two, { epochs: [], unfinished })).map(({ index }) => index as number);
    };
    expect([open([3, null]), open([null, 0]), open([]), open([1, 2])]).toEqual([[0], [1], [], [0, 1]]);
    expect(countedDevices(tracked(two, { epochs: [], unfinished: null }))).toHaveLength(2);
  });

  it('have their energy over time, on the wall clock', () => {
    const run = tracked({
      devices: [device('gpu:0'), device('gpu:1', { uuid: null }), device('cpu:0')],
      start: { machine: 'm' },
      epochs: [epoch({ 'gpu:0': 100, 'gpu:1': 7, 'cpu:0': null }), epoch({ 'gpu:0': 200, 'cpu:0': 30 }, 10)],
      pauses: [{ atS: 14, durationS: 100 }],
    });
    expect(deviceEnergyOf(run)).toEqual({
      host: 'node1',
      machine: 'm',
      startUnixS: START_UNIX_S,
      spansS: [
        [0, 10],
        [10, 14],
        [114, 120],
      ],
      devices: [
        { key: 'gpu:0', uuid: 'uuid-gpu:0', energyJ: [100, expect.closeTo(80, 9), expect.closeTo(120, 9)] },
        { key: 'cpu:0', uuid: 'uuid-cpu:0', energyJ: [null, expect.closeTo(12, 9), expect.closeTo(18, 9)] },
      ],
      totalJ: 337,
    });
  });

  it('have their energy in an open epoch too, as far as its time is known', () => {
    const open = (endS: number | null) => {
      const unfinished = { number: 1, startS: 0, endS, energyJ: [40, null] };
      return deviceEnergyOf(tracked(two, { epochs: [null], unfinished }));
    };
    expect(open(8)).toMatchObject({ spansS: [[0, 8]], totalJ: 40, devices: [{ energyJ: [40] }, { energyJ: [null] }] });
    for (const endS of [null, 0, -1])
      expect(open(endS)).toMatchObject({ spansS: [], totalJ: 40, devices: [{ energyJ: [] }, { energyJ: [] }] });
  });

  it('cannot be shared as far as is known: no journal, no time, no id, no energy', () => {
    expect(deviceEnergyOf(logged)).toBeNull();
    const made = (changes: Partial<Tracking>, joules = 5) =>
      deviceEnergyOf(tracked({ ...two, epochs: [epoch({ 'gpu:0': joules })] }, changes));
    expect(made({})).not.toBeNull();
    expect(made({ startUnixS: null })).toBeNull();
    expect(made({}, 0)).toBeNull();
    expect(made({ devices: [] })).toBeNull();
    const { pauses: _, ...rest } = tracked({ ...two, epochs: [epoch({ 'gpu:0': 5 })] }).tracking as Tracking;
    expect(deviceEnergyOf({ tracking: rest })?.spansS).toEqual([[0, 10]]);
  });

  it('are where their machine is, else where their host is', () => {
    expect(placeOf({ host: 'a', machine: 'm' })).toBe('m');
    expect(placeOf({ host: 'a', machine: null })).toBe('host a');
    expect(placeOf({ host: 'a' })).toBe('host a');
    expect(placeOf({ host: 'm' })).not.toBe(placeOf({ host: 'a', machine: 'm' }));
  });
});

describe('averaged components', () => {
  const EPOCHS = [{ power: { gpu: '100.0', cpu: '0.0' } }];
  const of = (components: string, epochs: typeof EPOCHS = EPOCHS, energy = '1 kWh', version = '2.4.3'): Run =>
    runOf(standardLog({ version, components, epochs }), outputLog([{ energy }]));

  it('are those that log a mean above 0 W; without epochs all of several devices', () => {
    const names = (run: Run): string[] => averagedComponents(run, summaryOf(run)).map(({ name }) => name);
    const several = 'GPU with device(s) A, B. CPU with device(s) cpu:0, cpu:1.';
    expect(names(of(several))).toEqual(['gpu']);
    expect(names(of('GPU with device(s) A. CPU with device(s) cpu:0, cpu:1.'))).toEqual([]);
    expect(names(of(several, []))).toEqual(['gpu', 'cpu']);
    expect(names(of(several, [{ power: { gpu: 'None', cpu: 'None' } }]))).toEqual(['gpu', 'cpu']);
    expect(names(of('GPU with device(s) A. CPU with device(s) cpu:0, cpu:1.', []))).toEqual(['cpu']);
    expect(names(of(several, [], '0 kWh'))).toEqual([]);
    expect(names(runOf(standardLog({ components: several, epochs: [] })))).toEqual([]);
  });

  it('without epochs have one factor where all have as many devices', () => {
    const factor = (components: string, version?: string): number | null =>
      totalDeviceFactor(of(components, [], '1 kWh', version));
    expect(factor('GPU with device(s) A, B, C. CPU with device(s) cpu:0, cpu:1, cpu:2.')).toBe(3);
    expect(factor('GPU with device(s) A, B, C. CPU with device(s) cpu:0.')).toBeNull();
    expect(factor('GPU with device(s) A. CPU with device(s) cpu:0.')).toBe(1);
    expect(factor('GPU with device(s) A, B.', '1.2.5')).toBe(1);
    expect(factor('GPU with device(s) A, B.', '3.0.0')).toBe(1);
    expect(factor('GPU with device(s) G, ANE. CPU with device(s) cpu:0, cpu:1.')).toBeNull();
  });

  it('of a run with its epochs in columns are the same', () => {
    const rows = new EpochRows();
    for (const value of [1, 60, 100, 0]) rows.push(value);
    const mean = { scope: 'mean' as const, width: 1 };
    const { epochs: _, ...rest } = of('GPU with device(s) A, B. CPU with device(s) cpu:0, cpu:1.');
    const columns = rows.columns(
      rowLayout([
        { name: 'gpu', ...mean },
        { name: 'cpu', ...mean },
      ]),
    );
    const run = new ColumnRun(rest, rest, columns);
    expect(run.components.map((component) => logsMean(run, component))).toEqual([true, false]);
    expect(logsMean(run, { name: 'gpu', devices: ['A', 'B'], method: 'unknown' })).toBe(false);
    expect(columnsOf(run)).not.toBeNull();
  });

  it('count as logged where that is asked for', () => {
    const run = of('GPU with device(s) A, B.');
    const logged = withLoggedPowers(run);
    expect(logged.epochs[0]?.powerW.gpu).toEqual({ scope: 'sum', values: [100] });
    expect(logged.components.map((component) => deviceFactor(logged, component))).toEqual([1, 1]);
    expect({ ...logged, epochs: [] }).toEqual({ ...run, epochs: [] });
    expect(logged.epochs[0]).toMatchObject({ number: 1, durationS: 60 });
    expect(run.epochs[0]?.powerW.gpu?.scope).toBe('mean');
    const none = runOf(
      standardLog({
        components: 'GPU with device(s) A, B.',
        epochs: [{ power: { gpu: 'None' } }, { power: { gpu: '[1. 2.]' } }],
      }),
    );
    expect(withLoggedPowers(none).epochs).toEqual(none.epochs);
  });
});

it('the readings of a run are the sums of its components', () => {
  const run = runOf(
    standardLog({ epochs: [{ power: { gpu: '100.0', cpu: 'None' } }, { power: { gpu: '50.0', cpu: '10.0' } }] }),
  );
  expect(componentReadingsOf(run)).toEqual([
    { name: 'gpu', devices: ['NVIDIA A100'], method: 'unknown', energyJ: 9000, coveredS: 120 },
    { name: 'cpu', devices: ['cpu:0'], method: 'sampled', energyJ: 600, coveredS: 60 },
  ]);
});
