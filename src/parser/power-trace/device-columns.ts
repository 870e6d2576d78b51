/** Columns of a long table, in which each row is about one of several devices: which of them name it. */
import type { CsvRow } from '../csv-rows.ts';

/** A column that identifies the device of a row. */
export interface DeviceColumn {
  /** Place in a row, from 0. */
  index: number;
  /** What its cells are. */
  what: 'host' | 'uuid' | 'bus' | 'index' | 'name' | 'device';
}

/** A name of one of several computers. */
const HOST = /^(?:host|host ?name|node|node ?(?:id|name)|server|machine|computer)$/i;
/** A number or name of one of several GPUs. A bare `index` may number the rows. */
const GPU =
  /^(?:gpu|cuda|card|accelerator)(?: ?(?:id|idx|index|uuid|num|number|no|name|device))?$|^(?:cuda ?)?device ?(?:id|idx|index)$|^(?:local ?)?rank$/i;
/** A name of anything else that is measured. */
const ANY = /^(?:device|device ?name|uuid|component|domain|sensor|socket|package|rail|channel|psu|meter|outlet|plug)$/i;

/**
 * The columns that identify the device of a row together.
 *
 * @param names of all columns, as words
 * @param isTaken whether a column holds the time or a value
 */
export function deviceColumns(names: readonly string[], isTaken: (index: number) => boolean): DeviceColumn[] {
  return names.flatMap((name, index): DeviceColumn[] => {
    if (isTaken(index)) return [];
    if (HOST.test(name)) return [{ index, what: 'host' }];
    if (GPU.test(name)) return [{ index, what: 'index' }];
    return ANY.test(name) ? [{ index, what: 'device' }] : [];
  });
}

/** The column of the computer in a table that is otherwise nvidia-smi's, as of several of them put together. */
export const hostColumns = (names: readonly string[]): DeviceColumn[] =>
  names.flatMap((name, index): DeviceColumn[] => (HOST.test(name) ? [{ index, what: 'host' }] : []));

/** What names the device of the values of one column, in every row. */
export interface DeviceCells {
  /** What the column measures; null where the cells alone show it. */
  own: string | null;
  /** Places of the cells that name the device together. */
  places: readonly number[];
  /** Whether the columns of those cells are of GPUs. */
  isGpu: boolean;
}

/**
 * The cells that name the device of a value.
 *
 * @param own what the column of the value measures; null or `power` where its name does not show it
 * @param isOfGpu whether that may be one of several GPUs, and not the CPU beside them
 */
export function deviceCells(columns: readonly DeviceColumn[], own: string | null, isOfGpu: boolean): DeviceCells {
  const used = columns.filter(({ what }) => what !== 'name' && (isOfGpu || what === 'host'));
  return {
    own: own === UNNAMED && used.length > 0 ? null : own,
    places: used.map(({ index }) => index),
    isGpu: used.some(({ what }) => what === 'uuid' || what === 'index'),
  };
}

/** What identifies the device of a value in a row. */
export function deviceKey({ own, places }: DeviceCells, row: CsvRow): string {
  let key = own;
  for (const place of places) key = key === null ? row.cell(place) : `${key} ${row.cell(place)}`;
  return key ?? '';
}

/** What a column measures where its name shows only that it is power or energy. */
export const UNNAMED = 'power';
