#!/usr/bin/env node
import yargs, { type CommandModule } from 'yargs';
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
import { EXIT, tell } from './terminal.ts';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // `ct-parse runs logs | head` closes the pipe early; that is no fault.
  if (error.code === 'EPIPE') process.exit(EXIT.done);
  tell(`ct-parse: Cannot write to standard output: ${systemReason(error)}`);
  process.exit(EXIT.unusable);
});

/** What the chosen command is still doing. */
let running: unknown;

/** yargs lays the whole help out before it waits for a handler, which takes longer than most commands do. */
function deferred<T>(command: CommandModule<object, T>): CommandModule<object, T> {
  return {
    ...command,
    handler: (args) => {
      running = command.handler(args);
    },
  };
}

try {
  await yargs(hideBin(process.argv))
    .scriptName('ct-parse')
    .locale('en')
    .version(packageJson.version)
    .usage('$0 <command> <logs...>\n\nReads carbontracker and ct-track logs and adds them up.')
    .command(deferred(aggregateCommand))
    .command(deferred(runsCommand))
    .command(deferred(auditCommand))
    .command(deferred(statementCommand))
    .command(deferred(parseCommand))
    .command(deferred(reportCommand))
    .command(deferred(figuresCommand))
    .command(deferred(diffCommand))
    .completion('completion', 'print a script for bash or zsh that completes commands and options')
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

/** yargs counts arguments where a person wants to know what is missing. */
function usageMessage(message: string): string {
  if (message.endsWith('need at least 2')) return 'Which two sides? ct-parse diff BEFORE AFTER';
  if (message.startsWith('Not enough non-option arguments')) {
    return 'Which logs? Give files, folders or patterns: ct-parse COMMAND ./logs';
  }
  // Wrong choices are told over several lines.
  const line = message.replace(/\s*\n\s*/g, ' ');
  return line.includes('--help') ? line : `${line} (ct-parse --help shows what there is)`;
}

function explain(error: unknown): number {
  if (error instanceof CtError) {
    tell(`ct-parse: ${error.message}`);
    return error.code === 'USAGE' ? EXIT.usage : EXIT.unusable;
  }
  tell(`ct-parse: ${systemReason(error)} (this is a fault of ct-parse; please report it)`);
  return EXIT.unusable;
}
