import { defineConfig } from 'vitest/config';

/** The room whose files are mutated: `log`, `model` or `parser`. */
const room = process.env.MUTATION_ROOM ?? 'log';

/** Tests that mirror the room; logs of every version and defect stand beside those of the parser. */
const TESTS: Record<string, string[]> = {
  log: ['test/log/**/*.test.ts'],
  model: ['test/model/**/*.test.ts'],
  parser: ['test/parser/**/*.test.ts', 'test/fixtures.test.ts'],
};

export default defineConfig({
  test: {
    include: [...(TESTS[room] ?? []), 'tools/loads.mutation.ts'],
    // Writes files of over 64 MiB.
    exclude: ['test/parser/read-text.test.ts'],
    isolate: false,
    testTimeout: 60_000,
  },
});
