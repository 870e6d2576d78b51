import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { isPriced } from '../../src/accounting/index.ts';
import { CtError } from '../../src/model/errors.ts';
import { rangeOfRun } from '../../src/ranged.ts';
import { FindingsTally } from '../findings.ts';
import { JsonArray } from '../json-array.ts';
import { RunTable } from '../run-table.ts';
import { print, toJson } from '../terminal.ts';
import { assessedRuns, finish, type ReadArguments, withAsLogged, withReadArguments } from './common.ts';
import { type GroupArguments, groupedBy, withGroupArguments } from './grouping.ts';
import { type PricingArguments, pricingOf, withPricingArguments } from './pricing.ts';

interface RunsArguments extends ReadArguments, PricingArguments, GroupArguments {
  json: boolean;
  ndjson: boolean;
  asLogged: boolean;
  range: boolean;
}

export const runsCommand: CommandModule<object, RunsArguments> = {
  command: 'runs <logs...>',
  describe: 'list the runs: one line each, or whole records as JSON',
  builder: (yargs: Argv) =>
    withGroupArguments(withPricingArguments(withAsLogged(withReadArguments(yargs))))
      .option('json', { describe: 'print an array of run records', type: 'boolean', default: false })
      .option('ndjson', { describe: 'print one run record a line', type: 'boolean', default: false })
      .option('range', { describe: 'give the range of each figure too', type: 'boolean', default: false })
      .epilogue('The last column counts findings: E errors, W warnings, I notes. --verbose lists them.')
      .example('$0 runs ./logs', 'a table of all runs below ./logs')
      .example('$0 runs --json run_carbontracker.log', 'one run as a record') as unknown as Argv<RunsArguments>,
  handler: async (args) => {
    process.exitCode = await runRuns(args);
  },
};

async function runRuns(args: ArgumentsCamelCase<RunsArguments>): Promise<number> {
  const { asLogged, range: wantsRange } = args;
  if (wantsRange && asLogged) throw new CtError('USAGE', '--range is about corrected figures: leave --as-logged out');
  const grouped = await groupedBy(args, args);
  const pricing = await pricingOf(args, grouped?.defaults);
  const tally = new FindingsTally({ keepAll: args.verbose });
  const array = new JsonArray();
  const rows = new RunTable({ order: grouped?.order ?? null, asLogged, range: wantsRange });
  const wishes = { pricing, asLogged, ...grouped?.wishes, ...(args.ndjson ? { progress: null } : {}) };
  let count = 0;
  for await (const assessed of assessedRuns(args, tally, wishes)) {
    count += 1;
    const group = grouped?.nameOf(assessed.run) ?? '';
    const range = wantsRange ? await rangeOfRun(assessed) : null;
    const record = {
      ...assessed.run,
      ...assessed.account,
      ...(grouped === null ? {} : { group }),
      ...(wantsRange ? { range } : {}),
      ...(isPriced(pricing) ? { pricing } : {}),
    };
    if (args.json) await array.add(record);
    else if (args.ndjson) await print(`${toJson(record)}\n`);
    else rows.add(assessed, group, range);
  }
  if (args.json) await array.end();
  else if (!args.ndjson) await print(rows.text());
  grouped?.tell();
  return finish(count, tally, args, grouped?.excluded?.length);
}
