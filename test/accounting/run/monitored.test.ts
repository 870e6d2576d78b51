import { describe, expect, it } from 'vitest';
import { epochEnergiesJ, type MonitoredPart, monitoredPart } from '../../../src/accounting/run/monitored.ts';
import { type BlockText, block, type EpochText, type StandardText, standardLog } from '../../helpers/logs.ts';
import { runOf } from '../../helpers/runs.ts';
import { device, trackLog } from '../../helpers/track-logs.ts';

const part = (actual: BlockText | null, standard: StandardText = {}): MonitoredPart =>
  monitoredPart(runOf(standardLog(standard), actual === null ? '' : block(60, actual)));

describe('monitoredPart', () => {
  it('printed and recomputed agree', () => {
    expect(part({})).toMatchObject({
      energyKwh: 0.00395,
      durationS: 60,
      epochs: 1,
      deviceRatio: 1,
      source: 'printed',
      agreement: 'same',
    });
  });

  it('nothing printed', () => {
    expect(part(null)).toMatchObject({
      energyKwh: expect.closeTo(0.00395, 12),
      source: 'epochs',
      agreement: 'unknown',
    });
  });

  it('coarser than the epochs', () => {
    expect(part({ energy: '0.0040 kWh' })).toMatchObject({
      energyKwh: expect.closeTo(0.00395, 12),
      source: 'epochs',
      agreement: 'same',
    });
  });

  it('coarser, but about something else', () => {
    expect(part({ energy: '0.0200 kWh' })).toMatchObject({ energyKwh: 0.02, source: 'printed', agreement: 'apart' });
  });

  it('another duration: the printed figures stay together', () => {
    expect(
      part({ heading: 'Actual consumption for 20 epoch(s):', time: '0:20:00', energy: '0.079 kWh' }),
    ).toMatchObject({
      energyKwh: 0.079,
      durationS: 1200,
      epochs: 20,
      source: 'printed',
      agreement: 'apart',
    });
  });

  it('the count of stop() is one short; the duration shows it', () => {
    const epochs = [{ power: { gpu: '150.0' } }, { power: { gpu: '150.0' } }];
    expect(
      part(
        { heading: 'Actual consumption for 1 epoch(s):', time: '0:02:00', energy: '0.007900000000 kWh' },
        { epochs },
      ),
    ).toMatchObject({ energyKwh: 0.0079, epochs: 2, durationS: 120 });
  });

  it('printed totals of averaged devices are scaled by what the epochs show', () => {
    const made = part({}, { components: 'GPU with device(s) A, B. CPU with device(s) cpu:0.' });
    expect(made.deviceRatio).toBeCloseTo(250 / 150, 12);
    expect(made.energyKwh).toBeCloseTo((0.00395 * 250) / 150, 12);
  });

  it('no epochs: the printed total, nothing to compare', () => {
    expect(part({}, { epochs: [] })).toMatchObject({
      energyKwh: 0.00395,
      durationS: 60,
      epochs: 1,
      agreement: 'unknown',
    });
  });

  it('epochs of unknown duration cannot contradict a printed total', () => {
    expect(part({}, { epochs: [{ duration: '-0:00:01.00', power: { gpu: '150.0' } }] }).agreement).toBe('unknown');
  });
});

const sum = (epochs: EpochText[], more: object = {}) => {
  const log = { pue: null, components: 'GPU with device(s) A, B. CPU with device(s) cpu:0.', epochs, ...more };
  const { summary, recorded } = monitoredPart(runOf(standardLog(log)));
  const { loggedKwh, filledKwh, resolutionKwh, durationS, measuredEpochs, unmeasuredS } = summary;
  const logged = { loggedKwh, filledKwh, resolutionKwh, durationS, measuredEpochs, unmeasuredS };
  return { ...logged, correctedKwh: recorded.correctedKwh, filledCorrectedKwh: recorded.filledKwh };
};
/** 360 W over a minute. */
const SIX_WH = 0.006;

describe('recorded epochs', () => {
  it('power x duration x PUE, as logged and corrected', () => {
    const made = sum([{ power: { gpu: '360.0', cpu: '36.0' } }]);
    expect(made).toMatchObject({
      durationS: 60,
      measuredEpochs: 1,
      unmeasuredS: 0,
      filledKwh: 0,
      filledCorrectedKwh: 0,
    });
    expect(made.loggedKwh).toBeCloseTo(SIX_WH * 1.1, 15);
    expect(made.correctedKwh).toBeCloseTo(SIX_WH * 2.1, 15);
    expect(made.resolutionKwh).toBeCloseTo((396 * 0.005) / 3.6e6, 15);
    expect(sum([{ power: { gpu: '360.0' } }], { pue: undefined }).loggedKwh).toBeCloseTo(SIX_WH * 1.58, 15);
  });

  it('an array is summed', () => {
    expect(sum([{ power: { gpu: '[160. 200.]' } }], { version: '1.2.5' }).loggedKwh).toBeCloseTo(SIX_WH, 15);
  });

  it('a missing reading takes the next measured one, and is told apart', () => {
    const made = sum([{ power: { gpu: 'None' } }, { power: { gpu: '180.0' } }, { power: { gpu: 'None' } }]);
    expect(made.loggedKwh).toBeCloseTo(SIX_WH, 15);
    expect(made.correctedKwh).toBeCloseTo(2 * SIX_WH, 15);
    expect(made.filledKwh).toBeCloseTo(SIX_WH / 2, 15);
    expect(made.filledCorrectedKwh).toBeCloseTo(SIX_WH, 15);
    expect(made).toMatchObject({ measuredEpochs: 1, unmeasuredS: 180, durationS: 180 });
  });

  it('an epoch of unknown duration adds nothing', () => {
    expect(sum([{ duration: '-0:01:00.00', power: { gpu: '360.0' } }])).toMatchObject({
      loggedKwh: 0,
      durationS: 0,
      measuredEpochs: 0,
    });
  });

  it('no epochs are nothing', () => {
    expect(sum([])).toEqual({
      loggedKwh: 0,
      correctedKwh: 0,
      resolutionKwh: 0,
      durationS: 0,
      measuredEpochs: 0,
      unmeasuredS: 0,
      filledKwh: 0,
      filledCorrectedKwh: 0,
    });
  });
});

