/** The readings of one device over time, in memory that grows with them. */
import { ranked } from './ranked.ts';

/**
 * What the values of a series are: power in W, energy in J since some start (a counter), or energy in J since the reading
 * before.
 */
export type SeriesKind = 'power' | 'counter' | 'interval';

const FIRST_ROOM = 256;

/** Readings in the order in which they were written; only finite ones are kept. */
export class Series {
  /** What the values are. */
  kind: SeriesKind;
  /** Number of readings. */
  length = 0;
  #timesS = new Float64Array(FIRST_ROOM);
  #values = new Float64Array(FIRST_ROOM);

  constructor(kind: SeriesKind) {
    this.kind = kind;
  }

  /** Adds a reading; values below 0 are none. */
  push(timeS: number, value: number): void {
    if (!(value >= 0) || value > MOST || !Number.isFinite(timeS)) return;
    if (this.length === this.#timesS.length) this.#grow();
    this.#timesS[this.length] = timeS;
    this.#values[this.length] = value;
    this.length += 1;
  }

  /** Time of a reading in s. */
  timeS(i: number): number {
    return this.#timesS[i] as number;
  }

  /** Value of a reading in W or J. */
  value(i: number): number {
    return this.#values[i] as number;
  }

  /** Times of all readings in s. */
  get timesS(): Float64Array {
    return this.#timesS.subarray(0, this.length);
  }

  /** Values of all readings in W or J. */
  get values(): Float64Array {
    return this.#values.subarray(0, this.length);
  }

  #grow(): void {
    const [timesS, values] = [this.#timesS, this.#values];
    this.#timesS = new Float64Array(timesS.length * 2);
    this.#values = new Float64Array(values.length * 2);
    this.#timesS.set(timesS);
    this.#values.set(values);
  }
}

/** No device draws more W; no counter holds more J (2.8 billion kWh). */
const MOST = 1e16;

/** How often readings come. */
export interface Rhythm {
  /** Median of the positive distances between readings, in s. */
  typicalS: number;
  /** Readings that are further apart have a gap between them, in s. */
  longestS: number;
}

/** Readings of a time in which nothing was read for longer than this many typical intervals are on both sides of a gap. */
export const GAP_INTERVALS = 3;
/** A program that waits regularly, as nvidia-smi on a busy GPU does, leaves no gap up to this many typical intervals. */
const STALL_INTERVALS = 10;
/** What regular means: this many long intervals, and this share of all. */
const [LEAST_STALLS, LEAST_STALL_SHARE] = [5, 0.01];

/** The rhythm of several series; of readings that have none, one of a second. */
export function rhythmOf(all: readonly Series[]): Rhythm {
  const distances = distancesS(all);
  const typicalS = distances.length === 0 ? 1 : ranked(distances, distances.length >> 1);
  let stalls = 0;
  for (const distanceS of distances) {
    if (distanceS > GAP_INTERVALS * typicalS && distanceS <= STALL_INTERVALS * typicalS) stalls += 1;
  }
  const isRegular = stalls >= LEAST_STALLS && stalls >= LEAST_STALL_SHARE * distances.length;
  return { typicalS, longestS: (isRegular ? STALL_INTERVALS : GAP_INTERVALS) * typicalS };
}

/** Distances between readings, those of equal times and of clocks that were set back left out. */
function distancesS(all: readonly Series[]): Float64Array {
  const distances = new Float64Array(all.reduce((sum, { length }) => sum + length, 0));
  let count = 0;
  for (const { timesS } of all) {
    for (let i = 1; i < timesS.length; i += 1) {
      const distanceS = (timesS[i] as number) - (timesS[i - 1] as number);
      if (distanceS > 0) {
        distances[count] = distanceS;
        count += 1;
      }
    }
  }
  return distances.subarray(0, count);
}

/**
 * Runs of readings between which the time goes back. Small disorder within one is undone, and equal times are one reading.
 *
 * @returns the series itself, in an array, where its times are in order
 */
export function orderedParts(series: Series, { longestS }: Rhythm): Series[] {
  const { timesS } = series;
  const cuts = [0];
  let isOrdered = true;
  for (let i = 1; i < timesS.length; i += 1) {
    const distanceS = (timesS[i] as number) - (timesS[i - 1] as number);
    if (distanceS > 0) continue;
    isOrdered = false;
    if (distanceS < -longestS) cuts.push(i);
  }
  if (isOrdered) return timesS.length === 0 ? [] : [series];
  return cuts.map((start, i) => orderedPart(series, start, cuts[i + 1] ?? timesS.length));
}

function orderedPart(series: Series, start: number, end: number): Series {
  const order = Array.from({ length: end - start }, (_, i) => start + i);
  order.sort((a, b) => series.timeS(a) - series.timeS(b) || a - b);
  const result = new Series(series.kind);
  for (let from = 0; from < order.length; ) {
    const timeS = series.timeS(order[from] as number);
    let to = from;
    let sum = 0;
    let last = 0;
    for (; to < order.length && series.timeS(order[to] as number) === timeS; to += 1) {
      last = series.value(order[to] as number);
      sum += last;
    }
    // Of a counter the last reading holds all before it; energies of one time add up; powers are several in one tick.
    result.push(timeS, series.kind === 'counter' ? last : series.kind === 'interval' ? sum : sum / (to - from));
    from = to;
  }
  return result;
}
