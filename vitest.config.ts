import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** What `npm run test:unit` leaves out. */
const LONG = [
  // Runs the built commands or the built package, or waits for processes, signals and terminals.
  'test/cli/track*.test.ts',
  'test/cli/{arguments,code-cache,completion,endings,help,hostile-files,hostile-names,new-file,stdout,target,watch}.test.ts',
  'test/docs/**/*.test.ts',
  'test/page/**/*.test.ts',
  'test/python.test.ts',
  'test/parser/find/system-path.test.ts',
  'test/tracker/{disk,disturbed,faults,golden,kill,process-tree,tracker,tree-times}.test.ts',
  // Goes through thousands of logs, pages, tables or generated cases.
  'test/shared/**/*.test.ts',
  'test/{hostile,inputs,properties,verify}.test.ts',
  'test/cli/{dataset,foreign-file,plain-words,verify}.test.ts',
  'test/parser/find/read-text.test.ts',
  'test/parser/handed-in.test.ts',
  'test/report/charts/sample-series.test.ts',
  'test/report/document/document.test.ts',
  'test/report/fixtures.test.ts',
  'test/report/pdf/{compact,document,largest,range}.test.ts',
  'test/report/statement/latex.test.ts',
  'test/tables/{damaged,killed,other-writers,round-trip,same-machine,sealed-file,split,statements}.test.ts',
  'test/tools/duckdb.test.ts',
];

/** For both projects. */
const SETUP = ['test/helpers/say-missing.ts', 'test/helpers/temporary.ts'];

export default defineConfig({
  test: {
    // Vitest leaves a core alone, which is half of a machine with two. Tests that wait for processes leave room for others.
    maxWorkers: Math.ceil(1.5 * availableParallelism()),
    // Time is never asserted: these only end what hangs, later than the limit of a child process (test/helpers/hang.ts).
    testTimeout: 900_000,
    hookTimeout: 900_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...LONG, 'test/slurm/**'],
          globalSetup: SETUP,
          // Modules hold no state: loading them anew for each file would take half of the time.
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: 'long', include: LONG, globalSetup: [...SETUP, 'test/helpers/build.ts'] },
      },
    ],
  },
});
