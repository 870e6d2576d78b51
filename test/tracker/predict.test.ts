import { describe, expect, it } from 'vitest';
import { isBetter, predict } from '../../src/tracker/predict.ts';

const epoch = (energyJ: number, durationS = 10) => ({ energyJ, durationS });

describe('predict', () => {
  it('needs an epoch and a plan', () => {
    expect(predict([], 10)).toBeNull();
    expect(predict([epoch(1)], 0)).toBeNull();
  });

  it('multiplies one epoch, and knows no spread', () => {
    expect(predict([epoch(100)], 10)).toEqual({ epochs: 10, energyJ: 1000, durationS: 100, spreadJ: null });
  });

  it('keeps what was measured and leaves the first epoch out of what is to come', () => {
    const prediction = predict([epoch(50, 20), epoch(100), epoch(100)], 10);
    expect(prediction).toMatchObject({ energyJ: 950, durationS: 110, spreadJ: 0 });
  });

  it('has a spread that shrinks to nothing at the end', () => {
    const seen = [epoch(100), epoch(110), epoch(90), epoch(105)];
    const spread = [2, 3, 4].map((n) => predict(seen.slice(0, n), 4)?.spreadJ);
    expect(spread[0]).toBeGreaterThan(0);
    expect(spread[2]).toBe(0);
  });
});

describe('isBetter', () => {
  const prediction = (spreadJ: number | null) => ({ epochs: 10, energyJ: 1000, durationS: 100, spreadJ });

  it.each([
    [null, null, true],
    [5, null, true],
    [5, 20, true],
    [10, 20, true],
    [11, 20, false],
    [null, 20, false],
  ])('spread %s after %s: %s', (next, previous, expected) => {
    expect(isBetter(prediction(next), previous === null && next === null ? null : prediction(previous))).toBe(expected);
  });
});
