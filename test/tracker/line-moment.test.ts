import { describe, expect, it } from 'vitest';
import { showsResults, wereEnds } from '../../src/tracker/line-moment.ts';

describe('showsResults', () => {
  it.each([
    'Epoch 1/3 - loss 0.3',
    'epoch 3: train_loss=0.52, val_acc=0.91',
    'Epoch [2/10], Loss: 1.2e-03',
    "INFO:root:epoch 4 {'loss': 0.25}",
    'Epoch 7 finished.',
    'epoch 12 took 34.2 s',
    'Epoch 3 completed',
  ])('%s', (line) => {
    expect(showsResults(line)).toBe(true);
  });

  it.each([
    'Epoch 1/3',
    'Starting epoch 2 of 10',
    'Epoch 0/24 with learning rate 0.01',
    'Epoch 3:  50%|█████     | 5/10 [00:01<00:01,  4.8it/s, loss=0.3]',
    'Epoch 1/2  ━━━━ 3/5 0:00:00 loss: 0.512',
  ])('not %s', (line) => {
    expect(showsResults(line)).toBe(false);
  });
});

describe('wereEnds', () => {
  it.each([
    ['nothing follows the last of many', { beforeS: 12, epochsS: [10, 11], openS: 0.8 }, true],
    ['loading and an epoch are before the first', { beforeS: 300, epochsS: [10, 10], openS: 0.1 }, true],
    ['an epoch follows the last', { beforeS: 12, epochsS: [10, 11], openS: 10 }, false],
    ['no epoch has room before the first', { beforeS: 2, epochsS: [10, 11], openS: 0.2 }, false],
    ['the only line, at the very end', { beforeS: 100, epochsS: [], openS: 0.5 }, true],
    ['a short epoch after loading', { beforeS: 60, epochsS: [], openS: 3 }, false],
    ['a command that did nothing', { beforeS: 0.01, epochsS: [], openS: 0 }, false],
    [
      'no epoch is open, as behind the last planned one',
      { beforeS: 12, epochsS: [10], openS: Number.POSITIVE_INFINITY },
      false,
    ],
  ])('%s', (_, times, expected) => {
    expect(wereEnds(times)).toBe(expected);
  });
});
