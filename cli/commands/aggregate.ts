import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { aggregateRows } from '../../src/api.ts';
import { CtError } from '../../src/model/errors.ts';
import type { Finding } from '../../src/model/run.ts';
import { FindingsTally } from '../findings.ts';
import { print, toJson } from '../terminal.ts';
import { finish, type ReadArguments, tellBasis, withReadArguments } from './common.ts';
import { readRows } from './rows.ts';

interface AggregateArguments extends ReadArguments {
  json: boolean;
  asLogged: boolean;
  from: string[] | undefined;
}

export const aggregateCommand: CommandModule<object, AggregateArguments> = {
  command: 'aggregate [logs...]',
  describe: 'add runs up and print the sentence for a paper',
  builder: (yargs: Argv) =>
    withReadArguments(yargs, { demandLogs: false })
      .option('json', { describe: 'print the totals as JSON', type: 'boolean', default: false })
      .option('as-logged', { describe: 'count the figures as logged, uncorrected', type: 'boolean', default: false })
      .option('from', {
        describe: 'tables of runs to add, of --parquet, --ndjson or --csv of ct-parse runs',
        type: 'string',
        array: true,
        requiresArg: true,
      })
      .example('$0 aggregate ./logs', 'the sentence for everything below ./logs')
      .example('$0 aggregate --json a b', 'totals of two folders for a script')
      .example(
        '$0 aggregate --from a.parquet b.parquet',
        'runs of two machines',
      ) as unknown as Argv<AggregateArguments>,
  handler: async (args) => {
    process.exitCode = await runAggregate(args);
  },
};

async function runAggregate(args: ArgumentsCamelCase<AggregateArguments>): Promise<number> {
  const { logs = [], from: tables = [], recursive } = args;
  if (logs.length + tables.length === 0) {
    throw new CtError('USAGE', 'Which logs? Give files, folders or patterns: ct-parse aggregate ./logs');
  }
  const tally = new FindingsTally({ keepAll: args.verbose });
  const findings: (Finding & { run: string | null })[] = [];
  const onFinding = (finding: Finding): void => {
    tally.addLoose(finding);
    findings.push({ run: null, ...finding });
  };
  const { totals, sentence } = await aggregateRows(readRows({ logs, tables, recursive }, onFinding), {
    asLogged: args.asLogged,
    onFinding,
    onEntry: ({ row, account, findings: own }) => {
      tally.addRun({ id: row.runId, findings: own }, account);
      if (args.json) for (const finding of own) findings.push({ run: row.runId, ...finding });
    },
  });
  if (args.json) await print(`${toJson({ ...totals, findings }, 2)}\n`);
  else if (totals.runs > 0) await print(`${sentence}\n`);
  if (totals.runs > 0) tellBasis(totals);
  return finish(totals.runs, tally, { ...args, logs: [...logs, ...tables] });
}
