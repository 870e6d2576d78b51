import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/helpers/say-missing.ts', 'test/helpers/build.ts'],
    // Vitest leaves a core alone, which is half of a machine with two.
    maxWorkers: '100%',
    // Time is never asserted: these only end what hangs, later than the limit of a child process (test/helpers/hang.ts).
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
});
