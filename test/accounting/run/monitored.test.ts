import { describe, expect, it } from 'vitest';
import { type MonitoredPart, monitoredPart, sumEpochs } from '../../../src/accounting/run/monitored.ts';
import { type BlockText, block, type EpochText, type StandardText, standardLog } from '../../helpers/logs.ts';
import { runOf } from '../../helpers/runs.ts';

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

const sum = (epochs: EpochText[], more: object = {}): ReturnType<typeof sumEpochs> =>
  sumEpochs(
    runOf(
      standardLog({ pue: null, components: 'GPU with device(s) A, B. CPU with device(s) cpu:0.', epochs, ...more }),
    ),
  );
/** 360 W over a minute. */
const SIX_WH = 0.006;

describe('sumEpochs', () => {
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
