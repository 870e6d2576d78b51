import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/helpers/say-missing.ts', 'test/helpers/build.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
