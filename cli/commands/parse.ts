import type { ArgumentsCamelCase, Argv } from 'yargs';
import { plural } from '../../src/model/text.ts';
import { toDictionary } from '../../src/parser/index.ts';
import { FindingTotals } from '../findings.ts';
import type { Command } from '../help.ts';
import { JsonArray } from '../json-array.ts';
import type { Terminal } from '../terminal.ts';
import { finish, partsOfCommand, type ReadArguments, withReadArguments } from './common.ts';

interface ParseArguments extends ReadArguments {
  json: boolean;
}

/** `ct-parse parse`: the dictionaries of `parse_all_logs`. */
export const parseCommand: Command<ParseArguments> = {
  command: 'parse <logs...>',
  describe: "print every run as carbontracker's parse_all_logs does, as JSON",
  builder: (yargs: Argv) =>
    withReadArguments(yargs).option('json', {
      describe: 'JSON, the only format',
      type: 'boolean',
      default: true,
      hidden: true,
    }) as unknown as Argv<ParseArguments>,
  examples: [
    { command: 'ct-parse parse ./logs', does: "carbontracker's keys, null for what was not measured" },
    { command: 'ct-parse parse --no-recursive ./logs', does: 'without subfolders, as carbontracker does' },
  ],
  run: runParse,
};

async function runParse(args: ArgumentsCamelCase<ParseArguments>, terminal: Terminal): Promise<number> {
  const tally = new FindingTotals({ keepAll: args.verbose });
  const array = new JsonArray(terminal);
  let flagged = 0;
  for await (const part of partsOfCommand(args, tally, terminal, { asLogged: true, countsFigures: false })) {
    for (const { run, judged } of part) {
      if (judged.some(({ severity }) => severity !== 'info')) flagged += 1;
      const written = array.add(toDictionary(run));
      if (written !== undefined) await written;
    }
  }
  await array.end();
  if (flagged > 0)
    terminal.note(
      `figures as logged, without corrections: ct-parse audit lists what affects ${plural(flagged, 'run')}`,
    );
  return finish(array.length, tally, args, terminal);
}
