/** Rewrites yargs' errors about arguments as one clear line. */
import { existsSync } from 'node:fs';
import { CtError } from '../src/model/errors.ts';
import { nearest } from '../src/model/nearest.ts';
import { inCamelCase } from '../src/model/text.ts';
import { asTyped } from './terminal.ts';

/** Patterns of yargs' messages with their replacements. */
const WORDS: readonly (readonly [RegExp, (...found: string[]) => string])[] = [
  [/^Not enough arguments following: (.*)$/, (name) => `${option(name)} needs a value`],
  [/^Unknown commands?: (.*)$/, (names) => `unexpected argument ${names}`],
  [/^Unknown arguments?: (.*)$/, (names) => `unknown option ${spelledOnce(names)}`],
  [
    /^Invalid values: Argument: (.*?), Given: (.*?), Choices: (.*)$/,
    (name, given, choices) => `unknown ${name} ${given}; choose one of ${choices.replaceAll('"', '')}`,
  ],
];

/** The typed words, and the commands and options that exist. */
export interface Typed {
  /** Words as typed. */
  words: readonly string[];
  /** Names of all commands. */
  commands: readonly string[];
  /** Names of the options of the chosen command. */
  options: readonly string[];
}

/** A one-line message with a suggestion or the help to look at. */
export function usageMessage(message: string, typed: Typed): string {
  const { words, commands } = typed;
  const command = words.find((word) => commands.includes(word));
  const text =
    (command === undefined ? unknownCommand(message, typed) : lateCommand(command, words)) ??
    unknownOption(typed) ??
    missingArgument(message, command) ??
    inWords(message);
  const help = command === undefined ? 'ct-parse --help' : `ct-parse ${command} --help`;
  return text.includes('ct-parse ') ? text : `${text} (see ${help})`;
}

function inWords(message: string): string {
  // yargs reports wrong choices over several lines.
  const line = message.replace(/\s*\n\s*/g, ' ');
  for (const [pattern, words] of WORDS) {
    const found = pattern.exec(line);
    if (found !== null) return words(...found.slice(1));
  }
  return line;
}

/**
 * Refuses repeated options, of which yargs collects the values.
 *
 * @param lists names of arguments that take several values
 * @throws CtError USAGE for any other option with several values
 */
export function checkOnce(args: object, lists: readonly string[]): void {
  for (const [name, value] of Object.entries(args)) {
    // yargs repeats each option under its short and camel-case name.
    if (!Array.isArray(value) || name === '_' || lists.includes(name) || !/^[a-z-]{2,}$/.test(name)) continue;
    throw new CtError('USAGE', `--${name} can be given once`);
  }
}

/**
 * Refuses empty values: a shell passes one for an unset variable, and yargs reads it as 0.
 *
 * @param booleans names of options that take no value
 * @throws CtError USAGE with the option
 */
export function checkFilled(words: readonly string[], booleans: readonly string[]): void {
  for (const [i, word] of words.entries()) {
    if (word === '--') return;
    const [, name = '', value] = /^--?([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === '' && word !== '') continue;
    if (word === '') throw new CtError('USAGE', 'an argument is empty; check the variables of the shell');
    const given = value ?? (booleans.includes(name) || name.startsWith('no-') ? undefined : words[i + 1]);
    if (given?.trim() === '') {
      throw new CtError('USAGE', `${option(name)} is empty: give a value or leave it out`);
    }
  }
}

/**
 * Refuses values that are not numbers.
 *
 * @param numbers names of options that take a number
 * @param words the command line
 * @throws CtError USAGE with the option
 */
export function checkNumbers(args: object, numbers: readonly string[], words: readonly string[]): void {
  for (const [name, value] of Object.entries(args)) {
    if (!numbers.includes(name) || !Number.isNaN(value)) continue;
    const given = givenValue(name, words);
    throw new CtError('USAGE', `--${name} needs a number${given === undefined ? '' : ` (got ${given})`}`);
  }
}

/** The value of an option as it was typed. */
function givenValue(name: string, words: readonly string[]): string | undefined {
  const prefix = `--${name}=`;
  const joined = words.find((word) => word.startsWith(prefix));
  if (joined !== undefined) return joined.slice(prefix.length);
  const at = words.indexOf(`--${name}`);
  return at < 0 ? undefined : words[at + 1];
}

const option = (name: string): string => (name.length === 1 ? `-${name}` : `--${name}`);

/** yargs names an option with a hyphen twice, the second time in camel case. */
function spelledOnce(names: string): string {
  const all = names.split(', ');
  const isTwin = (name: string): boolean => all.some((other) => other !== name && inCamelCase(other) === name);
  return all
    .filter((name) => !isTwin(name))
    .map(option)
    .join(', ');
}

/** Names what the command lacks, with the command as it is typed; null where nothing is missing. */
function missingArgument(message: string, command: string | undefined): string | null {
  if (command === undefined || !message.startsWith('Not enough non-option arguments')) return null;
  if (command === 'diff') return 'give two folders or tables: ct-parse diff BEFORE AFTER';
  if (command === 'slurm') return 'no table of sacct given: ct-parse slurm sacct.txt ./logs';
  if (command === 'check-card') return 'no model card given: ct-parse check-card README.md';
  if (command === 'verify') return 'no report given: ct-parse verify report.pdf ./logs';
  return `no logs given; give files, folders or patterns: ct-parse ${command} ./logs`;
}

/** Options or paths before the command, which yargs reports as unknown; null where the command comes first. */
function lateCommand(command: string, words: readonly string[]): string | null {
  const at = words.indexOf(command);
  if (at === 0) return null;
  return `the command comes first: ${asTyped(['ct-parse', command, ...words.toSpliced(at, 1)])}`;
}

/** Explains a first non-option word that is not a command: a path without a command, or a misspelled command. */
function unknownCommand(message: string, { words, commands }: Typed): string | null {
  if (!message.startsWith('Unknown command')) return null;
  const name = words.find((word) => !word.startsWith('-')) ?? '';
  if (existsSync(name)) return `no command given; for the sentence: ct-parse aggregate ${name}`;
  return `unknown command ${name}${meaning(nearest(name, commands))}`;
}

/** Finds an unknown option: yargs takes a path after it for its value and reports a missing path instead. */
function unknownOption({ words, options }: Typed): string | null {
  const isKnown = (name: string): boolean => options.includes(name) || options.includes(name.replace(/^no-/, ''));
  const typed = words
    .map((word) => word.replace(/=.*/s, ''))
    .find((word) => /^--./.test(word) && !isKnown(word.slice(2)));
  if (typed === undefined) return null;
  const meant = nearest(typed.slice(2), options);
  return `unknown option ${typed}${meaning(meant === null ? null : `--${meant}`)}`;
}

const meaning = (meant: string | null): string => (meant === null ? '' : `, did you mean ${meant}?`);
