import { describe, expect, it } from 'vitest';
import { figuresOf } from '../../src/accounting/index.ts';
import { readRuns } from '../../src/api.ts';
import { formatEnergy } from '../../src/model/numbers.ts';
import { copyLogs, fixture, recordedScenarios, withFolder } from '../helpers/fixtures.ts';
import { reportOf, textOf } from './pdf/report.ts';

describe('every recorded log gives a report with the counted energy', () => {
  for (const scenario of recordedScenarios()) {
    it(scenario, () =>
      withFolder(async (folder) => {
        copyLogs(fixture('carbontracker', ...scenario.split('/')), folder);
        for (const run of await readRuns(folder)) {
          const { basis, corrected } = figuresOf(run);
          const expected = basis === 'none' ? 'not measured' : formatEnergy(corrected.energyKwh);
          expect(textOf(await reportOf([run]))).toContain(expected);
        }
      }),
    );
  }
});
