/** Completion, asked of real shells. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HANG_MS } from '../helpers/hang.ts';
import { hasProgram } from '../helpers/needs.ts';
import { type Workplace, workplace } from '../helpers/workplace.ts';

let place: Workplace;
beforeAll(() => {
  place = workplace();
  mkdirSync(path.join(place.folder, 'logs'));
});
afterAll(() => place.remove());

const environment = (shell: string): NodeJS.ProcessEnv => ({
  ...process.env,
  PATH: `${path.join(place.folder, 'node_modules', '.bin')}:${process.env.PATH}`,
  SHELL: shell,
});

/** What a real bash offers for the words of a line, of which the last is being typed. */
function offered(...words: string[]): string[] {
  const script = `
    source <(ct-parse completion)
    COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')})
    COMP_CWORD=${words.length - 1}
    _ct-parse_yargs_completions
    printf '%s\\n' "\${COMPREPLY[@]}"
    complete -p ct-parse`;
  const lines = execFileSync('bash', ['-c', script], { env: environment('/bin/bash'), encoding: 'utf8' }).split('\n');
  // Where we offer nothing, the shell is told to complete the names of files.
  expect(lines).toContain('complete -o bashdefault -o default -F _ct-parse_yargs_completions ct-parse');
  return lines.filter((line) => line !== '' && !line.startsWith('complete '));
}

describe('bash', () => {
  it('completes commands, options and choices', () => {
    expect(offered('ct-parse', 'agg')).toEqual(['aggregate']);
    expect(offered('ct-parse', 'report', '--pa')).toEqual(['--paper']);
    expect(offered('ct-parse', 'report', '--paper', 'l')).toEqual(['letter']);
  });

  it('leaves files to the shell', () => {
    expect(offered('ct-parse', 'aggregate', '')).toEqual([]);
    expect(offered('ct-parse', 'aggregate', './lo')).toEqual([]);
  });
});

describe.skipIf(!hasProgram('zsh'))('zsh', () => {
  /** What stands on the line of an interactive zsh after the tabulator; a line that never looks so ends in a time-out. */
  function completed(typed: string, wanted: string): string {
    const script = `
      zmodload zsh/zpty
      zpty shell zsh -f -i
      zpty -w shell 'PROMPT=; autoload -U compinit; compinit -u -D; source <(ct-parse completion); echo REA''DY'
      zpty -r shell line '*READY*'
      zpty -n -w shell "$1"$'\\t'
      zpty -r shell line "*$2*"
      print -r -- $line`;
    const file = path.join(place.folder, 'complete.zsh');
    writeFileSync(file, script);
    const options = { cwd: place.folder, env: environment('/bin/zsh'), encoding: 'utf8', timeout: HANG_MS } as const;
    return execFileSync('zsh', ['-f', file, typed, wanted], options);
  }

  it.each([
    ['a command', 'ct-parse agg', 'aggregate'],
    ['an option', 'ct-parse report --pap', '--paper'],
    ['a choice', 'ct-parse report --paper l', 'letter'],
    ['a folder', 'ct-parse aggregate lo', 'logs'],
  ])('completes %s', (_, typed, wanted) => {
    expect(typed).not.toContain(wanted);
    expect(completed(typed, wanted)).toContain(wanted);
  });
});
