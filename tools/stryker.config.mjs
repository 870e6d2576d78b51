/**
 * Mutation testing of the rooms that read logs: `npm run mutation`, after `npm ci` in tools/. Takes most of an hour.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'tools/vitest.mutation.config.ts', related: false },
  mutate: ['src/log/**/*.ts', 'src/parser/**/*.ts', 'src/model/**/*.ts'],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  ignorePatterns: ['dist', 'docs', 'coverage', '.ci', 'tools/node_modules'],
  // Messages for people are not held to the letter.
  mutator: { excludedMutations: ['StringLiteral'] },
  reporters: ['clear-text', 'json'],
  clearTextReporter: { logTests: false, reportTests: false, reportMutants: false },
  jsonReporter: { fileName: 'node_modules/.cache/mutation.json' },
  tempDirName: '.stryker-tmp',
};
