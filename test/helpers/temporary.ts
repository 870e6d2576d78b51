/**
 * Gives all tests of a run one folder for temporary files and for the code that commands keep, which is removed at its end, also
 * where tests fail.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Set before the processes that run the tests start, and inherited by them and by all that they start. */
export default function setup(): () => void {
  const { TMPDIR, XDG_CACHE_HOME } = process.env;
  const folder = mkdtempSync(join(tmpdir(), 'ct-tests-'));
  // Tests that run a command as another user let it into a folder of their own below.
  chmodSync(folder, 0o711);
  Object.assign(process.env, { TMPDIR: folder, XDG_CACHE_HOME: join(folder, 'cache') });
  return () => {
    for (const [name, before] of Object.entries({ TMPDIR, XDG_CACHE_HOME })) {
      if (before === undefined) delete process.env[name];
      else process.env[name] = before;
    }
    // A process that a test left behind may still write there.
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
}
