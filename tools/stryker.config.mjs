import { mutate, roomName } from './mutation-rooms.mjs';

/**
 * Mutation testing of the rooms that read logs and decide on figures: `MUTATION_ROOM=log npm run mutation`, after `npm ci` in tools/. A room takes
 * from a few minutes to half an hour.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  testRunner: 'room',
  plugins: ['./tools/mutation-runner.mjs'],
  mutate,
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // A busy machine must not look like an endless loop.
  timeoutMS: 15_000,
  ignorePatterns: ['dist', 'coverage', '.ci', 'tools/node_modules'],
  // Messages for people are not held to the letter.
  mutator: { excludedMutations: ['StringLiteral'] },
  reporters: ['clear-text', 'progress-append-only', 'json'],
  clearTextReporter: { logTests: false, reportTests: false, reportMutants: false },
  jsonReporter: { fileName: `node_modules/.cache/mutation-${roomName}.json` },
  tempDirName: '.stryker-tmp',
};
