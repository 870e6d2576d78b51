import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { basisOf, finerKwh, obtainedOf } from '../../../src/accounting/run/figures.ts';
import { monitoredPart } from '../../../src/accounting/run/monitored.ts';
import { type Component, examine, type Figures, figuresOf, type Run } from '../../../src/index.ts';
import type { Tracking } from '../../../src/model/tracking.ts';
import { carbontrackerEvents } from '../../../src/parser/events/index.ts';
import { finished, powers, spanStart, spanStop, started } from '../../helpers/event-logs.ts';
import { type BlockText, block, line, outputLog, standardLog } from '../../helpers/logs.ts';
import { runOf } from '../../helpers/runs.ts';
import { readSourceText } from '../../helpers/sources.ts';
import { device, trackLog } from '../../helpers/track-logs.ts';

const epochs = (n: number): { power: Record<string, string> }[] =>
  Array.from({ length: n }, () => ({ power: { gpu: '100.0', cpu: '50.0' } }));
const actual = (n: number, more: BlockText = {}): BlockText => ({
  heading: `Actual consumption for ${n} epoch(s):`,
  time: `0:0${n}:00`,
  energy: `${(0.00395 * n).toFixed(12)} kWh`,
  co2eq: `${(0.395 * n).toFixed(12)} g`,
  ...more,
});
const predicted = (n: number): BlockText => ({
  heading: `Predicted consumption for ${n} epoch(s):`,
  time: `0:${n}:00`,
  energy: `${(0.00395 * n).toFixed(12)} kWh`,
  co2eq: `${(0.395 * n).toFixed(12)} g`,
});
const of = (standard: string | null, output: string | null = null): Figures => figuresOf(runOf(standard, output));

const STOPPED = ['Training was interrupted before all 10 epochs were monitored.', 'Monitoring thread ended.'];

