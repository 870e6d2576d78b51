import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readRuns } from '../../src/api.ts';
import { hasShared, sharedLogs } from '../helpers/shared.ts';
import { poppler, reportOf } from '../report/pdf/report.ts';

describe.skipIf(!hasShared)('every recorded log gives a report', () => {
  for (const kind of ['generated', 'real', 'defects']) {
    const folders = hasShared
      ? readdirSync(sharedLogs(kind), { withFileTypes: true }).filter((one) => one.isDirectory())
      : [];
    for (const { name } of folders) {
      it(`${kind}/${name}`, async () => {
        const runs = await readRuns(sharedLogs(kind, name));
        for (const run of runs) expect((await reportOf([run])).length).toBeGreaterThan(10_000);
        expect(poppler('pdfinfo', await reportOf(runs))).toMatch(/Tagged: +yes/);
      });
    }
  }
});
