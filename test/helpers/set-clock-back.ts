/** Compiles the library that sets the wall clock of a program back. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Path of the library, for LD_PRELOAD; null where it cannot be made. */
export function compileSetClockBack(): string | null {
  if (process.platform !== 'linux') return null;
  const library = join(mkdtempSync(join(tmpdir(), 'ct-clock-')), 'set-clock-back.so');
  const source = fileURLToPath(new URL('../programs/set-clock-back.c', import.meta.url));
  try {
    execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl'], { stdio: 'ignore' });
    return library;
  } catch {
    return null;
  }
}
