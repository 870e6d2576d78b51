import { describe, expect, it } from 'vitest';
import { assess } from '../../../src/accounting/index.ts';
import { outputLog, standardLog } from '../../helpers/logs.ts';
import { runOf } from '../../helpers/runs.ts';

it('the range of a run with missing readings never goes below nothing', () => {
  // As in a damaged log: the total says 0 kWh, yet an epoch had a power and another had none.
  const epochs = [{ power: { gpu: 'None' } }, { power: { gpu: '150.0' } }];
  const nothing = { heading: 'Actual consumption for 2 epoch(s):', time: '0:02:00', energy: '0.000000000000 kWh' };
  const run = runOf(standardLog({ components: 'GPU with device(s) A.', epochs }), outputLog([nothing]));
  const finding = assess(run).findings.find(({ code }) => code === 'epoch-not-measured');
  expect(finding?.figures?.rangeKwh?.[0]).toBeGreaterThanOrEqual(0);
});

describe('an hour that did not pass', () => {
  const stamp = (seconds: number): string =>
    new Date(Date.UTC(2021, 2, 28) + seconds * 1000).toISOString().slice(0, 19);
  /** A log of 1.0.4 whose epochs last so many seconds by its stamps. */
  const logOf = (...durations: number[]): string => {
    const lines = ['carbontracker version 1.0.4', 'The following components were found:  gpu with device(s) A.'];
    let text = lines.map((message) => `${stamp(0).replace('T', ' ')},000 - MainThread - INFO - ${message}\n`).join('');
    let at = 0;
    for (const [i, duration] of durations.entries()) {
      const record = (message: string): string =>
        `${stamp(at).replace('T', ' ')},000 - MainThread - INFO - ${message}\n`;
      text += record(`Epoch ${i + 1} started.`);
      at += duration;
      text += record(`Epoch ${i + 1} ended.`) + record('Power usages for gpu: [[360.0]].');
    }
    return text;
  };
  const messages = (text: string): string[] =>
    assess(runOf(text)).findings.flatMap(({ code, message }) => (code === 'clock-set-forward' ? [message] : []));

  it('is told of the one epoch that is longer by it', () => {
    expect(messages(logOf(60, 3661, 59, 62))).toEqual([
      'epoch 2 lasts 3661 s, the others about 60 s: if summer time began in it, 360 Wh too much are counted',
    ]);
    expect(messages(logOf(600, 590, 4250, 610))).toHaveLength(1);
  });

  it.each([
    ['alike', [60, 61, 59]],
    ['longer by something else', [60, 3000, 59, 62]],
    ['long, twice', [60, 3660, 3660, 62, 61]],
    ['too few to compare', [60, 3660]],
  ])('is not where epochs are %s', (_, durations) => expect(messages(logOf(...durations))).toEqual([]));

  it('is not of a version that measures its time', () => {
    const epochs = ['0:01:00.00', '1:01:00.00', '0:01:00.00', '0:01:00.00'].map((duration) => ({
      duration,
      power: { gpu: '360.0' },
    }));
    expect(messages(standardLog({ epochs }))).toEqual([]);
    expect(messages(standardLog({ epochs, version: '1.0.7' }))).toEqual([]);
  });
});
