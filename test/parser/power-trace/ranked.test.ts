import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ranked } from '../../../src/parser/power-trace/ranked.ts';

const sorted = (numbers: readonly number[]): Float64Array => Float64Array.from(numbers).sort();

/** An order of 0, 1, 2 ... in which each round finds the least of what is left in the middle. */
function unlucky(count: number): number[] {
  const numbers = Array.from({ length: count }, (_, i) => i);
  for (let first = count - 2; first >= 0; first -= 1) {
    const middle = (first + count - 1) >> 1;
    [numbers[first], numbers[middle]] = [numbers[middle] as number, numbers[first] as number];
  }
  return numbers;
}

describe('the number of a rank', () => {
  it('is the one at that place of the sorted numbers', () => {
    const numbers = fc.array(fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: 0, max: 5 })), { minLength: 1 });
    fc.assert(
      fc.property(numbers, fc.nat(), (list, at) => {
        const place = at % list.length;
        const own = Float64Array.from(list);
        expect(Math.abs(ranked(own, place) - (sorted(list)[place] as number)) || 0).toBe(0);
        expect(own.sort()).toEqual(sorted(list));
      }),
    );
  });

  it('is found one rank after the other, and among equal numbers', () => {
    const own = Float64Array.from([5, 3, 9, 1, 7, 3, 3]);
    expect([6, 0, 3, 1, 5, 2, 4].map((place) => ranked(own, place))).toEqual([9, 1, 3, 3, 7, 3, 5]);
    expect(ranked(new Float64Array(1000).fill(2), 500)).toBe(2);
  });

  it('is found in an unlucky order, too', () => {
    for (const count of [2, 10, 65, 66, 67, 1000]) {
      const numbers = unlucky(count);
      for (const place of [count - 1, count >> 1, 0])
        expect(ranked(Float64Array.from(numbers), place), `${place} of ${count}`).toBe(place);
    }
  });
});