describe('which figure counts', () => {
  it('an Actual for all planned epochs is measured', () => {
    const { basis, logged, corrected } = of(standardLog({ epochs: epochs(3) }), outputLog([predicted(3), actual(3)]));
    expect(basis).toBe('measured');
    expect(logged).toEqual({
      energyKwh: 0.01185,
      co2eqG: 1.185,
      equivalents: { 'km travelled by car': 0.003698501873 },
      durationS: 180,
      epochs: 3,
    });
    expect(corrected).toMatchObject({ energyKwh: 0.01185, durationS: 180, epochs: 3 });
    expect(corrected.co2eqG).toBeCloseTo(1.185, 12);
    expect(corrected.equivalents?.['km travelled by car']).toBeCloseTo(1.185 / 106.8, 12);
  });

  it('an Actual of a stopped run is measured, whatever was planned', () => {
    const { basis, corrected } = of(
      standardLog({ epochs: epochs(3), closing: STOPPED }),
      outputLog([predicted(10), actual(3)]),
    );
    expect(basis).toBe('measured');
    expect(corrected).toMatchObject({ energyKwh: 0.01185, epochs: 3 });
  });

  it('an Actual for fewer epochs than planned is extrapolated', () => {
    const { basis, logged, corrected } = of(standardLog({ epochs: epochs(2) }), outputLog([predicted(10), actual(2)]));
    expect(basis).toBe('predicted');
    expect(logged).toMatchObject({ energyKwh: 0.0395, epochs: 10 });
    expect(corrected).toMatchObject({ durationS: 600, epochs: 10 });
    expect(corrected.energyKwh).toBeCloseTo(0.0395, 12);
    expect(corrected.co2eqG).toBeCloseTo(3.95, 12);
  });

  it('the extrapolation rests on all monitored epochs, not on those of the prediction', () => {
    const uneven = [{ power: { gpu: '300.0' } }, { power: { gpu: '100.0' } }];
    const energyKwh = (400 * 60 * 1.58) / 3.6e6;
    const { logged, corrected } = of(
      standardLog({ epochs: uneven }),
      outputLog([{ ...predicted(10), energy: '0.079 kWh' }, actual(2, { energy: `${energyKwh.toFixed(12)} kWh` })]),
    );
    expect(logged.energyKwh).toBe(0.079);
    expect(corrected.energyKwh).toBeCloseTo(5 * energyKwh, 11);
  });

  it('a run that was cut off counts what it finished, never its prediction', () => {
    const { basis, logged, corrected } = of(standardLog({ epochs: epochs(3), closing: [] }), block(60, predicted(10)));
    expect(basis).toBe('recovered');
    expect(corrected).toMatchObject({ durationS: 180, epochs: 3 });
    expect(corrected.energyKwh).toBeCloseTo(0.01185, 12);
    expect(corrected.co2eqG).toBeCloseTo(1.185, 9);
    expect(logged.energyKwh).toBeCloseTo(0.01185, 12);
    expect(logged.equivalents).toBeNull();
  });

  it('a finished run without Actual counts its epochs (verbose=0)', () => {
    const { basis, corrected } = of(standardLog({ epochs: epochs(2) }), '');
    expect(basis).toBe('recovered');
    expect(corrected.energyKwh).toBeCloseTo(0.0079, 12);
    expect(corrected.co2eqG).toBeNull();
  });

  it('an epoch without a reading adds nothing to a recovered run', () => {
    const { corrected } = of(
      standardLog({ epochs: [{ power: { gpu: 'None' } }, { power: { gpu: '100.0' } }], closing: [] }),
    );
    expect(corrected.energyKwh).toBeCloseTo((100 * 60 * 1.58) / 3.6e6, 15);
    expect(corrected.durationS).toBe(120);
  });

  it('an Actual without a count is measured (command line)', () => {
    const output = outputLog([{ heading: 'Actual consumption:' }]);
    expect(of(standardLog(), output)).toMatchObject({
      basis: 'measured',
      corrected: { energyKwh: 0.00395, epochs: 1 },
    });
    expect(of(null, output)).toMatchObject({
      basis: 'measured',
      corrected: { energyKwh: 0.00395, durationS: 60, epochs: 0 },
    });
  });

  it('an Actual counts as the end of a run whose end line is missing', () => {
    expect(of(standardLog({ closing: [] }), block(60)).basis).toBe('measured');
  });

  it('stop() in the first epoch is nothing', () => {
    const output = outputLog([
      {
        heading: 'Actual consumption for 0 epoch(s):',
        time: '0:00:00',
        energy: '0.000000000000 kWh',
        co2eq: '0.000000000000 g',
      },
    ]);
    expect(of(standardLog({ epochs: [], closing: STOPPED }), output)).toEqual({
      basis: 'none',
      logged: { energyKwh: 0, co2eqG: null, equivalents: null, durationS: 0, epochs: 0 },
      corrected: { energyKwh: 0, co2eqG: null, equivalents: null, durationS: 0, epochs: 0 },
    });
  });

  it('a run of 0 W is measured: zero is a reading', () => {
    const output = outputLog([{ energy: '0.000000000000 kWh', co2eq: '0.000000000000 g' }]);
    expect(of(standardLog({ epochs: [{ power: { cpu: '0.0' } }] }), output)).toMatchObject({
      basis: 'measured',
      corrected: { energyKwh: 0 },
    });
  });

  it('heads alone, and empty files, are nothing', () => {
    expect(of(standardLog({ epochs: [], closing: [] })).basis).toBe('none');
    expect(of('', '').basis).toBe('none');
  });
});

