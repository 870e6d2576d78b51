import fc from 'fast-check';
import { expect, it } from 'vitest';
import { describeOutside } from '../../src/model/outside-energy.ts';

it('shares that were rounded add up', () => {
  const text = describeOutside({ beforeJ: 355, betweenJ: 0, afterJ: 6 }, 639);
  expect(text).toBe(
    '36 % of the energy is outside the epochs and not counted (35 % before the first, 1 % after the last)',
  );
});

it('the parts always add up to the whole, each within a step of its share', () => {
  const energy = fc.oneof(fc.constant(0), fc.double({ min: 1e-3, max: 1e6, noNaN: true }));
  fc.assert(
    fc.property(energy, energy, energy, energy, (beforeJ, betweenJ, afterJ, epochsJ) => {
      const text = describeOutside({ beforeJ, betweenJ, afterJ }, epochsJ);
      if (text === null) return;
      const [whole = 0, ...parts] = Array.from(text.matchAll(/([\d.]+) %/g), ([, number]) => Number(number));
      expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(whole, 6);
      const totalJ = beforeJ + betweenJ + afterJ + epochsJ;
      const shares = { 'before the first': beforeJ, 'between epochs': betweenJ, 'after the last': afterJ };
      for (const [place, energyJ] of Object.entries(shares)) {
        const shown = Number(new RegExp(`([\\d.]+) % ${place}`).exec(text)?.[1] ?? 0);
        expect(Math.abs(shown - (100 * energyJ) / totalJ)).toBeLessThanOrEqual(1.001);
      }
    }),
  );
});

it.each([
  // 5 % is not worth a word, and what is short of all does not read as all.
  [50, 950, null],
  [51, 949, 5],
  [990, 10, 99],
  [994, 6, 99.4],
  [999.96, 0.04, 99.9],
  [10, 0, 100],
  [0, 0, null],
])('%d J before and %d J in epochs: %j %', (beforeJ, epochsJ, percent) => {
  const text = describeOutside({ beforeJ, betweenJ: 0, afterJ: 0 }, epochsJ);
  if (percent === null) expect(text).toBeNull();
  else
    expect(text).toBe(
      `${percent} % of the energy is outside the epochs and not counted (${percent} % before the first)`,
    );
});
