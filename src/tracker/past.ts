/** What a device used at any time of a run, so that a window can start or end a while ago. */
import { type MeterGap, type Segment, Window } from './window.ts';

/** The latest stretch of time, in s, of which every segment is kept. Marks that a training holds in a buffer can come much later. */
const FINE_S = 900;

/** So many older segments are kept: where there are more, neighbours are joined, so that a run of any length takes little memory. */
const MOST_COARSE = 4096;

/** Joined segments are no longer than this part of the time: two neighbours are longer, so that half of the most remains. */
const JOINED_TO = MOST_COARSE / 4;

/** Segments and gaps since the start of a run; old ones are joined. */
export class Past {
  #segments: KeptSegment[] = [];
  #sampled: KeptSegment[] = [];
  #gaps: MeterGap[] = [];

  /** Adds energy that counts, in the order of time. */
  addSegments(segments: readonly Segment[]): void {
    for (const segment of segments) this.#segments.push(kept(segment));
    this.#segments = thinned(this.#segments, joinSegments);
  }

  /** Adds integrated power for comparison, in the order of time. */
  addSampled(segment: Segment): void {
    this.#sampled.push(kept(segment));
    this.#sampled = thinned(this.#sampled, joinSegments);
  }

  /** Adds a gap, in the order of time. */
  addGap(gap: MeterGap): void {
    this.#gaps.push(gap);
    this.#gaps = thinned(this.#gaps, joinGaps);
  }

  /** A window as if it had been opened at that time. */
  since(atS: number): Window {
    const window = new Window(atS);
    for (const segment of after(atS, this.#segments)) window.addSegment(segment);
    for (const segment of after(atS, this.#sampled)) window.addSampled(segment);
    for (const gap of after(atS, this.#gaps)) window.addGap(gap);
    return window;
  }
}

/** The parts that reach beyond a time. */
function after<T extends { toS: number }>(atS: number, parts: readonly T[]): readonly T[] {
  let first = parts.length;
  while (first > 0 && (parts[first - 1]?.toS ?? atS) > atS) first -= 1;
  return parts.slice(first);
}

/** A segment with the time of it that is known. */
type KeptSegment = Required<Segment>;

const kept = (segment: Segment): KeptSegment => ({ coveredS: segment.toS - segment.fromS, ...segment });

/** Joins neighbours among the old parts where there are too many of them: each then is a small share of the time. */
function thinned<T extends { fromS: number; toS: number }>(parts: T[], join: (one: T, next: T) => T): T[] {
  const fineFromS = (parts.at(-1)?.toS ?? 0) - FINE_S;
  if ((parts[MOST_COARSE]?.toS ?? fineFromS) >= fineFromS) return parts;
  const longestS = (fineFromS - (parts[0]?.toS ?? fineFromS)) / JOINED_TO;
  const thinner: T[] = [];
  for (const part of parts) {
    const last = thinner.at(-1);
    if (last !== undefined && part.toS < fineFromS && part.toS - last.fromS <= longestS) {
      thinner[thinner.length - 1] = join(last, part);
    } else thinner.push(part);
  }
  return thinner;
}

function joinSegments(one: KeptSegment, next: KeptSegment): KeptSegment {
  const [energyJ, coveredS] = [one.energyJ + next.energyJ, one.coveredS + next.coveredS];
  return { fromS: one.fromS, toS: next.toS, energyJ, coveredS };
}

function joinGaps(one: MeterGap, next: MeterGap): MeterGap {
  return { ...one, toS: next.toS };
}

/** Spreads what a counter counted over its time as the power that was read meanwhile was spread. */
export function shaped(counted: Segment, sampled: readonly Segment[]): Segment[] {
  const covering = sampled.filter(({ fromS, toS }) => fromS >= counted.fromS - SLACK_S && toS <= counted.toS + SLACK_S);
  const [first, last] = [covering[0], covering.at(-1)];
  const sampledJ = covering.reduce((sum, { energyJ }) => sum + energyJ, 0);
  const coveredS = covering.reduce((sum, { fromS, toS }) => sum + toS - fromS, 0);
  if (first === undefined || last === undefined || sampledJ <= 0) return [counted];
  if (coveredS < counted.toS - counted.fromS - SLACK_S) return [counted];
  return covering.map((part) => ({
    fromS: part === first ? counted.fromS : part.fromS,
    toS: part === last ? counted.toS : part.toS,
    energyJ: (part.energyJ * counted.energyJ) / sampledJ,
  }));
}

/** Power and counter of one reading have one time; rounding is all that may differ. */
const SLACK_S = 1e-6;
