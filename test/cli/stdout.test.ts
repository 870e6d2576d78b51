/** `ct-parse` as a part of a pipe, in real processes. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { makeLogs } from '../../bench/make-logs.mjs';
import { controls } from '../helpers/controls.ts';
import { fixture, withFolder } from '../helpers/fixtures.ts';
import { HANG_MS } from '../helpers/hang.ts';
import { EVIL_NAME, writeHostile } from '../helpers/hostile.ts';
import { need } from '../helpers/needs.ts';
import { shell } from '../helpers/process.ts';

const LOGS = fixture('defects', 'R2');
const env = { SOURCE_DATE_EPOCH: '1700000000' };

describe('a report on standard output', () => {
  it('is the same as in a file, also for a slow reader', () =>
    withFolder(async (folder) => {
      // More than a pipe holds, so that the writer has to wait.
      makeLogs(path.join(folder, 'logs'), 900, 1);
      const target = path.join(folder, 'report.pdf');
      // The report names its command, so the same one writes both.
      await shell(`$CT report ${folder}/logs -o - > ${target}`, { env });
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

describe.skipIf(process.platform === 'win32')('text on standard output', () => {
  it('may be left by its reader, and a full disk is told', async () => {
    const folder = fixture('carbontracker');
    for (const command of [`aggregate --json "${folder}"`, `runs --json "${folder}" "${folder}/../defects"`]) {
      const { stderr, stdout } = await shell(`$CT ${command} 2>/dev/null | head -c 10; echo "codes \${PIPESTATUS[0]}"`);
      expect(stderr).toBe('');
      expect(stdout).toMatch(/codes 0\n$/);
    }
    const closed = await shell(`set -o pipefail; $CT aggregate "${folder}" 2>&1 >/dev/full | grep -c ' at '`);
    expect(closed.stdout.trim()).toBe('0');
  });
});

it('a terminal gets line ends, and no more', () =>
  withFolder((folder) => {
    need('script');
    const logs = path.join(folder, EVIL_NAME);
    writeHostile(logs);
    const command = `"${process.execPath}" "${inject('ctParse')}" audit "${logs}"`;
    const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], { encoding: 'utf8', timeout: HANG_MS });
    expect(stdout).toContain('finding');
    // Progress rewrites its own line.
    expect(controls(stdout.replaceAll('\r\n', '\n').replaceAll('\r\u001b[K', ''))).toEqual([]);
  }));
