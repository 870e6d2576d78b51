/** Long runs in a readable number of steps. */

/** The smallest of 1, 2, 5, 10, 20, 50 ... that cuts `count` things into at most `most` bins. */
export function binSize(count: number, most: number): number {
  for (let decade = 1; ; decade *= 10) {
    for (const step of [1, 2, 5]) if (count <= step * decade * most) return step * decade;
  }
}

/** Half-open ranges of `size` that cover `count` things; the last one may be shorter. */
export function binRanges(count: number, size: number): { from: number; to: number }[] {
  const ranges: { from: number; to: number }[] = [];
  for (let from = 0; from < count; from += size) ranges.push({ from, to: Math.min(count, from + size) });
  return ranges;
}
