/** Logs made to be slow, at sizes that double: time must grow no faster. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { HOSTILE_KINDS, makeHostileLog } from '../hostile-logs.mjs';
import { compare } from '../measure.mjs';
import { ctParse } from '../programs.mjs';
import { mib, seconds, table } from '../tables.mjs';

const SIZES_MIB = [1, 2, 4, 8];
const ROUNDS = 2;
/** Some of these logs hold no figure, which `aggregate` says with 1. */
const EXIT_CODES = [0, 1];

export function hostileTable(root) {
  const rows = HOSTILE_KINDS.map((kind) => {
    const folders = SIZES_MIB.map((sizeMib) => path.join(root, `${sizeMib}`));
    SIZES_MIB.forEach((sizeMib, i) => {
      makeHostileLog(folders[i], kind, sizeMib);
    });
    const commands = folders.map((folder, i) => [SIZES_MIB[i], [...ctParse, 'aggregate', folder]]);
    const measured = compare(Object.fromEntries(commands), ROUNDS, undefined, EXIT_CODES);
    for (const folder of folders) rmSync(folder, { recursive: true });
    const walls = SIZES_MIB.map((size) => measured[size].wallS);
    return [kind, ...walls.map(seconds), mib(measured[SIZES_MIB.at(-1)].peakMib)];
  });
  return table([['a log of', ...SIZES_MIB.map((size) => `${size} MiB: s`), 'MiB'], ...rows]);
}
