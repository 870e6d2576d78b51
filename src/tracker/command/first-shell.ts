/** A shell that becomes the command: it gives it what Node gives to no child. */
import { statSync } from 'node:fs';
import { constants } from 'node:os';
import type { Inherited } from './inherited.ts';
import { rawWords } from './variables.ts';

/** What a shell has to give the command. */
export type GivenByShell = Pick<Inherited, 'ignoredSignals' | 'fileLimit' | 'closedStreams' | 'rawVariables'>;

/** A word of a command line; bytes where it is not UTF-8. */
type Word = string | Buffer;

/** Variables with other names get lost in a shell. */
const SHELL_NAME = /^[A-Za-z_]\w*$/;

/** Ends what `$(...)` takes from a program, which would lose newlines at the end; no second byte of a character in any encoding. */
const STOP = '/';

/**
 * Words that start a command with all that it inherits.
 *
 * @param environment of the command
 * @returns the command itself where Node can start it so
 */
export function throughShell(
  command: readonly string[],
  environment: NodeJS.ProcessEnv,
  { ignoredSignals, fileLimit, closedStreams, rawVariables }: GivenByShell,
): readonly string[] {
  const words = rawWords(command);
  const steps: string[] = [];
  // Node starts children with every signal at its default: a shell ignores those that were ignored when we started.
  if (ignoredSignals.length > 0) {
    steps.push(`trap '' ${ignoredSignals.map((signal) => constants.signals[signal]).join(' ')}`);
  }
  if (fileLimit !== null) steps.push(`ulimit -Sn ${fileLimit}`);
  const isPlain = words.every((word) => typeof word === 'string') && rawVariables.length === 0;
  if (steps.length === 0 && closedStreams.length === 0 && isPlain) return command;

  if (environment.PWD === undefined) steps.push('unset PWD');
  const variables = [...lostInShell(environment), ...rawVariables];
  const all: Word[] = variables.length === 0 ? words : ['/usr/bin/env', '--', ...variables, ...words];
  const texts: string[] = [];
  const shown = all.map((word, i) => {
    if (typeof word === 'string') return `"\${${texts.push(word)}}"`;
    steps.push(`ct_track_${i}=$(printf '${inOctal(word)}${STOP}')`);
    return `"\${ct_track_${i}%${STOP}}"`;
  });
  const closing = closedStreams.map((stream) => `${stream}>&-`);
  steps.push(['exec', ...shown, ...closing].join(' '));
  return ['/bin/sh', '-c', steps.join('\n'), 'sh', ...texts];
}

/** Variables that a shell changes, or drops as their names are none in it, such as exported functions of Bash. */
function lostInShell(environment: NodeJS.ProcessEnv): string[] {
  const isLost = (name: string): boolean =>
    !SHELL_NAME.test(name) || (name === 'PWD' && !isHere(environment.PWD ?? ''));
  return Object.entries(environment).flatMap(([name, value]) => (isLost(name) ? [`${name}=${value}`] : []));
}

/** A shell keeps the path of the current folder as it was given. */
function isHere(path: string): boolean {
  try {
    const [given, here] = [statSync(path), statSync('.')];
    return path.startsWith('/') && given.dev === here.dev && given.ino === here.ino;
  } catch {
    return false;
  }
}

const inOctal = (bytes: Buffer): string =>
  Array.from(bytes, (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
