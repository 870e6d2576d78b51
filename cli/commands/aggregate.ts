import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { aggregateRuns } from '../../src/api.ts';
import type { Finding } from '../../src/model/run.ts';
import { FindingsTally } from '../findings.ts';
import { print, toJson } from '../terminal.ts';
import { assessedRuns, finish, type ReadArguments, tellBasis, withReadArguments } from './common.ts';

interface AggregateArguments extends ReadArguments {
  json: boolean;
  asLogged: boolean;
}

export const aggregateCommand: CommandModule<object, AggregateArguments> = {
  command: 'aggregate <logs...>',
  describe: 'add runs up and print the sentence for a paper',
  builder: (yargs: Argv) =>
    withReadArguments(yargs)
      .option('json', { describe: 'print the totals as JSON', type: 'boolean', default: false })
      .option('as-logged', { describe: 'count the figures as logged, uncorrected', type: 'boolean', default: false })
      .example('$0 aggregate ./logs', 'the sentence for everything below ./logs')
      .example('$0 aggregate --json a b', 'totals of two folders for a script') as unknown as Argv<AggregateArguments>,
  handler: async (args) => {
    process.exitCode = await runAggregate(args);
  },
};

async function runAggregate(args: ArgumentsCamelCase<AggregateArguments>): Promise<number> {
  const tally = new FindingsTally({ keepAll: args.verbose });
  const findings: (Finding & { run: string | null })[] = [];
  const onFinding = (finding: Finding): void => {
    findings.push({ run: null, ...finding });
  };
  const { totals, sentence } = await aggregateRuns(assessedRuns(args, tally, { onFinding }), {
    asLogged: args.asLogged,
    onRun: ({ run }) => {
      if (args.json) for (const finding of run.findings) findings.push({ run: run.id, ...finding });
    },
  });
  if (args.json) await print(`${toJson({ ...totals, findings }, 2)}\n`);
  else if (totals.runs > 0) await print(`${sentence}\n`);
  if (totals.runs > 0) tellBasis(totals);
  return finish(totals.runs, tally, args);
}