describe('a printed duration', () => {
  it.each([
    // Each of two epochs may be 0.005 s off, and the printed time 1.5 s.
    ['0:02:01', 120],
    ['0:01:59', 120],
    ['0:02:02', 122],
    ['0:01:58', 118],
  ])('of %s beside 120 s of epochs counts as %d s', (time, durationS) => {
    const epochs = [{ power: { gpu: '150.0' } }, { power: { gpu: '150.0' } }];
    const text = { heading: 'Actual consumption for 2 epoch(s):', time, energy: '0.007900000000 kWh' };
    expect(part(text, { epochs }).durationS).toBe(durationS);
  });

  it('counts by the epochs where none was printed', () => {
    const run = runOf(standardLog(), block(60));
    const actual = run.actual === null ? null : { ...run.actual, durationS: null };
    expect(monitoredPart({ ...run, actual })).toMatchObject({ durationS: 60, epochs: 1 });
    const bare = runOf(standardLog({ epochs: [] }), block(60));
    expect(monitoredPart({ ...bare, actual })).toMatchObject({ durationS: 0, epochs: 1 });
  });
});

it('a total whose PUE no line names is not compared with its epochs', () => {
  const run = (version: string) => runOf(standardLog({ pue: null, version }), block(60, { energy: '0.0040 kWh' }));
  expect(monitoredPart(run('2.4.3'))).toMatchObject({ agreement: 'unknown', source: 'printed', energyKwh: 0.004 });
  expect(monitoredPart(run('1.0.7'))).toMatchObject({ agreement: 'apart', source: 'printed' });
});

it('rounding of powers is no difference, however large the total', () => {
  const epochs = [{ power: { gpu: '150000000.0' }, duration: '9:00:00.00' }];
  const kwh = (150e6 * 32_400 * 1.58) / 3.6e6;
  const agreement = (factor: number) =>
    part({ time: '9:00:00', energy: `${(kwh * factor).toFixed(12)} kWh` }, { epochs }).agreement;
  expect([agreement(1), agreement(1 + 9e-7), agreement(1 - 9e-7), agreement(1 + 3e-6), agreement(1 - 3e-6)]).toEqual([
    ...['same', 'same', 'same', 'apart', 'apart'],
  ]);
});

it('the journal of ct-track has the durations in full', () => {
  const { standard, output } = trackLog({
    devices: [device('gpu:0')],
    epochs: [{ startS: 5, endS: 15.004, energyJ: { 'gpu:0': 1000 } }],
  });
  const run = runOf(standard, output);
  expect(run.epochs[0]?.durationS).toBe(10);
  expect(monitoredPart(run).summary.durationS).toBeCloseTo(10.004, 9);
  const without = run.tracking === null ? null : { ...run.tracking, epochs: [null] };
  expect(monitoredPart({ ...run, tracking: without }).summary.durationS).toBe(10);
});

describe('energies of epochs', () => {
  const of = (epochs: EpochText[], components = 'GPU with device(s) A, B. CPU with device(s) cpu:0.'): number[] =>
    epochEnergiesJ(runOf(standardLog({ components, epochs })));

  it('are those of all devices, without PUE, in the order of the log', () => {
    expect(
      of([{ power: { gpu: '100.0', cpu: '10.0' } }, { power: { gpu: '50.0', cpu: '0.0' }, duration: '0:00:30.00' }]),
    ).toEqual([210 * 60, 100 * 30]);
  });

  it('have the power of the next epoch where they lack one', () => {
    expect(of([{ power: { gpu: 'None', cpu: '10.0' } }, { power: { gpu: '50.0', cpu: 'None' } }])).toEqual([
      110 * 60,
      100 * 60,
    ]);
  });

  it('are none without a duration, or without any power', () => {
    expect(
      of([{ power: { gpu: '1.0' }, duration: '-0:00:01.00' }, { power: { gpu: '5.0' } }, { power: { gpu: 'None' } }]),
    ).toEqual([600]);
  });
});
