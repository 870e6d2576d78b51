import { readdirSync, statSync } from 'node:fs';

/** Files that are mutated together, and the tests that have to notice: those that mirror them. */
export const ROOMS = {
  log: { folders: ['src/log'], tests: ['test/log'] },
  model: { folders: ['src/model'], tests: ['test/model'] },
  run: { folders: ['src/accounting/run'], tests: ['test/accounting/run'] },
  ledger: { folders: ['src/accounting/ledger'], tests: ['test/accounting/ledger'] },
  parser: {
    folders: ['src/parser'],
    except: ['src/parser/read-ahead.ts'],
    tests: ['test/parser'],
    // `read-ahead` starts threads, and the others go through long or thousands of files.
    without: ['handed-in', 'linear', 'linear-sources', 'read-ahead'].map((name) => `test/parser/${name}.test.ts`),
  },
  find: {
    folders: ['src/parser/find', 'src/parser/find/archives'],
    except: ['src/parser/find/read-text.ts'],
    tests: ['test/parser/find', 'test/parser/encodings.test.ts'],
    without: ['test/parser/find/read-text.test.ts'],
  },
  // Apart, because its tests start threads. `read-text.test.ts`, which writes files of over 64 MiB, would take hours.
  files: {
    folders: [],
    files: ['src/parser/read-ahead.ts', 'src/parser/find/read-text.ts'],
    tests: ['test/parser/read.test.ts', 'test/parser/read-ahead.test.ts'],
  },
  repair: {
    folders: ['src/parser/carbontracker/repair'],
    tests: ['test/parser/carbontracker/repair', 'test/parser/defects.test.ts'],
  },
  scan: { folders: ['src/parser/carbontracker/scan'], tests: ['test/parser/carbontracker/scan'] },
  codecarbon: {
    folders: ['src/parser/codecarbon'],
    tests: ['test/parser/codecarbon'],
    without: ['test/parser/codecarbon/linear.test.ts'],
  },
  console: {
    folders: ['src/parser/console'],
    tests: ['test/parser/console'],
    without: ['test/parser/console/linear.test.ts'],
  },
  events: { folders: ['src/parser/events'], tests: ['test/parser/events'] },
  'power-trace': { folders: ['src/parser/power-trace'], tests: ['test/parser/power-trace'] },
};

export const roomName = process.env.MUTATION_ROOM ?? 'log';

const room = ROOMS[roomName];
if (room === undefined) throw new Error(`no room "${roomName}"; choose one of ${Object.keys(ROOMS).join(', ')}`);

/** Patterns of the files to mutate. */
export const mutate = [
  ...room.folders.map((folder) => `${folder}/*.ts`),
  ...(room.files ?? []),
  '!**/*.d.ts',
  ...(room.except ?? []).map((file) => `!${file}`),
];

/** Paths of the tests. */
export const testFiles = room.tests
  .flatMap((place) => (statSync(place).isDirectory() ? readdirSync(place).map((name) => `${place}/${name}`) : [place]))
  .filter((file) => file.endsWith('.test.ts') && !room.without?.includes(file))
  .sort();
