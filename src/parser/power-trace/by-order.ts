/** Rows of nvidia-smi that name no GPU, or only its model -> one device for each row of a tick, in their order. */
import type { ValueColumn } from './columns.ts';
import { newDevice, seriesOf, type TraceDevice } from './devices.ts';
import { ranked } from './ranked.ts';

/** Rows of one header as they come, until all are known. */
export class Unnamed {
  /** The columns of the values. */
  readonly columns: readonly ValueColumn[];
  /** Time of each row, in s of the trace. */
  readonly timesS: number[] = [];
  /** Number of the name of each row, by the order in which names came. */
  readonly nameNumbers: number[] = [];
  /** The number of each name: model and host; empty where a row names none. */
  readonly names = new Map<string, number>();
  /** The values of each row in W, in the order of the columns; NaN is none. */
  readonly values: number[] = [];

  constructor(columns: readonly ValueColumn[]) {
    this.columns = columns;
  }

  /** Adds a row; its values follow. */
  add(timeS: number, name: string): void {
    const known = this.names.get(name);
    const number = known ?? this.names.size;
    if (known === undefined) this.names.set(name, number);
    this.timesS.push(timeS);
    this.nameNumbers.push(number);
  }
}

/** Rows of one tick are closer together than this share of the time between two ticks. */
const WITHIN_TICK = 0.2;
/** Ticks of several GPUs have the same number of rows, but for the first and the last. */
const SAME_SIZE = 0.98;

/** The devices of rows, and how many GPUs of one name only their order distinguishes. */
export function byOrder(parts: readonly Unnamed[]): { devices: TraceDevice[]; distinct: number } {
  const devices: TraceDevice[] = [];
  const named = new Map<string, TraceDevice[]>();
  for (const part of parts) addPart(part, named, devices);
  let distinct = 0;
  for (const { length } of named.values()) distinct = Math.max(distinct, length);
  return { devices, distinct: distinct > 1 ? distinct : 0 };
}

/** @param named devices of each name, in their order */
function addPart(part: Unnamed, named: Map<string, TraceDevice[]>, devices: TraceDevice[]): void {
  const { timesS, nameNumbers, values, columns } = part;
  const limitS = tickLimitS(timesS);
  const names = [...part.names.keys()];
  const known = names.map((name) => {
    const own = named.get(name) ?? [];
    named.set(name, own);
    return own;
  });
  // The last tick of each name, and how many of its rows had the name.
  const ticks = names.map(() => -1);
  const counts = names.map(() => 0);
  let tick = 0;
  for (let row = 0; row < timesS.length; row += 1) {
    const timeS = timesS[row] as number;
    if (row > 0 && Math.abs(timeS - (timesS[row - 1] as number)) > limitS) tick += 1;
    const number = nameNumbers[row] as number;
    const own = known[number] as TraceDevice[];
    const order = ticks[number] === tick ? (counts[number] as number) : 0;
    ticks[number] = tick;
    counts[number] = order + 1;
    let device = own[order];
    if (device === undefined) {
      const key = `gpu${devices.length}`;
      device = newDevice(key, names[number] || key, 'gpu');
      own.push(device);
      devices.push(device);
    }
    for (let i = 0; i < columns.length; i += 1) {
      const value = values[row * columns.length + i] as number;
      if (Number.isNaN(value)) device.missing += 1;
      seriesOf(device, columns[i] as ValueColumn).push(timeS, value);
    }
  }
}

/**
 * The longest time between rows of one tick: 0 where only equal times belong together, more where the rows come in groups of
 * one size, as the rows of one tick may lie some milliseconds apart.
 */
function tickLimitS(timesS: readonly number[]): number {
  const distances = new Float64Array(Math.max(0, timesS.length - 1));
  for (let i = 0; i < distances.length; i += 1) {
    distances[i] = Math.abs((timesS[i + 1] as number) - (timesS[i] as number));
  }
  if (distances.length < 3) return 0;
  // Of up to 64 GPUs the distances between ticks are at least the longest in 64.
  const betweenS = ranked(distances.slice(), Math.floor(distances.length * (1 - 1 / 128)));
  const limitS = betweenS * WITHIN_TICK;
  const sizes = new Map<number, number>();
  let [size, ticks] = [1, 0];
  for (let i = 0; i < distances.length; i += 1) {
    if ((distances[i] as number) <= limitS) {
      size += 1;
      continue;
    }
    // The first tick may have begun before the file.
    if (i >= size) {
      sizes.set(size, (sizes.get(size) ?? 0) + 1);
      ticks += 1;
    }
    size = 1;
  }
  for (const [one, count] of sizes) if (one > 1 && count >= SAME_SIZE * ticks && ticks > 0) return limitS;
  return 0;
}
