/** A window of time in which the energy of a device is added up. */

/** A stretch of time with known energy. */
export interface Segment {
  /** Start in s, on the clock of the run. */
  fromS: number;
  /** End in s, on the clock of the run. */
  toS: number;
  /** Energy in J, without PUE. */
  energyJ: number;
  /** Seconds of it with known energy; absent where all of it is known. */
  coveredS?: number;
}

/** A stretch of time with unknown energy. */
export interface MeterGap {
  /** Start in s, on the clock of the run. */
  fromS: number;
  /** End in s, on the clock of the run. */
  toS: number;
  /** Error or state that prevented the readings. */
  reason: string;
}

/** What a device used in a window. */
export interface Measured {
  /** Start in s, on the clock of the run. */
  fromS: number;
  /** End in s, on the clock of the run. */
  toS: number;
  /** Energy in J without PUE, as measured, never scaled up over gaps; null when nothing of the window was measured. */
  energyJ: number | null;
  /** Time of the window with known energy, in s. */
  coveredS: number;
  /** Integrated power in J, to compare with the counter; null where there is no counter. */
  sampledJ: number | null;
  /** The first gaps; `gapCount` counts all. */
  gaps: MeterGap[];
  /** Number of all gaps. */
  gapCount: number;
}

/** More gaps than this are counted, not listed. */
const LISTED_GAPS = 20;

/** A window of time that is being measured. */
export class Window {
  /** Start in s, on the clock of the run. */
  readonly fromS: number;
  #energyJ = 0;
  #coveredS = 0;
  #sampledJ: number | null = null;
  #gaps: MeterGap[] = [];
  #gapCount = 0;

  constructor(fromS: number) {
    this.fromS = fromS;
  }

  /** Adds the part of a segment that lies behind the start, in proportion to its time. */
  addSegment(segment: Segment): void {
    const overlapS = segment.toS - Math.max(segment.fromS, this.fromS);
    if (overlapS <= 0) return;
    const lengthS = segment.toS - segment.fromS;
    const share = Math.min(1, overlapS / lengthS);
    this.#energyJ += segment.energyJ * share;
    this.#coveredS += segment.coveredS === undefined ? overlapS : segment.coveredS * share;
  }

  /** Adds integrated power for comparison. */
  addSampled(segment: Segment): void {
    const overlapS = segment.toS - Math.max(segment.fromS, this.fromS);
    if (overlapS <= 0) return;
    this.#sampledJ = (this.#sampledJ ?? 0) + segment.energyJ * Math.min(1, overlapS / (segment.toS - segment.fromS));
  }

  /** Adds the part of a gap that lies behind the start. */
  addGap(gap: MeterGap): void {
    if (gap.toS <= this.fromS) return;
    this.#gapCount += 1;
    if (this.#gaps.length < LISTED_GAPS) this.#gaps.push({ ...gap, fromS: Math.max(gap.fromS, this.fromS) });
  }

  /** The figure up to a moment, with segments that are not final yet. */
  measured(toS: number, provisional: readonly Segment[], openGap: MeterGap | null): Measured {
    const sum = new Window(this.fromS);
    for (const segment of provisional) sum.addSegment(segment);
    if (openGap !== null) sum.addGap(openGap);
    const coveredS = this.#coveredS + sum.#coveredS;
    return {
      fromS: this.fromS,
      toS,
      energyJ: coveredS > 0 ? this.#energyJ + sum.#energyJ : null,
      coveredS,
      sampledJ: this.#sampledJ,
      gaps: [...this.#gaps, ...sum.#gaps].slice(0, LISTED_GAPS),
      gapCount: this.#gapCount + sum.#gapCount,
    };
  }
}

/** What is left of a window when its rest, which ends at the same reading, is taken off. */
export function before(whole: Measured, rest: Measured): Measured {
  const coveredS = Math.max(0, whole.coveredS - rest.coveredS);
  const untilS = rest.fromS;
  const isKnown = whole.energyJ !== null && coveredS > Math.min(SHORTEST_S, (untilS - whole.fromS) / 2);
  const gaps = whole.gaps.filter(({ fromS }) => fromS < untilS);
  return {
    fromS: whole.fromS,
    toS: untilS,
    energyJ: isKnown ? Math.max(0, (whole.energyJ ?? 0) - (rest.energyJ ?? 0)) : null,
    coveredS: isKnown ? coveredS : 0,
    sampledJ: whole.sampledJ === null ? null : Math.max(0, whole.sampledJ - (rest.sampledJ ?? 0)),
    gaps: gaps.map((gap) => ({ ...gap, toS: Math.min(gap.toS, untilS) })),
    gapCount: whole.gapCount - rest.gapCount + gaps.filter(({ toS }) => toS > untilS).length,
  };
}

/** Less covered time of a longer window is the rounding of a difference of times. */
const SHORTEST_S = 1e-9;
