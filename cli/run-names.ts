/** Names of runs in tables: as short as they can be and still tell runs apart. */

import { foldersAlone } from '../src/model/short-names.ts';
import { readStem, splitNumber } from '../src/model/stem.ts';
import type { Column } from './table.ts';

/** Drops the folders that all runs share, so that what tells them apart fits. */
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

/** The stamp of a stem repeats the start, which has a column of its own; without anything else it stays. */
function withoutStamp(segments: readonly string[]): string {
  const { stem, number } = splitNumber(segments.at(-1) ?? '');
  const { stamp } = readStem(stem);
  const short = stamp === null ? stem : stem.slice(0, -stamp.length).replace(/_$/, '');
  return [...segments.slice(0, -1), (short || stem) + number].join('/');
}

/** The column of a table that names runs. */
export const NAME_COLUMN: Column = { title: 'run', align: 'left', shrinks: true, shorter: foldersAlone };

/** Rows that begin with an id, with its short name in its place. */
export function withShortNames(rows: readonly (readonly string[])[]): string[][] {
  const names = withoutCommonFolder(rows.map(([id = '']) => id));
  return rows.map(([, ...rest], i) => [names[i] ?? '', ...rest]);
}
