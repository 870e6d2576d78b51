import type { ArgumentsCamelCase, Argv } from 'yargs';
import { toDictionary } from '../../src/parser/index.ts';
import { FindingsTally } from '../findings.ts';
import type { HelpedCommand } from '../help.ts';
import { JsonArray } from '../json-array.ts';
import { assessedRuns, finish, type ReadArguments, withReadArguments } from './common.ts';

interface ParseArguments extends ReadArguments {
  json: boolean;
}

export const parseCommand: HelpedCommand<ParseArguments> = {
  command: 'parse <logs...>',
  describe: "print every run as carbontracker's parse_all_logs does, as JSON",
  builder: (yargs: Argv) =>
    withReadArguments(yargs).option('json', {
      describe: 'JSON, the only form there is',
      type: 'boolean',
      default: true,
      hidden: true,
    }) as unknown as Argv<ParseArguments>,
  examples: [
    { command: 'ct-parse parse ./logs', does: "carbontracker's keys, null for what was not measured" },
    { command: 'ct-parse parse --no-recursive ./logs', does: 'without sub-folders, as carbontracker reads' },
  ],
  handler: async (args) => {
    process.exitCode = await runParse(args);
  },
};

async function runParse(args: ArgumentsCamelCase<ParseArguments>): Promise<number> {
  const tally = new FindingsTally({ keepAll: args.verbose });
  const array = new JsonArray();
  for await (const { run } of assessedRuns(args, tally)) await array.add(toDictionary(run));
  await array.end();
  return finish(array.length, tally, args);
}
