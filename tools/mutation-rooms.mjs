/** Files that are mutated together, and the tests that have to notice: those that mirror them. */
const ROOMS = {
  log: { mutate: ['src/log/*.ts'], tests: ['test/log/*.test.ts'] },
  model: { mutate: ['src/model/*.ts', '!src/model/*.d.ts'], tests: ['test/model/*.test.ts'] },
  parser: {
    mutate: ['src/parser/{*,find/*,carbontracker/repair/*}.ts', '!src/parser/{read-ahead,find/read-text}.ts'],
    tests: [
      'test/parser/!(read-ahead).test.ts',
      'test/parser/find/!(read-text).test.ts',
      'test/parser/carbontracker/repair/*.test.ts',
    ],
  },
  // Apart, because its tests start threads. `read-text.test.ts`, which writes files of over 64 MiB, would take hours.
  files: {
    mutate: ['src/parser/{read-ahead,find/read-text}.ts'],
    tests: ['test/parser/read.test.ts', 'test/parser/read-ahead.test.ts'],
  },
};

export const roomName = process.env.MUTATION_ROOM ?? 'log';

export const room = ROOMS[roomName];
