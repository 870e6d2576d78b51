import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOMS, type Room } from '../../tools/mutation-rooms.mjs';

const rooms = Object.values(ROOMS);

const isMutated = ({ folders, files = [], except = [] }: Room, file: string): boolean =>
  files.includes(file) || (folders.includes(path.posix.dirname(file)) && !except.includes(file));

it('every file that reads a log or decides on a figure is mutated in one room', () => {
  for (const folder of ['src/log', 'src/model', 'src/parser', 'src/accounting/run', 'src/accounting/ledger']) {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    expect(names.length).toBeGreaterThan(5);
    for (const name of names) {
      const file = path.posix.join(folder, name.replaceAll(path.sep, '/'));
      expect(
        rooms.filter((room) => isMutated(room, file)),
        file,
      ).toHaveLength(1);
    }
  }
});

it('what the rooms name exists', () => {
  for (const { folders, files = [], except = [], tests, without = [] } of rooms) {
    for (const file of [...folders, ...files, ...except, ...tests, ...without])
      expect(existsSync(file), file).toBe(true);
  }
});
