#!/usr/bin/env node
import yargs, { type CommandModule, type FallbackCompletionFunction } from 'yargs';
import { hideBin } from 'yargs/helpers';
import packageJson from '../package.json' with { type: 'json' };
import { CtError, systemReason } from '../src/model/errors.ts';
import { HELP_PARTS, type HelpEnd, type HelpedCommand, helpEnd, withHelp } from './help.ts';
import { withPlainOperands } from './operands.ts';
import { EXIT, tell } from './terminal.ts';
import { checkFilled, checkNumbers, checkOnce, usageMessage } from './usage.ts';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // `ct-parse runs logs | head` closes the pipe early; that is no fault.
  if (error.code === 'EPIPE') process.exit(EXIT.done);
  tell(`ct-parse: Cannot write to standard output: ${systemReason(error)}`);
  process.exit(EXIT.unusable);
});

// Nor is it one when nobody listens to what is said beside the data.
process.stderr.on('error', () => undefined);

/** One module a command, so that none is loaded for the sake of another. */
const COMMANDS: Record<string, () => Promise<CommandModule>> = {
  aggregate: async () => chosen((await import('./commands/aggregate.ts')).aggregateCommand),
  runs: async () => chosen((await import('./commands/runs.ts')).runsCommand),
  audit: async () => chosen((await import('./commands/audit.ts')).auditCommand),
  statement: async () => chosen((await import('./commands/statement.ts')).statementCommand),
  parse: async () => chosen((await import('./commands/parse.ts')).parseCommand),
  report: async () => chosen((await import('./commands/report.ts')).reportCommand),
  figures: async () => chosen((await import('./commands/figures.ts')).figuresCommand),
  diff: async () => chosen((await import('./commands/diff.ts')).diffCommand),
};

/** The command to run, thrown through yargs: behind a handler that returns, it lays the whole help out. */
class Chosen {
  constructor(readonly run: () => unknown) {}
}

function chosen<T>(command: HelpedCommand<T>): CommandModule {
  const chosenCommand: CommandModule<object, T> = {
    command: command.command,
    describe: command.describe,
    builder: (yargs) => withHelp(yargs, command),
    handler: (args) => {
      const { array, boolean, number } = yargsOptions();
      checkFilled(words, boolean);
      checkOnce(args, array);
      checkNumbers(args, number);
      throw new Chosen(() => command.handler(args));
    },
  };
  return chosenCommand as CommandModule;
}

/** All commands where help, completion or a wrong name may list them. */
async function loadCommands([name = '']: readonly string[]): Promise<CommandModule[]> {
  if (name === '--version') return [];
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  return Promise.all((load === undefined ? Object.values(COMMANDS) : [load]).map((command) => command()));
}

/** Where nothing is typed yet, the shell completes what it knows best: files and folders. */
const withoutOptions: FallbackCompletionFunction = (current, _argv, completionFilter, done) =>
  completionFilter((_error, offered = []) => done(offered.filter((word) => current !== '' || !word.startsWith('-'))));

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

const words = hideBin(process.argv);
const parser = yargs();

try {
  await parser
    .scriptName('ct-parse')
    .locale('en')
    .help('help', 'print this help')
    .alias('help', 'h')
    .version('version', 'print the version', packageJson.version)
    .group(['help', 'version'], HELP_PARTS.help)
    .usage('$0 <command> <logs...>\n\nReads carbontracker and ct-track logs and adds them up.')
    .command(await loadCommands(words))
    .completion('completion', 'print a script for bash or zsh that completes commands and options', withoutOptions)
    .epilogue(helpEnd(HELP_END))
    .demandCommand(1, 'no command given; try ct-parse --help')
    .strictCommands()
    .strictOptions()
    .wrap(Math.min(process.stdout.columns ?? 80, 100))
    .fail((message, error) => {
      // yargs has an error of its own for some wrong arguments.
      throw error && error.name !== 'YError'
        ? error
        : new CtError(
            'USAGE',
            usageMessage(message, {
              words,
              commands: [...Object.keys(COMMANDS), 'completion'],
              options: Object.keys(yargsOptions().key),
            }),
          );
    })
    .parseAsync(withPlainOperands(words));
} catch (thrown) {
  try {
    if (!(thrown instanceof Chosen)) throw thrown;
    await thrown.run();
  } catch (error) {
    process.exitCode = explain(error);
  }
}

/** Names of options by their kind. */
interface DeclaredOptions {
  key: object;
  array: readonly string[];
  boolean: readonly string[];
  number: readonly string[];
}

/** The options that the chosen command declares; yargs has them, but not in its types. */
function yargsOptions(): DeclaredOptions {
  const { getOptions } = parser as unknown as { getOptions: () => DeclaredOptions };
  return getOptions.call(parser);
}

function explain(error: unknown): number {
  if (error instanceof CtError) {
    tell(`ct-parse: ${error.message}`);
    return error.code === 'USAGE' ? EXIT.usage : EXIT.unusable;
  }
  tell(`ct-parse: ${systemReason(error)} (this is a fault of ct-parse; please report it)`);
  return EXIT.unusable;
}
