/** What is known of the latest stretch of time of a device, so that a window can start or end a while ago. */
import { type MeterGap, type Segment, Window } from './window.ts';

/** How far back a window can start, in s. */
const PAST_S = 900;

/** Parts that are older are dropped in one go when there are this many. */
const DROPPED_AT_ONCE = 256;

/** Segments and gaps of the latest `PAST_S` seconds. */
export class Past {
  #segments: Segment[] = [];
  #sampled: Segment[] = [];
  #gaps: MeterGap[] = [];

  /** Adds energy that counts, in the order of time. */
  addSegments(segments: readonly Segment[]): void {
    this.#segments.push(...segments);
    this.#segments = recent(this.#segments);
  }

  /** Adds integrated power for comparison, in the order of time. */
  addSampled(segment: Segment): void {
    this.#sampled.push(segment);
    this.#sampled = recent(this.#sampled);
  }

  /** Adds a gap, in the order of time. */
  addGap(gap: MeterGap): void {
    this.#gaps.push(gap);
    this.#gaps = recent(this.#gaps);
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

function recent<T extends { toS: number }>(parts: T[]): T[] {
  const fromS = (parts.at(-1)?.toS ?? 0) - PAST_S;
  if ((parts[DROPPED_AT_ONCE]?.toS ?? fromS) >= fromS) return parts;
  return parts.filter(({ toS }) => toS >= fromS);
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
