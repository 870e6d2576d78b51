/** Which runs of a large file were alone on their machine, as far as the file shows: those need not wait for others. */

/** Files of fewer runs need no such search. */
const LEAST_RUNS = 10_000;

/** A run's time, in ms. */
export interface Span {
  /** Start in ms; NaN where it is not known. */
  startMs: number;
  /** End in ms; NaN where it is not known. */
  endMs: number;
}

/**
 * Finds the spans that no other one overlaps.
 *
 * @param spanOf a run, in any order; NaN where its time is not known
 * @returns one for each span, or null in a file of few runs
 */
export function aloneIn(count: number, spanOf: (index: number) => Span): Uint8Array | null {
  if (count < LEAST_RUNS) return null;
  const [starts, ends] = [new Float64Array(count), new Float64Array(count)];
  const isAlone = new Uint8Array(count);
  const timed: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const { startMs, endMs } = spanOf(i);
    if (!(endMs >= startMs)) continue;
    starts[i] = startMs;
    ends[i] = endMs;
    isAlone[i] = 1;
    timed.push(i);
  }
  const order = Uint32Array.from(timed).sort((a, b) => (starts[a] as number) - (starts[b] as number) || a - b);
  let longest = -1;
  for (const index of order) {
    if (longest !== -1 && (starts[index] as number) < (ends[longest] as number)) {
      isAlone[index] = 0;
      isAlone[longest] = 0;
    }
    if (longest === -1 || (ends[index] as number) > (ends[longest] as number)) longest = index;
  }
  return isAlone;
}
