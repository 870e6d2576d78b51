/** Pauses of a run: its clock stands still in them, the wall clock goes on. */

/** A time in which the command was stopped to ask the user. */
export interface Pause {
  /** Seconds since the start of monitoring, without pauses. */
  atS: number;
  /** Length in s. */
  durationS: number;
}

/**
 * Places a stretch of a run's clock on the wall clock, where stretches of other runs can be compared with it.
 *
 * @param startS seconds since the start of monitoring, without pauses
 * @param endS as `startS`
 * @returns from and to, in s since the start of monitoring with pauses; one part more for each pause within the stretch
 */
export function wallSpans(pauses: readonly Pause[], startS: number, endS: number): [number, number][] {
  const inOrder = [...pauses].sort((a, b) => a.atS - b.atS);
  const spans: [number, number][] = [];
  let pausedS = 0;
  let fromS = startS;
  for (const { atS, durationS } of inOrder) {
    if (atS >= endS) break;
    if (atS > fromS) {
      spans.push([fromS + pausedS, atS + pausedS]);
      fromS = atS;
    }
    pausedS += durationS;
  }
  spans.push([fromS + pausedS, endS + pausedS]);
  return spans;
}
