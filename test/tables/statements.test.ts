import path from 'node:path';
import { expect, it } from 'vitest';
import { STATEMENT_STYLES } from '../../src/report/statement/index.ts';
import { ctParse } from '../helpers/cli.ts';
import { fixture, withFolder } from '../helpers/fixtures.ts';
import { SUFFIXES, writeRanks, writeTable } from '../helpers/tables.ts';

/** Styles that show the range of a total, which rows do not hold, or the moment at which they are written. */
const OTHERS = new Set<string>(['json', 'boamps']);

it.each(SUFFIXES)(
  'statements from a table (%s) say what those from its logs say, of measured, estimated and simulated power',
  (suffix) =>
    withFolder(async (folder) => {
      const logs = [fixture('carbontracker'), fixture('carbontracker-events'), ...writeRanks(folder)];
      const table = path.join(folder, `runs${suffix}`);
      await writeTable(table, logs);
      for (const style of STATEMENT_STYLES.filter((one) => !OTHERS.has(one))) {
        const { stdout } = await ctParse(['statement', ...logs, '--style', style]);
        expect(stdout).not.toBe('');
        expect((await ctParse(['statement', '--from', table, '--style', style])).stdout, style).toBe(stdout);
      }
    }),
);
