/** Our Python modules, which lie in the package. */
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CtError } from '../../src/model/errors.ts';

/** Folders between the bundle and the package. */
const MOST_LEVELS = 8;

/** The variable that puts our modules before all others of the command. */
export function pythonPath({ PYTHONPATH: path = '' }: NodeJS.ProcessEnv): { PYTHONPATH: string } {
  const folder = pythonFolder();
  return { PYTHONPATH: path === '' ? folder : `${folder}${delimiter}${path}` };
}

function pythonFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (let level = 0; level < MOST_LEVELS; level += 1) {
    const found = join(folder, 'python');
    if (existsSync(join(found, 'ct_track', '__init__.py'))) return found;
    folder = dirname(folder);
  }
  throw new CtError('TRACKER', 'the Python modules of ct-track are missing');
}
