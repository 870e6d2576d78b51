import { defineConfig } from 'vitest/config';

/** The tests of the rooms that are mutated, without those that start processes or write files of many MiB. */
export default defineConfig({
  test: {
    include: ['test/{log,parser,model}/**/*.test.ts', 'test/fixtures.test.ts'],
    exclude: ['test/parser/read-text.test.ts'],
    testTimeout: 20_000,
  },
});
