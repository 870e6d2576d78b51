/** Rows of nvidia-smi that name no GPU, or only its model -> one device for each row of a tick, in their order. */
import type { ValueColumn } from './columns.ts';
import { addReading, newDevice, type TraceDevice } from './devices.ts';

/** Rows of one header as they come, until all are known. */
export class Unnamed {
  /** Time of each row, in s of the trace. */
  readonly timesS: number[] = [];
  /** Model and host in each row; empty where it names none. */
  readonly names: string[] = [];
  /** The values of each row in W, in the order of the columns. */
  readonly values: number[] = [];
  /** The columns of the values. */
  columns: readonly ValueColumn[] = [];

  /**
   * Adds a row.
   *
   * @param row one value for each column; NaN is none
   */
  add(timeS: number, name: string, columns: readonly ValueColumn[], row: readonly number[]): void {
    this.columns = columns;
    this.timesS.push(timeS);
    this.names.push(name);
    for (const value of row) this.values.push(value);
  }
}

/** Rows of one tick are closer together than this share of the time between two ticks. */
const WITHIN_TICK = 0.2;
/** Ticks of several GPUs have the same number of rows, but for the first and the last. */
const SAME_SIZE = 0.98;

/** The devices of rows, and how many GPUs of one name only their order distinguishes. */
export function byOrder(parts: readonly Unnamed[]): { devices: TraceDevice[]; distinct: number } {
  const devices = new Map<string, TraceDevice>();
  const distinct = parts.reduce((most, part) => Math.max(most, addPart(part, devices)), 0);
  return { devices: [...devices.values()], distinct: distinct > 1 ? distinct : 0 };
}

function addPart({ timesS, names, values, columns }: Unnamed, devices: Map<string, TraceDevice>): number {
  const limitS = tickLimitS(timesS);
  const seen = new Map<string, number>();
  let distinct = 0;
  for (let row = 0; row < timesS.length; row += 1) {
    const timeS = timesS[row] as number;
    if (row > 0 && Math.abs(timeS - (timesS[row - 1] as number)) > limitS) seen.clear();
    const name = names[row] as string;
    const order = seen.get(name) ?? 0;
    seen.set(name, order + 1);
    const key = `${name}\0${order}`;
    let device = devices.get(key);
    if (device === undefined) {
      const own = `gpu${devices.size}`;
      device = newDevice(own, name === '' ? own : name, 'gpu');
      devices.set(key, device);
      distinct = Math.max(distinct, order + 1);
    }
    for (const [i, column] of columns.entries()) {
      const value = values[row * columns.length + i] as number;
      if (Number.isNaN(value)) device.missing += 1;
      addReading(device, column, timeS, value);
    }
  }
  return distinct;
}

/**
 * The longest time between rows of one tick: 0 where only equal times belong together, more where the rows come in groups of
 * one size, as the rows of one tick may lie some milliseconds apart.
 */
function tickLimitS(timesS: readonly number[]): number {
  const distances = Float64Array.from({ length: Math.max(0, timesS.length - 1) }, (_, i) =>
    Math.abs((timesS[i + 1] as number) - (timesS[i] as number)),
  );
  if (distances.length < 3) return 0;
  const sorted = distances.slice().sort();
  // Of up to 64 GPUs the distances between ticks are at least the longest in 64.
  const betweenS = sorted[Math.floor(sorted.length * (1 - 1 / 128))] as number;
  const limitS = betweenS * WITHIN_TICK;
  const sizes = new Map<number, number>();
  let [size, ticks] = [1, 0];
  for (const [i, distanceS] of distances.entries()) {
    if (distanceS <= limitS) {
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
