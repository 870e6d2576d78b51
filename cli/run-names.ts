/** Names of runs in tables, as short as they can be while they stay distinct. */
import { shortIds } from '../src/model/short-names.ts';
import { folderOf, readStem, splitNumber } from '../src/model/stem.ts';
import { withoutSharedParts } from '../src/model/text.ts';
import type { Column } from './table.ts';

/** Drops the time stamp of a stem, which the start column repeats, unless nothing else is left. */
export function withoutStamp(name: string): string {
  const at = name.lastIndexOf('/') + 1;
  const { stem, number } = splitNumber(name.slice(at));
  const { stamp } = readStem(stem);
  const short = stamp === null ? stem : stem.slice(0, -stamp.length).replace(/_$/, '');
  return name.slice(0, at) + (short || stem) + number;
}

const withoutStamps = (names: readonly string[]): readonly string[] => names.map(withoutStamp);

/** The column of a table that names runs. */
export const NAME_COLUMN: Column = {
  title: 'run',
  align: 'left',
  shrinks: true,
  shorter: [withoutStamps, (names) => withoutSharedParts(withoutStamps(names))],
};

/** Names of runs by their ids, the same in tables and notes; a single run needs no folder to be recognised. */
export function namesOf(ids: readonly string[]): (id: string) => string {
  const isOne = ids.every((id) => id === ids[0]);
  return isOne ? (id) => id.slice(folderOf(id).length) : shortIds(ids);
}

/** Replaces the id at the start of each row by its short name. */
export function withShortNames(rows: readonly (readonly string[])[]): string[][] {
  const nameOf = namesOf(rows.map(([id = '']) => id));
  return rows.map(([id = '', ...rest]) => [nameOf(id), ...rest]);
}
