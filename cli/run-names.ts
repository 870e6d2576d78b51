/** Names of runs in tables, as short as they can be while they stay distinct. */
import { foldersAlone } from '../src/model/short-names.ts';
import { readStem, splitNumber } from '../src/model/stem.ts';
import type { Column } from './table.ts';

/** Drops the folders that all runs share, so that the distinct parts fit. */
function withoutCommonFolder(ids: readonly string[]): string[] {
  const names = ids.map((id) => id.split('/'));
  const first = names[0] ?? [];
  let shared = 0;
  while (
    shared < first.length - 1 &&
    names.every((name) => shared < name.length - 1 && name[shared] === first[shared])
  ) {
    shared += 1;
  }
  return names.map((name) => withoutStamp(name.slice(shared)));
}

/** Drops the time stamp of a stem, which the start column repeats, unless nothing else is left. */
function withoutStamp(segments: readonly string[]): string {
  const { stem, number } = splitNumber(segments.at(-1) ?? '');
  const { stamp } = readStem(stem);
  const short = stamp === null ? stem : stem.slice(0, -stamp.length).replace(/_$/, '');
  return [...segments.slice(0, -1), (short || stem) + number].join('/');
}

/** The column of a table that names runs. */
export const NAME_COLUMN: Column = { title: 'run', align: 'left', shrinks: true, shorter: foldersAlone };

/** Replaces the id at the start of each row by its short name. */
export function withShortNames(rows: readonly (readonly string[])[]): string[][] {
  const names = withoutCommonFolder(rows.map(([id = '']) => id));
  return rows.map(([, ...rest], i) => [names[i] ?? '', ...rest]);
}
