/** Times that are taken, by device: what several runs claim at once is told to the later one. */

interface Span {
  /** Unix time in s. */
  fromS: number;
  toS: number;
}

/** Spans of each device in the order of time, without overlap. */
export class ClaimedTimes {
  readonly #spans = new Map<string, Span[]>();

  /**
   * Takes a span for a device.
   *
   * @returns seconds of it that were taken before
   */
  claim(device: string, fromS: number, toS: number): number {
    if (!(toS > fromS)) return 0;
    const spans = this.#spans.get(device);
    if (spans === undefined) {
      this.#spans.set(device, [{ fromS, toS }]);
      return 0;
    }
    const first = firstEndingFrom(spans, fromS);
    const union = { fromS, toS };
    let takenS = 0;
    let next = first;
    for (; next < spans.length && (spans[next] as Span).fromS <= toS; next += 1) {
      const other = spans[next] as Span;
      takenS += Math.max(0, Math.min(other.toS, toS) - Math.max(other.fromS, fromS));
      union.fromS = Math.min(union.fromS, other.fromS);
      union.toS = Math.max(union.toS, other.toS);
    }
    spans.splice(first, next - first, union);
    return takenS;
  }
}

/** Index of the first span that ends at a moment or later. */
function firstEndingFrom(spans: readonly Span[], atS: number): number {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle] as Span).toS < atS) low = middle + 1;
    else high = middle;
  }
  return low;
}
