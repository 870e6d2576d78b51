const room = process.env.MUTATION_ROOM ?? 'log';

/**
 * Mutation testing of the rooms that read logs: `npm run mutation`, after `npm ci` in tools/. Takes most of an hour.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'tools/vitest.mutation.config.ts', related: false },
  mutate: [`src/${room}/**/*.ts`, '!src/**/*.d.ts'],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 60_000,
  ignorePatterns: ['dist', 'docs', 'coverage', '.ci', 'tools/node_modules'],
  // Messages for people are not held to the letter.
  mutator: { excludedMutations: ['StringLiteral'] },
  reporters: ['clear-text', 'progress-append-only', 'json'],
  clearTextReporter: { logTests: false, reportTests: false, reportMutants: false },
  jsonReporter: { fileName: `node_modules/.cache/mutation-${room}.json` },
  tempDirName: '.stryker-tmp',
};
