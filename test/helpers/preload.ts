/** Compiles a library of test/programs that changes what the system does for a program. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Path of the library, for LD_PRELOAD; null where it cannot be made. */
export function compilePreload(name: 'set-clock-back' | 'disk-that-waits'): string | null {
  if (process.platform !== 'linux') return null;
  const library = join(mkdtempSync(join(tmpdir(), 'ct-preload-')), `${name}.so`);
  const source = fileURLToPath(new URL(`../programs/${name}.c`, import.meta.url));
  try {
    execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl'], { stdio: 'ignore' });
    return library;
  } catch {
    return null;
  }
}
