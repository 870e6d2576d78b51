import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ClaimedTimes } from '../../../src/accounting/ledger/device-times.ts';

it('times that are claimed are those of the union, in any order', () => {
  const span = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 30 }));
  fc.assert(
    fc.property(fc.array(span, { maxLength: 20 }), (spans) => {
      const claimed = new ClaimedTimes();
      const seconds = new Set<number>();
      for (const [fromS, lengthS] of spans) {
        const own = Array.from({ length: lengthS }, (_, i) => fromS + i);
        expect(claimed.claim('x', fromS, fromS + lengthS)).toBe(own.filter((second) => seconds.has(second)).length);
        for (const second of own) seconds.add(second);
      }
      expect(claimed.claim('y', 0, 100)).toBe(0);
    }),
  );
});
