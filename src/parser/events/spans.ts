/** The spans of a session -> the times that count: roots, and of spans that overlap each time once. */
import type { Span } from './session.ts';

/** A time that counts, in s. */
export interface CountedSpan {
  /** Start, as the stamps show it. */
  startS: number;
  /** End, as the stamps show it. */
  endS: number;
}

/**
 * The times that count, in order. Children lie inside their parents, in the precursor by their times alone; a span that is
 * open ends with the session.
 */
export function countedSpans(spans: readonly Span[], lastS: number): CountedSpan[] {
  const ids = new Set(spans.map(({ id }) => id));
  const roots = spans
    .filter(({ parent }) => parent === null || !ids.has(parent))
    .map(({ startS, endS }) => ({ startS, endS: Number.isNaN(endS) ? lastS : endS }))
    .filter(({ startS, endS }) => endS > startS)
    .sort((a, b) => a.startS - b.startS || b.endS - a.endS);
  const counted: CountedSpan[] = [];
  let untilS = Number.NEGATIVE_INFINITY;
  for (const { startS, endS } of roots) {
    if (endS <= untilS) continue;
    counted.push({ startS: Math.max(startS, untilS), endS });
    untilS = endS;
  }
  return counted;
}
