/** `ct-parse report -o -` as a part of a pipe, in real processes. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeLogs } from '../../bench/make-logs.mjs';
import { shell, spawnCtParse } from '../helpers/cli.ts';
import { fixture, withFolder } from '../helpers/fixtures.ts';

const LOGS = fixture('defects', 'R2');
const env = { SOURCE_DATE_EPOCH: '1700000000' };

describe('a report on standard output', () => {
  it('is the same as in a file, also for a slow reader', () =>
    withFolder(async (folder) => {
      // More than a pipe holds, so that the writer has to wait.
      makeLogs(path.join(folder, 'logs'), 900, 1);
      const target = path.join(folder, 'report.pdf');
      await spawnCtParse(['report', path.join(folder, 'logs'), '-o', target], { env });
      const whole = readFileSync(target);
      expect(whole.length).toBeGreaterThan(2 * 65_536);
      const read = path.join(folder, 'read.pdf');
      const slow = `$CT report ${folder}/logs -o - | (sleep 3; cat) > ${read}; echo $\{PIPESTATUS[0]}`;
      expect(await shell(slow, { env })).toMatchObject({ stdout: '0\n' });
      expect(readFileSync(read).equals(whole)).toBe(true);
    }));

  it('may be left by its reader', async () => {
    const result = await shell(`$CT report ${LOGS} -o - | head -c 100 | wc -c; echo $\{PIPESTATUS[0]}`, { env });
    expect(result).toMatchObject({ stdout: '100\n0\n' });
    expect(result.stderr).not.toMatch(/EPIPE|fault|^ +at /m);
  });
});
