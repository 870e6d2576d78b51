import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ABSENT, NumberMap } from '../../../src/accounting/ledger/number-map.ts';

/** Hashes of 53 bits, moments next to each other, moments before 1970, and impossible ones. */
const keys = fc.oneof(
  fc.integer({ min: -(2 ** 53) + 1, max: 2 ** 53 - 1 }),
  fc.integer({ min: 700_000_000, max: 700_000_040 }),
  fc.integer({ min: -40, max: -2 }),
  fc.constant(Number.NaN),
);

describe('a map from numbers to numbers', () => {
  it('finds what was set last under each key, as a Map does', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(keys, fc.nat({ max: 2 ** 31 - 1 })), { maxLength: 6000 }), keys, (all, other) => {
        const map = new NumberMap();
        const truth = new Map<number, number>();
        for (const [key, value] of all) {
          map.set(key, value);
          truth.set(key, value);
        }
        for (const key of [...truth.keys(), other]) expect(map.get(key)).toBe(truth.get(key) ?? ABSENT);
      }),
      { numRuns: 40 },
    );
  });

  it('grows', () => {
    const map = new NumberMap();
    for (let key = 0; key < 5000; key += 1) map.set(key * 3, key);
    const found = Array.from({ length: 5000 }, (_, key) => map.get(key * 3));
    expect(found).toEqual(Array.from({ length: 5000 }, (_, key) => key));
    expect([map.get(1), map.get(15_000)]).toEqual([ABSENT, ABSENT]);
  });
});
