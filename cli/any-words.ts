/** Reads words of every kind with yargs, which knows help, completion and what to say of wrong ones. */
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
    { command: 'ct-parse aggregate ./logs', does: 'the sentence for a paper' },
    { command: 'ct-parse report ./logs -o report.pdf', does: 'a PDF of the same runs' },
    { command: 'ct-parse aggregate --help', does: 'all that a command can do' },
  ],
  notes: [
    'Logs are files, folders or patterns. Figures go to standard output, notes and warnings to standard error.',
    'Exit code 0: done; 1: the input could not be used, or a finding is an error (audit, --strict); 2: wrong usage.',
  ],
};

/** The command to run, thrown through yargs: behind a handler that returns, it lays the whole help out. */
class Found {
  constructor(readonly chosen: Chosen) {}
}

/**
 * Finds the command that is meant, with its arguments.
 *
 * @returns null where help or a completion was asked for, which is printed
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
      .usage('$0 <command> <logs...>\n\nReads carbontracker and ct-track logs and adds them up.')
      .command(
        await Promise.all(
          loadersOf(words, commands).map((load) => load((command) => moduleOf(command, words, parser))),
        ),
      )
      .completion('completion', 'print a script for bash or zsh that completes commands and options', withoutOptions)
      .epilogue(helpEnd(HELP_END))
      .demandCommand(1, 'no command given; try ct-parse --help')
      .strictCommands()
      .strictOptions()
      .wrap(Math.min(terminal.stdout.columns ?? 80, 100))
      .fail((message, error) => {
        // yargs has an error of its own for some wrong arguments.
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

/** Of the command that is named; of all where help, completion or a wrong name may list them. */
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
      checkNumbers(args, number);
      throw new Found({ args, run: (terminal) => command.run(args, terminal) });
    },
  };
  return declared as CommandModule;
}

/** Where nothing is typed yet, the shell completes what it knows best: files and folders. */
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

/** The options that the chosen command declares; yargs has them, but not in its types. */
function optionsOf(parser: Argv): DeclaredOptions {
  const { getOptions } = parser as unknown as { getOptions: () => DeclaredOptions };
  return getOptions.call(parser);
}
