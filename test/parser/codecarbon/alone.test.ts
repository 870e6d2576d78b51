import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aloneIn } from '../../../src/parser/codecarbon/alone.ts';

describe('runs of a large file that were alone', () => {
  it('nobody asks for a small file', () => {
    expect(aloneIn(9_999, () => ({ startMs: 0, endMs: 1 }))).toBeNull();
  });

  it('finds them as a comparison of all pairs does', () => {
    const span = fc.tuple(fc.nat(400), fc.integer({ min: 1, max: 6 }));
    fc.assert(
      fc.property(fc.array(span, { minLength: 1, maxLength: 60 }), (few) => {
        // All others are far behind, one after the other.
        const spans = Array.from({ length: 10_000 }, (_, i) => few[i] ?? ([1_000 + i * 10, 10] as const));
        const alone = aloneIn(spans.length, (i) => {
          const [start, length] = spans[i] as readonly [number, number];
          return { startMs: start, endMs: start + length };
        });
        few.forEach(([start, length], i) => {
          const overlaps = few.some(
            ([from, time], other) => other !== i && from < start + length && start < from + time,
          );
          expect(alone?.[i]).toBe(overlaps ? 0 : 1);
        });
        expect(alone?.subarray(few.length).every((one) => one === 1)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('what has no time is alone with nothing', () => {
    const alone = aloneIn(10_000, (i) =>
      i === 5 ? { startMs: Number.NaN, endMs: Number.NaN } : { startMs: i, endMs: i + 1 },
    );
    expect(alone?.[5]).toBe(0);
  });
});
