/** Reads any words with yargs, which prints help and completions and reports errors. */
import yargs, { type Argv, type CommandModule, type FallbackCompletionFunction } from 'yargs';
import { CtError } from '../src/model/errors.ts';
import { VERSION } from '../src/model/version.ts';
import { type Command, HELP_PARTS, type HelpEnd, helpEnd, withHelp } from './help.ts';
import { withPlainOperands } from './operands.ts';
import type { Terminal } from './terminal.ts';
import { checkFilled, checkNumbers, checkOnce, usageMessage } from './usage.ts';
import type { Chosen, Commands, Load } from './words.ts';

/** Of `ct-parse --help`. */
const HELP_END: HelpEnd = {
  examples: [
    { command: 'ct-parse aggregate ./logs', does: 'print the sentence for a paper' },
    { command: 'ct-parse report ./logs -o report.pdf', does: 'write a PDF report of the same runs' },
    { command: 'ct-parse aggregate --help', does: 'show all options of a command' },
  ],
  notes: [
    'Formats: logs of carbontracker and ct-track; console text of carbontracker, such as Slurm outputs and notebooks; emissions.csv of CodeCarbon; event logs of carbontracker-tui; power traces of nvidia-smi, DCGM, Prometheus or any other program as CSV or JSON. docs/formats.md describes them.',
    'Logs are files, folders, archives or patterns. Figures go to stdout, notes and warnings go to stderr.',
    'Exit code 0: done; 1: input not usable, or a finding is an error (audit, --strict); 2: wrong usage.',
  ],
};

/** Thrown to leave yargs early: it renders all help after a handler returns. */
class Found {
  constructor(readonly chosen: Chosen) {}
}

/**
 * Finds the selected command with its arguments.
 *
 * @returns null where help or a completion was requested, which is printed
 * @throws CtError USAGE
 */
export async function readAnyWords(
  words: readonly string[],
  commands: Commands,
  terminal: Terminal,
): Promise<Chosen | null> {
  const parser = yargs();
  let printed = '';
  try {
    await parser
      .scriptName('ct-parse')
      .locale('en')
      .help('help', 'print this help')
      .alias('help', 'h')
      .version('version', 'print the version', VERSION)
      .group(['help', 'version'], HELP_PARTS.help)
      .usage('$0 <command> <logs...>\n\nTotal the energy and CO2eq of training logs, and write them up for a paper.')
      .command(
        await Promise.all(
          loadersOf(words, commands).map((load) => load((command) => moduleOf(command, words, parser))),
        ),
      )
      .completion('completion', 'print a completion script for bash or zsh', withoutOptions)
      .epilogue(helpEnd(HELP_END))
      .demandCommand(1, 'no command given; try ct-parse --help')
      .strictCommands()
      .strictOptions()
      .wrap(Math.min(terminal.stdout.columns ?? 80, 100))
      .fail((message, error) => {
        // yargs throws a YError for some wrong arguments.
        throw error && error.name !== 'YError' ? error : usageError(message, words, commands, parser);
      })
      .parseAsync(withPlainOperands(words), {}, (_error, _args, output) => {
        printed = output;
      });
  } catch (thrown) {
    if (thrown instanceof Found) return thrown.chosen;
    throw thrown;
  }
  if (printed !== '') await terminal.print(`${printed}\n`);
  return null;
}

/** The loader of the named command; all loaders where help, completion or an error may list them. */
function loadersOf([name = '']: readonly string[], commands: Commands): readonly Load[] {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  return load === undefined ? Object.values(commands) : [load];
}

/** A command as yargs takes it. */
function moduleOf<T>(command: Command<T>, words: readonly string[], parser: Argv): CommandModule {
  const declared: CommandModule<object, T> = {
    command: command.command,
    describe: command.describe,
    builder: (yargs) => withHelp(yargs, command),
    handler: (args) => {
      const { array, boolean, number } = optionsOf(parser);
      checkFilled(words, boolean);
      checkOnce(args, array);
      checkNumbers(args, number, words);
      throw new Found({ args, run: (terminal) => command.run(args, terminal) });
    },
  };
  return declared as CommandModule;
}

/** Offers no options before anything is typed, so that the shell completes files and folders. */
const withoutOptions: FallbackCompletionFunction = (current, _argv, completionFilter, done) =>
  completionFilter((_error, offered = []) => done(offered.filter((word) => current !== '' || !word.startsWith('-'))));

const usageError = (message: string, words: readonly string[], commands: Commands, parser: Argv): CtError =>
  new CtError(
    'USAGE',
    usageMessage(message, {
      words,
      commands: [...Object.keys(commands), 'completion'],
      options: Object.keys(optionsOf(parser).key),
    }),
  );

/** Names of options by their kind. */
interface DeclaredOptions {
  key: object;
  array: readonly string[];
  boolean: readonly string[];
  number: readonly string[];
}

/** The options that the selected command declares; yargs exposes them, but not in its types. */
function optionsOf(parser: Argv): DeclaredOptions {
  const { getOptions } = parser as unknown as { getOptions: () => DeclaredOptions };
  return getOptions.call(parser);
}
