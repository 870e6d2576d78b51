/** Compiles the stand-in for libnvidia-ml, once a test file. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Path of the library; null where no C compiler or no koffi is. */
export function compileNvmlStandIn(): string | null {
  const library = join(mkdtempSync(join(tmpdir(), 'ct-nvml-')), 'libnvidia-ml.so.1');
  const source = fileURLToPath(new URL('../../programs/nvml-stand-in.c', import.meta.url));
  try {
    createRequire(import.meta.url)('koffi');
    execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, source], { stdio: 'ignore' });
    return library;
  } catch {
    return null;
  }
}
