/** What the lines of an output make of a session, on a clock that a test turns. */
import { describe, expect, it } from 'vitest';
import { EpochSources } from '../../../src/tracker/command/epoch-sources.ts';
import { readEpochPattern } from '../../../src/tracker/epoch-pattern.ts';
import { IntensityLog } from '../../../src/tracker/intensity/intensity-log.ts';
import { WORLD_AVERAGE } from '../../../src/tracker/intensity/resolve.ts';
import { Session } from '../../../src/tracker/session/session.ts';

/** Durations of the epochs of a command that prints lines at these times and ends at `endS`. */
function durations(
  pattern: string,
  lines: readonly (readonly [atS: number, text: string])[],
  endS: number,
  exitCode = 0,
) {
  let nowS = 0;
  const session = new Session({
    sensors: [],
    clock: () => nowS,
    updateIntervalS: 1000,
    plannedEpochs: null,
    epochsBeforePred: 0,
    monitorEpochs: -1,
    interpretable: false,
    pue: { value: 1, source: 'test' },
    intensity: new IntensityLog(WORLD_AVERAGE, null, 900),
    countsWhole: 'no epoch was seen',
  });
  const epochs = new EpochSources(session, {
    pattern: readEpochPattern(pattern),
    plannedEpochs: null,
    path: null,
    note: () => undefined,
  });
  for (const [atS, text] of lines) {
    nowS = atS;
    epochs.look({ text, atS, isEnded: true, isWhole: true, isRedrawn: false });
  }
  nowS = endS;
  epochs.close();
  const result = session.stop({ exitCode, signal: null }, epochs.openEnd(exitCode));
  return result.epochs.map(({ durationS, complete }) => (complete ? durationS : -durationS));
}

const PLAIN = [
  [100, 'Epoch 1'],
  [180, 'Epoch 2'],
  [260, 'Epoch 3'],
] as const;

describe('lines without results', () => {
  it.each(['auto', 'Epoch (\\d+)'])('%s: an epoch follows the last, so they were starts', (pattern) => {
    expect(durations(pattern, PLAIN, 341)).toEqual([80, 80, 81]);
  });

  it.each(['auto', 'Epoch (\\d+)'])('%s: nothing follows the last, so they were ends', (pattern) => {
    expect([...durations(pattern, PLAIN, 262)].sort((a, b) => a - b)).toEqual([80, 80, 100]);
  });

  it('a bar of something else before them changes nothing', () => {
    const loading = [5, '  0%|          | 0/90 [00:00<?, ?it/s]'] as const;
    expect([...durations('auto', [loading, ...PLAIN], 262)].sort((a, b) => a - b)).toEqual([80, 80, 100]);
    expect(durations('auto', [loading, ...PLAIN], 341)).toEqual([80, 80, 81]);
  });

  it('a command that failed after the last was in an epoch', () => {
    expect(durations('auto', PLAIN, 262, 1)).toEqual([80, 80, -2]);
  });

  it('the only line, at the end of the command', () => {
    expect(durations('auto', [[100, 'Epoch 1']], 101)).toEqual([100]);
    expect(durations('auto', [[100, 'Epoch 1']], 150)).toEqual([50]);
  });
});

describe('other lines', () => {
  it('with results show ends, and the first epoch starts with the command', () => {
    const lines = PLAIN.map(([atS, text]) => [atS, `${text}: loss 0.3`] as const);
    expect(durations('auto', lines, 290)).toEqual([100, 80, 80]);
  });

  it('before the first epoch show where it starts', () => {
    const lines = [
      [40, 'Checkpoints will be saved to work_dirs'],
      [60, 'Epoch(train) [1][50/100]  lr: 0.1'],
      [100, 'Epoch(train) [2][50/100]  lr: 0.1'],
    ] as const;
    expect(durations('mmengine', lines, 120)).toEqual([60, 20]);
    expect(durations('auto', lines, 120)).toEqual([60, 20]);
  });

  it('without any epoch the whole command counts', () => {
    for (const pattern of ['auto', 'keras', 'huggingface']) {
      expect(durations(pattern, [[10, 'loading']], 50)).toEqual([-50]);
    }
  });
});