describe('without a standard log', () => {
  /** Output log of the given predicted and actual epochs; times in minutes, 0.079 kWh in 10 min. */
  const only = (
    planned: [number, number],
    printed: [number, number],
    kwh = [0.0079 * planned[1], 0.0079 * printed[1]],
  ) => {
    const blockOf = (kind: string, [n, minutes]: [number, number], energyKwh = 0): BlockText => ({
      heading: `${kind} consumption for ${n} epoch(s):`,
      time: `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:00`,
      energy: `${energyKwh.toFixed(12)} kWh`,
      co2eq: `${(energyKwh * 400).toFixed(12)} g`,
    });
    return outputLog([blockOf('Predicted', planned, kwh[0]), blockOf('Actual', printed, kwh[1])]);
  };

  it('a printed count of 0 with energy is one epoch ended by stop()', () => {
    const run = runOf(null, only([1, 10], [0, 10]));
    expect(figuresOf(run)).toMatchObject({
      basis: 'measured',
      corrected: { energyKwh: 0.079, co2eqG: expect.closeTo(31.6, 9), durationS: 600, epochs: 1 },
    });
    expect(examine(run).map(({ code }) => code)).toEqual(['epoch-count']);
  });

  it('a count that is one short at the time per epoch of the prediction is a run that was stopped', () => {
    const run = runOf(null, only([10, 100], [3, 40]));
    expect(figuresOf(run)).toMatchObject({ basis: 'measured', corrected: { energyKwh: 0.316, epochs: 4 } });
    expect(examine(run).map(({ code }) => code)).toEqual(['epoch-count']);
  });

  it('a count that fits is extrapolated, and may be a run that was stopped', () => {
    const run = runOf(null, only([10, 100], [3, 30]));
    expect(figuresOf(run)).toMatchObject({ basis: 'predicted', corrected: { energyKwh: 0.79, epochs: 10 } });
    const [finding] = examine(run);
    expect(finding?.code).toBe('prediction-counted');
    // At the most the 7 epochs of 10 that were not monitored used 2.16 times as much.
    expect(finding?.figures?.rangeKwh?.map((kwh) => Number(kwh.toFixed(9)))).toEqual([0.237, 1.43148]);
  });

  it('a count that fits as badly as one more counts the total, and its range reaches the prediction', () => {
    const run = runOf(null, only([300, 3000], [200, 2005]));
    expect(figuresOf(run)).toMatchObject({ basis: 'measured', corrected: { energyKwh: 15.8395, epochs: 200 } });
    const [finding] = examine(run);
    expect(finding?.code).toBe('end-unknown');
    expect(finding?.figures?.rangeKwh).toEqual([15.8395, 23.7]);
  });

  it('nothing is scaled beyond the printed figures, whatever they are', () => {
    const count = fc.integer({ min: 0, max: 400 });
    const minutes = fc.integer({ min: 1, max: 6000 });
    const kwh = fc.double({ min: 1e-6, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(count, minutes, kwh, count, minutes, kwh, (planned, plannedMin, plannedKwh, n, min, actualKwh) => {
        const { basis, corrected } = of(null, only([planned, plannedMin], [n, min], [plannedKwh, actualKwh]));
        const [low, high] = [actualKwh, Math.max(actualKwh, plannedKwh)];
        expect(corrected.energyKwh).toBeGreaterThanOrEqual(low - 1e-11);
        expect(corrected.energyKwh).toBeLessThanOrEqual(high + 1e-11);
        if (basis === 'measured') expect(corrected.energyKwh).toBeCloseTo(actualKwh, 10);
      }),
    );
  });

  it('one GPU name eight times: averaged or not is unknown, with its range', () => {
    const eight = Array.from({ length: 8 }, () => 'NVIDIA A100-SXM4-40GB').join(', ');
    const head = line(0, `CarbonTracker: The following components were found: GPU with device(s) ${eight}.`);
    const run = runOf(null, head + only([3, 30], [3, 30]));
    expect(figuresOf(run)).toMatchObject({ basis: 'measured', corrected: { energyKwh: 0.237 } });
    const [finding] = examine(run);
    expect(finding?.code).toBe('devices-maybe-averaged');
    expect(finding?.figures?.rangeKwh).toEqual([0.237, 0.237 * 8]);
    run.devicePowers = 'averaged';
    expect(figuresOf(run).corrected.energyKwh).toBeCloseTo(1.896, 12);
    expect(examine(run).map(({ code }) => code)).toEqual(['devices-averaged']);
    run.devicePowers = 'summed';
    expect(figuresOf(run).corrected.energyKwh).toBe(0.237);
    expect(examine(run).map(({ code }) => code)).toEqual(['devices-decided']);
  });

  it('a total of averaged devices is corrected where all components have as many devices', () => {
    const total = (components: string): number =>
      of(standardLog({ components, epochs: [] }), outputLog()).corrected.energyKwh;
    expect(total('GPU with device(s) A, B, C.')).toBeCloseTo(3 * 0.00395, 12);
    expect(total('GPU with device(s) A, B. CPU with device(s) cpu:0, cpu:1.')).toBeCloseTo(2 * 0.00395, 12);
    expect(total('GPU with device(s) A, B. CPU with device(s) cpu:0.')).toBe(0.00395);
    expect(total('GPU with device(s) GPU, ANE. CPU with device(s) CPU.')).toBe(0.00395);
  });
});

describe('a command that failed or was interrupted', () => {
  const epochs = [{ startS: 0, endS: 60, energyJ: { 'gpu:0': 6000 } }];
  const ending = (exitCode: number | null, signal: string | null): Figures => {
    const { standard, output } = trackLog({ devices: [device('gpu:0')], start: { plannedEpochs: 10 }, epochs });
    const changed = standard.replace(
      '"exitCode":0,"signal":null',
      `"exitCode":${exitCode},"signal":${JSON.stringify(signal)}`,
    );
    return of(changed, output);
  };

  it('one that ct-track stopped is never extrapolated, whatever its exit status', () => {
    const { standard, output } = trackLog({ devices: [device('gpu:0')], start: { plannedEpochs: 10 }, epochs });
    const stopped = '"stopped":{"by":"answer","reason":"the answer was no"},"exitCode":0,"signal":null';
    const { basis, corrected } = of(standard.replace('"exitCode":0,"signal":null', stopped), output);
    expect(basis).toBe('measured');
    expect(corrected.energyKwh).toBeCloseTo(0.0025, 12);
  });

  it.each([
    [0, null, 'predicted', 0.025],
    [1, null, 'measured', 0.0025],
    [130, 'SIGINT', 'measured', 0.0025],
    [null, 'SIGKILL', 'measured', 0.0025],
  ] as const)('exit code %s, signal %s: %s', (exitCode, signal, basis, energyKwh) => {
    const { basis: found, corrected } = ending(exitCode, signal);
    expect(found).toBe(basis);
    expect(corrected.energyKwh).toBeCloseTo(energyKwh, 12);
  });
});

describe('1.0.4', () => {
  const head =
    '2025-01-01 08:00:00,000 - MainThread - INFO - carbontracker version 1.0.4\n' +
    '2025-01-01 08:00:00,000 - MainThread - INFO - The following components were found:  gpu with device(s) A.\n';
  const epoch = (n: number): string =>
    `2025-01-01 08:0${n - 1}:00,000 - MainThread - INFO - Epoch ${n} started.\n` +
    `2025-01-01 08:0${n}:00,000 - MainThread - INFO - Epoch ${n} ended.\n` +
    `2025-01-01 08:0${n}:00,000 - MainThread - INFO - Power usages for gpu: [[360.0]].\n`;
  const first =
    '2025-01-01 08:01:00,000 - MainThread - INFO - CarbonTracker: \nFirst 1 epoch(s):\n\tTime: 0:01:00.000000 s\n\tEnergy: 0.0060 kWh\n\tCO2eq: 1.8000 g\n';
  const plan = (n: number): string =>
    `2025-01-01 08:01:00,000 - MainThread - INFO - CarbonTracker: \nPrediction for ${n} epoch(s):\n\tTime: 0:0${n}:00.000000 s\n\tEnergy: ${(0.006 * n).toFixed(4)} kWh\n\tCO2eq: ${(1.8 * n).toFixed(4)} g\n`;

  it('is measured when its first epochs are the plan', () => {
    expect(of(head + epoch(1), first + plan(1))).toMatchObject({
      basis: 'measured',
      corrected: { energyKwh: expect.closeTo(0.006, 12), epochs: 1 },
    });
  });

  it('else its epochs are added up, without PUE', () => {
    const { basis, corrected } = of(head + epoch(1) + epoch(2) + epoch(3), first + plan(3));
    expect(basis).toBe('recovered');
    expect(corrected).toMatchObject({
      energyKwh: expect.closeTo(0.018, 12),
      co2eqG: expect.closeTo(5.4, 6),
      durationS: 180,
      epochs: 3,
    });
  });
});

describe('corrections', () => {
  it('averaged devices count all; both figures are kept', () => {
    const eight = Array.from({ length: 8 }, (_, i) => `G${i}`).join(', ');
    const standard = standardLog({ components: `GPU with device(s) ${eight}. CPU with device(s) cpu:0, cpu:1.` });
    const { logged, corrected } = of(standard, outputLog());
    expect(logged.energyKwh).toBe(0.00395);
    expect(corrected.energyKwh).toBeCloseTo(((8 * 100 + 2 * 50) * 60 * 1.58) / 3.6e6, 12);
    expect(corrected.co2eqG).toBeCloseTo(corrected.energyKwh * 100, 9);
  });

  it.each(['2.0.0', '2.3.4.dev1+g61759d185', '2.4.3', '2.4.4.dev3+g70e5a02', '2.4.5'])(
    'averaging is certain in %s',
    (version) => {
      expect(
        of(standardLog({ version, components: 'GPU with device(s) A, B. CPU with device(s) cpu:0.' }), outputLog())
          .corrected.energyKwh,
      ).toBeCloseTo((250 * 60 * 1.58) / 3.6e6, 12);
    },
  );

  it.each(['1.2.5', '2.4.7', '3.0.0', ''])('nothing is corrected in %j', (version) => {
    expect(
      of(standardLog({ version, components: 'GPU with device(s) A, B. CPU with device(s) cpu:0.' }), outputLog())
        .corrected.energyKwh,
    ).toBe(0.00395);
  });

  it("Apple's GPU, ANE is a sum already", () => {
    const standard = standardLog({ components: 'GPU with device(s) GPU, ANE. CPU with device(s) CPU.' });
    expect(of(standard, outputLog()).corrected.energyKwh).toBe(0.00395);
  });

  it('a failed RAPL read is not multiplied', () => {
    const standard = standardLog({
      components: 'CPU with device(s) cpu:1, cpu:0.',
      epochs: [{ power: { cpu: '0.0' } }],
    });
    expect(
      of(standard, outputLog([{ energy: '0.000000000000 kWh', co2eq: '0.000000000000 g' }])).corrected.energyKwh,
    ).toBe(0);
  });

  it('a rounded total gives way to the epochs', () => {
    const { logged, corrected } = of(standardLog(), outputLog([{ energy: '0.00 kWh', co2eq: '0.40 g' }]));
    expect(logged.energyKwh).toBe(0);
    expect(corrected.energyKwh).toBeCloseTo(0.00395, 12);
  });

  it('a total that is finer than the epochs stays (durations cut to 1 s)', () => {
    const standard = standardLog({
      version: '1.0.7',
      pue: null,
      epochs: [{ duration: '0:00:01', power: { gpu: '[3600.]' } }],
    });
    const { corrected } = of(standard, outputLog([{ time: '0:00:01', energy: '0.001900 kWh' }]));
    expect(corrected.energyKwh).toBe(0.0019);
  });

  it('a run of some microseconds has only its total', () => {
    const standard = standardLog({ epochs: [{ duration: '0:00:00.00', power: { cpu: '79.0' } }] });
    const { corrected } = of(standard, outputLog([{ time: '0:00:00', energy: '0.000000000351 kWh' }]));
    expect(corrected.energyKwh).toBe(0.000000000351);
  });

  it('a total that contradicts the epochs stays', () => {
    expect(of(standardLog(), outputLog([{ energy: '0.005000000000 kWh' }])).corrected.energyKwh).toBe(0.005);
    expect(of(standardLog(), outputLog([{ energy: '0.0100 kWh' }])).corrected.energyKwh).toBe(0.01);
  });
});

describe('CO2eq', () => {
  it('of a block that cannot tell is unknown', () => {
    const { logged, corrected } = of(standardLog(), outputLog([{ co2eq: 'nan g', km: null }]));
    expect([logged.co2eqG, corrected.co2eqG, corrected.equivalents]).toEqual([null, null, null]);
  });

  it('of a run that was cut off comes from its intensity lines', () => {
    const standard = standardLog({ closing: [] }) + line(61, 'Carbon intensity fetched: 200.00 gCO2/kWh at DK');
    expect(of(standard).corrected.co2eqG).toBeCloseTo(0.79, 9);
  });
});

describe('a format that measures spans', () => {
  const STEADY = [100, 100, 100, 100, 100, 100];
  const session = (...lines: string[]): Figures => {
    const { runs } = readSourceText(carbontrackerEvents, lines.join(''));
    return figuresOf(runs[0] as Run);
  };
  const body = spanStart('a', 0) + powers(0, STEADY) + spanStop('a', 10);

  it('counts what was measured, and keeps the printed total as logged', () => {
    const sums = { total_power_usage_kwh: 0.5, total_emissions_g: 7, duration_s: 20 };
    expect(session(started(), body, finished(10, sums))).toMatchObject({
      basis: 'measured',
      logged: { energyKwh: 0.5, co2eqG: 7, durationS: 20 },
      corrected: { energyKwh: expect.closeTo(1000 / 3.6e6, 12), co2eqG: null, durationS: 10, epochs: 0 },
    });
  });

  it('of a session that was cut off is recovered, and of one without a reading nothing', () => {
    expect(session(started(), body)).toMatchObject({
      basis: 'recovered',
      corrected: { energyKwh: expect.closeTo(1000 / 3.6e6, 12) },
    });
    expect(
      session(started(), spanStart('a', 0), spanStop('a', 10), finished(10, { total_power_usage_kwh: 1 })),
    ).toMatchObject({
      basis: 'none',
      logged: { energyKwh: 0 },
      corrected: { energyKwh: 0 },
    });
    expect(session(started(), body, finished(10))).toMatchObject({
      basis: 'measured',
      logged: { energyKwh: expect.closeTo(1000 / 3.6e6, 12) },
    });
  });
});

describe('how energy was obtained', () => {
  const component = (method: Component['method'], name = 'gpu'): Component => ({ name, devices: [name], method });
  const bare = runOf(standardLog({ epochs: [] }), outputLog());
  const measured = (components: Component[], watts: Record<string, string>): Run => ({
    ...runOf(standardLog({ epochs: [{ power: watts }] })),
    components,
  });

  it('is that of each component with a power above 0 W', () => {
    const both = [component('simulated'), component('estimated', 'cpu')];
    expect(obtainedOf(measured(both, { gpu: '1.0', cpu: '1.0' }))).toEqual(['estimated', 'simulated']);
    expect(obtainedOf(measured(both, { gpu: '0.0', cpu: '1.0' }))).toEqual(['estimated']);
    expect(obtainedOf(measured(both, { gpu: '1.0', cpu: 'None' }))).toEqual(['simulated']);
    expect(
      obtainedOf(measured([component('counter'), component('sampled', 'cpu')], { gpu: '1.0', cpu: '1.0' })),
    ).toEqual(['measured']);
    expect(obtainedOf(measured(both, { gpu: '0.0', cpu: '0.0' }))).toEqual([]);
  });

  it('of a total without epochs is that of each component that is named, measured where none is', () => {
    expect(obtainedOf({ ...bare, components: [component('simulated'), component('unknown', 'cpu')] })).toEqual([
      'measured',
      'simulated',
    ]);
    expect(obtainedOf({ ...bare, components: [component('estimated')] })).toEqual(['estimated']);
    expect(obtainedOf({ ...bare, components: [] })).toEqual(['measured']);
    expect(obtainedOf({ ...bare, components: [], actual: null })).toEqual([]);
    expect(obtainedOf({ ...bare, components: [component('estimated')], actual: null })).toEqual([]);
  });

  it('of an epoch that was open is that of the devices with energy in it', () => {
    const components = [component('counter'), component('estimated', 'cpu')];
    const devices = [device('gpu:0'), device('cpu:0', { method: 'estimated' })];
    const open = (energyJ: (number | null)[] | null) => {
      const unfinished = energyJ === null ? null : { number: 1, startS: 0, endS: 5, energyJ };
      return obtainedOf({
        ...bare,
        actual: null,
        components,
        tracking: { devices, unfinished, epochs: [] } as unknown as Tracking,
      });
    };
    expect(open([5, 5])).toEqual(['measured', 'estimated']);
    expect(open([null, 5])).toEqual(['estimated']);
    expect(open([5, 0])).toEqual(['measured']);
    expect([open([0, null]), open([]), open(null)]).toEqual([[], [], []]);
  });

  it.each([
    [[], 'measured'],
    [['measured', 'simulated'], 'measured'],
    [['estimated', 'simulated'], 'simulated'],
    [['estimated'], 'estimated'],
    [['simulated'], 'simulated'],
  ] as const)('%j is the basis %s', (obtained, basis) => expect(basisOf(obtained)).toBe(basis));
});

describe('figures of blocks', () => {
  it('of carbontracker up to 1.0.x: the first epochs count as far as they were recorded', () => {
    const run = runOf(standardLog({ epochs: epochs(2) }), outputLog([actual(1)]));
    const first = { ...(run.actual as NonNullable<Run['actual']>), block: 'first' as const };
    expect(monitoredPart({ ...run, actual: first })).toMatchObject({
      source: 'epochs',
      epochs: 2,
      agreement: 'unknown',
    });
    expect(monitoredPart({ ...run, actual: { ...first, epochs: null } })).toMatchObject({
      source: 'epochs',
      epochs: 2,
    });
    expect(monitoredPart({ ...run, actual: { ...first, epochs: 2 } })).toMatchObject({ source: 'printed' });
    expect(figuresOf({ ...run, actual: { ...first, epochs: 2 }, plannedEpochs: 2 }).basis).toBe('measured');
    expect(
      figuresOf({ ...run, actual: { ...first, epochs: 2 }, plannedEpochs: null, end: 'stopped-early' }).basis,
    ).toBe('recovered');
    expect(
      figuresOf({ ...run, actual: { ...first, epochs: null }, plannedEpochs: 2, end: 'stopped-early' }).basis,
    ).toBe('recovered');
  });

  it('that print all digits of a double keep their CO2eq, unless their energy was corrected', () => {
    const run = runOf(standardLog(), outputLog());
    const exact = { ...(run.actual as NonNullable<Run['actual']>), co2eqG: 0.123_456_789, co2eqResolutionG: 0 };
    const figures = figuresOf({ ...run, actual: exact }).corrected;
    expect(figures.co2eqG).toBe(0.123_456_789);
    expect(figures.equivalents).toEqual({ 'km travelled by car': 0.123_456_789 / 106.8 });
    const averaged = runOf(
      standardLog({ components: 'GPU with device(s) A, B. CPU with device(s) cpu:0.' }),
      outputLog(),
    );
    const corrected = figuresOf({ ...averaged, actual: exact }).corrected;
    expect(corrected.co2eqG).toBeCloseTo((0.123_456_789 * 250) / 150, 9);
  });

  it('of devices that were averaged: the energy of the epochs before that correction', () => {
    const components = 'GPU with device(s) A, B. CPU with device(s) cpu:0.';
    const part = monitoredPart(runOf(standardLog({ components }), outputLog([{ energy: '0.004 kWh' }])));
    expect(part.source).toBe('epochs');
    expect(finerKwh(part)).toBeCloseTo(0.00395, 12);
    expect(finerKwh(monitoredPart(runOf(standardLog({ components }), outputLog())))).toBeNull();
  });

  it('of a run with an end and fewer epochs than planned: extrapolated whether the end line or the block shows it', () => {
    const log = outputLog([predicted(10), actual(2)]);
    for (const closing of [[], ['Monitoring thread ended.']]) {
      const run = runOf(
        standardLog({ epochs: epochs(2), closing }),
        closing.length > 0 ? log : block(60, predicted(10)) + block(120, actual(2)),
      );
      expect(figuresOf(run)).toMatchObject({ basis: 'predicted', corrected: { epochs: 10 } });
    }
    // As many epochs as were planned are on record, or printed.
    expect(of(standardLog({ epochs: epochs(3) }), outputLog([predicted(3), actual(3)])).basis).toBe('measured');
    const run = runOf(standardLog({ epochs: epochs(2) }), outputLog([actual(3)]));
    expect(figuresOf({ ...run, plannedEpochs: 3 }).basis).toBe('measured');
  });

  describe('without epochs, between the two that are printed', () => {
    const between = (actualKwh: string, predictedKwh: string): number =>
      of(
        null,
        outputLog([
          { heading: 'Predicted consumption for 10 epoch(s):', time: '0:16:40', energy: predictedKwh },
          { heading: 'Actual consumption for 2 epoch(s):', time: '0:03:20', energy: actualKwh },
        ]),
      ).corrected.energyKwh;

    it.each([
      // Five times the actual energy is the prediction, to the printed digits: the prediction counts.
      ['0.2 kWh', '1.2 kWh', 1.2],
      ['0.20 kWh', '1.02 kWh', 1.02],
      // Beyond them the smaller of both, never less than was measured.
      ['0.20 kWh', '1.10 kWh', 1],
      ['0.20 kWh', '0.90 kWh', 0.9],
      ['0.20 kWh', '0.10 kWh', 0.2],
      ['0.20 kWh', '1.04 kWh', 1],
    ])('%s for 2 of 10, predicted %s: %d kWh', (measured, prediction, kwh) => {
      expect(between(measured, prediction)).toBeCloseTo(kwh, 12);
    });
  });
});
