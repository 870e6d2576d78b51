import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, inject, it } from 'vitest';
import { withFolder } from '../helpers/fixtures.ts';

/** What a real bash offers for the words of a line, of which the last is being typed. */
async function offered(...words: string[]): Promise<string[]> {
  return withFolder(async (folder) => {
    const command = path.join(folder, 'ct-parse');
    writeFileSync(command, `#!/bin/sh\nexec '${process.execPath}' '${inject('ctParse')}' "$@"\n`);
    chmodSync(command, 0o755);
    const script = `
      source <(ct-parse completion)
      COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')})
      COMP_CWORD=${words.length - 1}
      _ct-parse_yargs_completions
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    const env = { ...process.env, PATH: `${folder}:${process.env.PATH}`, SHELL: '/bin/bash' };
    return execFileSync('bash', ['-c', script], { env, encoding: 'utf8' }).split('\n').filter(Boolean);
  });
}

it('completes commands and options in bash', async () => {
  expect(await offered('ct-parse', 'agg')).toEqual(['aggregate']);
  expect(await offered('ct-parse', 'report', '--pa')).toEqual(['--paper']);
  expect(await offered('ct-parse', 'report', '--paper', 'l')).toEqual(['letter']);
});
