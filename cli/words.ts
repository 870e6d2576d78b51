/** Words of the command line -> the selected command with its arguments. */
import type { COMMAND_NAMES } from './command-names.ts';
import type { Command } from './help.ts';
import { plainArguments } from './plain-words.ts';
import type { Terminal } from './terminal.ts';

/** Loads a command and passes it to `use`, which accepts any type of arguments. */
export type Load = <Made>(use: <T>(command: Command<T>) => Made) => Promise<Made>;

/** Commands by their names. */
export type Commands = Readonly<Record<string, Load>>;

/** One module per command, so that only the selected one is loaded. */
export const COMMANDS: Commands = {
  aggregate: async (use) => use((await import('./commands/aggregate.ts')).aggregateCommand),
  runs: async (use) => use((await import('./commands/runs.ts')).runsCommand),
  audit: async (use) => use((await import('./commands/audit.ts')).auditCommand),
  statement: async (use) => use((await import('./commands/statement.ts')).statementCommand),
  parse: async (use) => use((await import('./commands/parse.ts')).parseCommand),
  report: async (use) => use((await import('./commands/report.ts')).reportCommand),
  figures: async (use) => use((await import('./commands/figures.ts')).figuresCommand),
  'check-card': async (use) => use((await import('./commands/check-card.ts')).checkCardCommand),
  dataset: async (use) => use((await import('./commands/dataset.ts')).datasetCommand),
  diff: async (use) => use((await import('./commands/diff.ts')).diffCommand),
  verify: async (use) => use((await import('./commands/verify.ts')).verifyCommand),
  view: async (use) => use((await import('./commands/view.ts')).viewCommand),
  watch: async (use) => use((await import('./commands/watch.ts')).watchCommand),
  slurm: async (use) => use((await import('./commands/slurm.ts')).slurmCommand),
} satisfies Record<(typeof COMMAND_NAMES)[number], Load>;

/** A command with its arguments. */
export interface Chosen {
  /** Arguments, as the command reads them. */
  args: object;
  /** Runs the command and returns the exit code. */
  run: (terminal: Terminal) => Promise<number>;
}

/**
 * Finds the selected command with its arguments.
 *
 * @returns null where help or a completion was requested, which is printed
 * @throws CtError USAGE
 */
export async function readWords(words: readonly string[], terminal: Terminal): Promise<Chosen | null> {
  const plain = await readPlainWords(words);
  if (plain !== null) return plain;
  // Loaded here so that valid command lines start without it.
  const { readAnyWords } = await import('./any-words.ts');
  return readAnyWords(withHelpOption(words), COMMANDS, terminal);
}

/** `help runs` means `runs --help`, as with other programs. */
function withHelpOption(words: readonly string[]): readonly string[] {
  const [word, name = ''] = words;
  return word === 'help' && Object.hasOwn(COMMANDS, name) ? [name, '--help'] : words;
}

/** As `readWords`, for words that are understood without yargs; null for others. */
export async function readPlainWords([name = '', ...words]: readonly string[]): Promise<Chosen | null> {
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load === undefined) return null;
  return load((command) => {
    const args = plainArguments(command, words);
    return args === null ? null : { args, run: (terminal) => command.run(args, terminal) };
  });
}
