/** A folder as a reader of the docs has it: the fixtures, and ct-parse installed with both commands. */

import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inject } from 'vitest';
import { inRepository } from './fixtures.ts';
import { HANG_MS } from './hang.ts';

/** What a shell line did; output and errors as a terminal shows them. */
interface Ran {
  code: number | null;
  shown: string;
}

export interface Workplace {
  folder: string;
  /** Runs a line of bash in the folder. */
  run(line: string): Promise<Ran>;
  remove(): void;
}

const COMMANDS = { 'ct-parse': 'ct-parse.js', 'ct-track': 'ct-track.js' } as const;

/**
 * Makes such a folder. Neither the user's configuration nor the size of a terminal has a say in it.
 *
 * @param library folder of the package, where scripts import it
 */
export function workplace({ library }: { library?: string } = {}): Workplace {
  const folder = mkdtempSync(path.join(tmpdir(), 'ct-parse-work-'));
  symlinkSync(inRepository('fixtures'), path.join(folder, 'fixtures'));
  const bin = path.join(folder, 'node_modules', '.bin');
  mkdirSync(bin, { recursive: true });
  for (const [name, file] of Object.entries(COMMANDS)) {
    const script = path.join(path.dirname(inject('ctParse')), file);
    writeFileSync(path.join(bin, name), `#!/bin/sh\nexec '${process.execPath}' '${script}' "$@"\n`);
    chmodSync(path.join(bin, name), 0o755);
  }
  if (library !== undefined) symlinkSync(library, path.join(folder, 'node_modules', 'ct-parse'));
  const env = {
    PATH: `${bin}:${path.dirname(process.execPath)}:${process.env.PATH}`,
    HOME: folder,
    XDG_CACHE_HOME: path.join(tmpdir(), 'cache'),
    LANG: 'C.UTF-8',
    TZ: 'UTC',
  };
  return {
    folder,
    run: (line) => runLine(line, folder, env),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function runLine(line: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Ran> {
  return new Promise((resolve, reject) => {
    // In a group, so that both streams come in the order in which a terminal shows them.
    const child = spawn('bash', ['-c', `{ ${line}\n} 2>&1`], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: HANG_MS,
      killSignal: 'SIGKILL',
    });
    let shown = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      shown += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, shown }));
  });
}
