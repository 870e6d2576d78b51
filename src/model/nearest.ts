/** The known name nearest to a misspelled one, for messages that suggest it. */

/** Most typing errors: two, fewer for short words. */
const slipsAllowed = (word: string): number => (word.length > 4 ? 2 : 1);

/** The known name nearest to an unknown word; null where none is near. */
export function nearest(word: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let fewest = slipsAllowed(word) + 1;
  for (const name of known) {
    const slips = slipsBetween(word, name);
    if (slips < fewest) [best, fewest] = [name, slips];
  }
  return best;
}

/** Edit distance, in which two swapped letters count as one. */
function slipsBetween(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(changed, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) row[j] = Math.min(row[j] ?? 0, (before[j - 2] ?? 0) + 1);
    }
    [before, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
