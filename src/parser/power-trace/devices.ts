/** What a trace measured: each device with its readings, and how the rows were read. */
import type { ValueColumn } from './columns.ts';
import type { Integral } from './integral.ts';
import { Series } from './series.ts';
import { energyKind } from './units.ts';

/** The readings of one column for one device. */
interface Channel {
  column: ValueColumn;
  series: Series;
}

/** One device of a trace. */
export interface TraceDevice {
  /** What distinguishes it from the others: a UUID, an index, the name of a column. */
  key: string;
  /** Model or name, for people. */
  name: string;
  /** `gpu`, `cpu`, `ram` or `other`. */
  component: string;
  /** Its columns, each with the readings. */
  channels: Channel[];
  /** Rows without a reading: `[N/A]`, `[Unknown Error]`, an empty cell. */
  missing: number;
}

/** A device without readings. */
export const newDevice = (key: string, name: string, component: string): TraceDevice => ({
  ...{ key, name, component },
  channels: [],
  missing: 0,
});

/** The readings of a column for a device, in W or J; without any where the column is new to it. */
export function seriesOf(device: TraceDevice, column: ValueColumn): Series {
  const known = device.channels.find((one) => one.column === column || isSame(one.column, column));
  if (known !== undefined) return known.series;
  const series = new Series(column.quantity.what === 'power' ? 'power' : 'counter');
  device.channels.push({ column, series });
  return series;
}

/** Files that were put together may have the columns in another order. */
const isSame = (one: ValueColumn, other: ValueColumn): boolean =>
  one.header === other.header && one.quantity.what === other.quantity.what;

/** A device with the one of its columns that counts. */
export interface CountedDevice extends Omit<TraceDevice, 'channels'> {
  /** Readings of the column that counts. */
  series: Series;
  /** The column that counts. */
  column: ValueColumn;
}

/** A device that counts, with what it used. */
export interface Measured {
  /** The device. */
  device: CountedDevice;
  /** Its energy and its gaps. */
  integral: Integral;
}

/**
 * Chooses the column that counts of each device: never two, as they show the same energy. Null for a device without
 * readings.
 */
export function countedDevice(device: TraceDevice): CountedDevice | null {
  const { key, name, component, missing } = device;
  const most = Math.max(0, ...device.channels.map(({ series }) => series.length));
  const [channel] = device.channels
    .filter(({ series }) => series.length > 0 && series.length * 2 >= most)
    .sort((a, b) => placeOf(a) - placeOf(b));
  if (channel === undefined) return null;
  const { column, series } = channel;
  if (column.quantity.what === 'energy' && column.isCounter === null) series.kind = energyKind(series.values);
  return { key, name, component, missing, series, column };
}

/** Energy is measured without gaps between readings, so it goes before power. */
const placeOf = ({ column }: Channel): number => (column.quantity.what === 'energy' ? -1 : column.rank);
