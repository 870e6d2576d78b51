/** Runs that have no session yet, in the orders in which one is looked for. */
import { loggedEpochEnergyKwh, totalDurationS } from '../../../model/energy.ts';
import { stampToMs } from '../../../model/units.ts';
import type { Fragment } from './fragment.ts';
import type { Session } from './output.ts';

/** A run in the making; one side may be missing. */
export interface Pair {
  /** Its standard log; null where it is missing. */
  fragment: Fragment | null;
  /** Its output log; null where it is missing. */
  session: Session | null;
}

/** A run with the figures that its session is found by, added up once; not a number where unknown. */
export interface OpenRun {
  /** The run in the making. */
  pair: Pair;
  /** Place among the runs of the file. */
  place: number;
  /** Start in ms, read from the log's clock as if it were UTC: for differences only. */
  startMs: number;
  /** End in ms, as `startMs`. */
  endMs: number;
  /** Number of epochs on record. */
  epochs: number;
  /** Sum of the durations of the epochs, in s. */
  durationS: number;
  /** Tolerance of the printed time, in s. */
  toleranceS: number;
  /** Energy of the epochs as logged, in kWh with PUE. */
  energyKwh: number;
}

/** Runs that one session is compared with in one order, so that a file of runs that look alike is read in linear time. */
export const MOST_COMPARED = 64;

/** Adds up the figures by which the session of a run is found. */
export function openRun(pair: Pair, fragment: Fragment, place: number): OpenRun {
  const { epochs, startMs, endedAt, durationResolutionS, pue } = fragment;
  const energyKwh = epochs.reduce((sum, epoch) => sum + (loggedEpochEnergyKwh(epoch) ?? 0), 0);
  return {
    pair,
    place,
    startMs,
    endMs: endedAt === null ? Number.NaN : stampToMs(endedAt),
    epochs: epochs.length,
    durationS: totalDurationS(epochs),
    toleranceS: 1.01 + epochs.length * durationResolutionS,
    energyKwh: (pue?.value ?? 1) * energyKwh,
  };
}

/** Runs in the order of one of their figures; those that lack it are not in it. */
export class Order {
  readonly #runs: readonly OpenRun[];
  readonly #values: readonly number[];
  /** For each run the next one that may be open, itself first. */
  readonly #next: number[];

  constructor(runs: readonly OpenRun[], figureOf: (run: OpenRun) => number) {
    const known = runs.filter((run) => !Number.isNaN(figureOf(run)));
    this.#runs = known.sort((a, b) => figureOf(a) - figureOf(b) || a.place - b.place);
    this.#values = this.#runs.map(figureOf);
    this.#next = Array.from({ length: this.#runs.length + 1 }, (_, at) => at);
  }

  /** Open runs with a figure between two bounds, lowest first; limits the comparisons per session. */
  between(low: number, high: number): OpenRun[] {
    const found: OpenRun[] = [];
    for (let at = this.#open(this.#firstFrom(low)); found.length < MOST_COMPARED; at = this.#open(at + 1)) {
      const run = this.#runs[at];
      if (run === undefined || !((this.#values[at] as number) <= high)) break;
      found.push(run);
    }
    return found;
  }

  #firstFrom(low: number): number {
    let from = 0;
    let to = this.#values.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#values[middle] as number) < low) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  /** The first open run from a place on; runs that were given a session are passed over once. */
  #open(from: number): number {
    const next = this.#next;
    let at = from;
    while (at < this.#runs.length) {
      if (next[at] === at && this.#runs[at]?.pair.session !== null) next[at] = at + 1;
      if (next[at] === at) break;
      next[at] = next[next[at] as number] as number;
      at = next[at] as number;
    }
    return at;
  }
}
