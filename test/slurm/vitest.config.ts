import { defineConfig } from 'vitest/config';

/** `npm run test:slurm`: the tests that start a Slurm cluster, apart from the others as they need root. */
export default defineConfig({
  test: {
    include: ['test/slurm/**/*.test.ts'],
    globalSetup: ['test/helpers/say-missing.ts', 'test/helpers/build.ts'],
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
});
