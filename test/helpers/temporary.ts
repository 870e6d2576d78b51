/** Gives all tests of a run one folder for temporary files, which is removed at its end, also where tests fail. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Set before the processes that run the tests start, and inherited by them and by all that they start. */
export default function setup(): () => void {
  const before = process.env.TMPDIR;
  const folder = mkdtempSync(join(tmpdir(), 'ct-tests-'));
  // Tests that run a command as another user let it into a folder of their own below.
  chmodSync(folder, 0o711);
  process.env.TMPDIR = folder;
  return () => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    // A process that a test left behind may still write there.
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
}
