#!/usr/bin/env node
import yargs, { type CommandModule, type FallbackCompletionFunction } from 'yargs';
import { hideBin } from 'yargs/helpers';
import packageJson from '../package.json' with { type: 'json' };
import { CtError, systemReason } from '../src/model/errors.ts';
import { aggregateCommand } from './commands/aggregate.ts';
import { auditCommand } from './commands/audit.ts';
import { diffCommand } from './commands/diff.ts';
import { figuresCommand } from './commands/figures.ts';
import { parseCommand } from './commands/parse.ts';
import { reportCommand } from './commands/report.ts';
import { runsCommand } from './commands/runs.ts';
import { statementCommand } from './commands/statement.ts';
import { HELP_PARTS, type HelpEnd, type HelpedCommand, helpEnd, withHelp } from './help.ts';
import { clean, EXIT, tell } from './terminal.ts';
import { usageMessage } from './usage.ts';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // `ct-parse runs logs | head` closes the pipe early; that is no fault.
  process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.unusable);
});

/** What the chosen command is still doing. */
let running: unknown;

/** yargs lays the whole help out before it waits for a handler, which takes longer than most commands do. */
function deferred<T>(command: HelpedCommand<T>): CommandModule<object, T> {
  return {
    command: command.command,
    describe: command.describe,
    builder: (yargs) => withHelp(yargs, command),
    handler: (args) => {
      running = command.handler(args);
    },
  };
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
    'Logs are files, folders or patterns. Figures go to standard output, what is to be known of them to standard error.',
    'Exit code 0: done; 1: the input could not be used, or a finding is an error (audit, --strict); 2: wrong usage.',
  ],
};

try {
  await yargs(hideBin(process.argv))
    .scriptName('ct-parse')
    .locale('en')
    .help('help', 'print this help')
    .version('version', 'print the version', packageJson.version)
    .group(['help', 'version'], HELP_PARTS.help)
    .usage('$0 <command> <logs...>\n\nReads carbontracker and ct-track logs and adds them up.')
    .command(deferred(aggregateCommand))
    .command(deferred(runsCommand))
    .command(deferred(auditCommand))
    .command(deferred(statementCommand))
    .command(deferred(parseCommand))
    .command(deferred(reportCommand))
    .command(deferred(figuresCommand))
    .command(deferred(diffCommand))
    .completion('completion', 'print a script for bash or zsh that completes commands and options', withoutOptions)
    .epilogue(helpEnd(HELP_END))
    .demandCommand(1, 'Which command? Try ct-parse --help')
    .strictCommands()
    .strictOptions()
    .wrap(Math.min(process.stdout.columns ?? 80, 100))
    .fail((message, error) => {
      // yargs has an error of its own for some wrong arguments.
      throw error && error.name !== 'YError' ? error : new CtError('USAGE', usageMessage(message));
    })
    .parseAsync();
  await running;
} catch (error) {
  process.exitCode = explain(error);
}

function explain(error: unknown): number {
  if (error instanceof CtError) {
    tell(`ct-parse: ${clean(error.message.split('\n')[0] ?? '')}`);
    return error.code === 'USAGE' ? EXIT.usage : EXIT.unusable;
  }
  tell(`ct-parse: ${clean(systemReason(error))} (this is a fault of ct-parse; please report it)`);
  return EXIT.unusable;
}
