/** The cases of how people handed their logs in: what each must give. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { aggregateConsumption, type Finding, readRuns } from '../../src/index.ts';
import { hasShared, sharedLogs } from '../helpers/shared.ts';

const field = (...parts: string[]): string => path.join(sharedLogs(), '..', 'cases', 'field', ...parts);

describe.skipIf(!hasShared)('cases/field', () => {
  it.each([
    ['archives/folder', 4, 3.16],
    ['archives/deflated.zip', 4, 3.16],
    ['archives/stored.zip', 4, 3.16],
    ['archives/runs.tar', 4, 3.16],
    ['archives/runs.tar.gz', 4, 3.16],
    ['archives', 4, 3.16],
    ['concatenated/all.txt', 4, 3.16],
    ['prefixed/docker-compose', 1, 0.237],
    ['prefixed/kubectl-timestamps', 1, 0.237],
    ['renamed/upper', 1, 0.237],
    ['renamed/log-txt', 1, 0.79],
    ['renamed/browser-copy', 1, 0.79],
    ['renamed/mixed-folder', 2, 1.027],
    ['stripped-blanks/monitor1-of-10', 1, 0.79],
    ['stripped-blanks/three-of-three', 1, 0.237],
    ['stripped-blanks/output-only', 1, 0.237],
    ['utf16-bom', 1, 1.896],
    ['console/begins-with-components.out', 1, 0.237],
    ['console/slurm-1234.out', 1, 0.237],
    ['console/train.ipynb', 1, 0.237],
    ['console/two-runs-pasted.txt', 2, 0.553],
    ['console/kept-in-a-folder', 2, 0.553],
    ['console/two-of-hundred-epochs.txt', 1, 7.9],
  ])('%s: %d runs, %d kWh', async (place, runs, kwh) => {
    const totals = await aggregateConsumption(field(...place.split('/')));
    expect([totals.runs, totals.energyKwh]).toEqual([runs, expect.closeTo(kwh, 9)]);
  });

  it.each([['prefixed/foreign', /first is "starting download of flux files"/]])(
    '%s is refused',
    async (place, message) => {
      const findings: Finding[] = [];
      const runs = await readRuns(field(...place.split('/')), { onFinding: (finding) => findings.push(finding) });
      expect(runs).toEqual([]);
      expect(findings).toMatchObject([{ code: 'not-understood', severity: 'error' }]);
      expect(findings[0]?.message).toMatch(message);
    },
  );
});
