import { describe, expect, it } from 'vitest';
import { sumEpochs } from '../../../src/accounting/run/epochs.ts';
import { type EpochText, standardLog } from '../../helpers/logs.ts';
import { runOf } from '../../helpers/runs.ts';

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
