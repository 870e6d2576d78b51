import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countedSpans } from '../../../src/parser/events/spans.ts';

const LAST_S = 25;

it('each second of a root counts once, whatever lies inside or over it', () => {
  const span = fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd'),
    parent: fc.constantFrom(null, null, 'a', 'b', 'lost'),
    startS: fc.integer({ min: 0, max: 20 }),
    endS: fc.oneof(fc.constant(Number.NaN), fc.integer({ min: 0, max: 30 })),
  });
  fc.assert(
    fc.property(fc.array(span, { maxLength: 6 }), (spans) => {
      const isRoot = (parent: string | null): boolean => !spans.some(({ id }) => id === parent);
      const expected = Array.from({ length: 40 }, (_, second) => second).filter((second) =>
        spans.some(
          ({ parent, startS, endS }) =>
            isRoot(parent) && startS <= second && second < (Number.isNaN(endS) ? LAST_S : endS),
        ),
      );
      const counted = countedSpans(spans, LAST_S);
      const seconds = counted.flatMap(({ startS, endS }) =>
        Array.from({ length: endS - startS }, (_, i) => startS + i),
      );
      expect(seconds).toEqual(expected);
      for (const { startS, endS } of counted) expect(endS).toBeGreaterThan(startS);
    }),
    { numRuns: 300 },
  );
});

it('of two spans that start together the longer one is one part', () => {
  const spans = [
    { id: 'a', parent: null, startS: 0, endS: 5 },
    { id: 'b', parent: null, startS: 0, endS: 9 },
  ];
  expect(countedSpans(spans, LAST_S)).toEqual([{ startS: 0, endS: 9 }]);
});
