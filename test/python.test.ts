/** The tests that our Python modules have themselves, under Debian's Python. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { inRepository } from './helpers/fixtures.ts';
import { HANG_MS } from './helpers/hang.ts';
import { need } from './helpers/needs.ts';

/** Another Python may come first on the path. */
const PYTHON = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';

it('the tests of the Python modules pass', () => {
  need('python3');
  const { CT_TRACK_EPOCHS: _, ...env } = process.env;
  const { status, stderr } = spawnSync(
    PYTHON,
    ['-B', '-W', 'error', '-m', 'unittest', 'discover', '-s', 'python/tests'],
    {
      cwd: inRepository(),
      encoding: 'utf8',
      env,
      timeout: HANG_MS,
    },
  );
  expect(stderr).toMatch(/Ran [1-9]\d* tests .*\n\nOK\n$/);
  expect(status).toBe(0);
});
