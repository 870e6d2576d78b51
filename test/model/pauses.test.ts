import fc from 'fast-check';
import { expect, it } from 'vitest';
import { wallSpans } from '../../src/model/pauses.ts';

it('each second of the run lies where the wall clock had it', () => {
  const pause = fc.record({ atS: fc.integer({ min: 0, max: 30 }), durationS: fc.integer({ min: 1, max: 9 }) });
  fc.assert(
    fc.property(
      fc.uniqueArray(pause, { maxLength: 5, selector: ({ atS }) => atS }),
      fc.integer({ min: 0, max: 30 }),
      fc.integer({ min: 1, max: 20 }),
      (pauses, startS, lengthS) => {
        // The wall clock goes through the run second by second.
        const expected: number[] = [];
        for (let runS = 0, wallS = 0; runS < startS + lengthS; runS += 1, wallS += 1) {
          wallS += pauses.find(({ atS }) => atS === runS)?.durationS ?? 0;
          if (runS >= startS) expected.push(wallS);
        }
        const spans = wallSpans(pauses, startS, startS + lengthS);
        const seconds = spans.flatMap(([fromS, toS]) => Array.from({ length: toS - fromS }, (_, i) => fromS + i));
        expect(seconds).toEqual(expected);
        for (const [fromS, toS] of spans) expect(toS).toBeGreaterThan(fromS);
      },
    ),
  );
});
