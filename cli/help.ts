/** Layout of the help of both commands. */
import type { ArgumentsCamelCase, Argv } from 'yargs';
import type { Terminal } from './terminal.ts';

/** Width of help texts where the terminal reports none; no line of help is longer. */
export const HELP_COLUMNS = 80;

/** An example of a command, as it is typed, with what it does. */
interface HelpExample {
  command: string;
  does: string;
}

/** The last part of a help text. */
export interface HelpEnd {
  /** Examples in the order of the help. */
  examples: readonly HelpExample[];
  /** Sentences for people, such as exit codes. */
  notes?: readonly string[];
}

/** Headings of the help of ct-parse; a part without options is left out. */
export const HELP_PARTS = {
  positionals: 'Positionals:',
  own: 'Options:',
  groups: 'Groups:',
  figures: 'Figures:',
  reading: 'Reading:',
  help: 'Help:',
} as const;

/** A command of ct-parse. */
export interface Command<T> extends HelpEnd {
  /** Name and positionals, as yargs takes them. */
  command: string;
  /** What the command does, verb first. */
  describe: string;
  /** Declares the arguments. */
  builder: (yargs: Argv<object>) => Argv<T>;
  /** Runs the command and returns the exit code. */
  run: (args: ArgumentsCamelCase<T>, terminal: Terminal) => Promise<number>;
}

/** An option without a value, which is off unless given. */
export const flag = (describe: string) => ({ describe, type: 'boolean', default: false }) as const;

/** Declares a command's arguments: parts in their order, examples and notes at the end. */
export function withHelp<T>(yargs: Argv, { builder, examples, notes = [] }: Command<T>): Argv<T> {
  for (const part of Object.values(HELP_PARTS)) yargs.group([], part);
  yargs.group(['help', 'version'], HELP_PARTS.help);
  return builder(yargs).epilogue(helpEnd({ examples, notes }));
}

/** Formats examples, each on its own line for copying, and notes. */
export function helpEnd({ examples, notes = [] }: HelpEnd): string {
  const shown = examples.map(({ command, does }) => `  ${command}\n${helpRow('', does, 6)}`);
  const parts = [`Examples:\n${shown.join('\n')}`, ...notes.map((note) => wrap(note, HELP_COLUMNS).join('\n'))];
  return parts.join('\n\n');
}

/** Formats a name with its wrapped explanation beside it. */
export function helpRow(name: string, text: string, column: number): string {
  const [first = '', ...rest] = wrap(text, HELP_COLUMNS - column);
  return [`${name.padEnd(column)}${first}`, ...rest.map((line) => `${' '.repeat(column)}${line}`)].join('\n');
}

/** Wraps a text at `width`; only a longer word exceeds it. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
