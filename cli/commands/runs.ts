import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { type Account, epochRowsOf } from '../../src/accounting/index.ts';
import type { AssessedRun } from '../../src/assessed.ts';
import { formatEnergy, formatMass } from '../../src/model/numbers.ts';
import type { Run, Severity } from '../../src/model/run.ts';
import { formatDuration } from '../../src/model/units.ts';
import { formatPower } from '../../src/report/charts/units.ts';
import { FindingsTally } from '../findings.ts';
import { type Column, outputColumns, print, table } from '../terminal.ts';
import { assessedRuns, finish, type ReadArguments, withReadArguments } from './common.ts';
import { withoutCommonFolder } from './run-names.ts';
import { formOf, type TableArguments, withTableArguments, writeRuns } from './run-tables.ts';

interface RunsArguments extends ReadArguments, TableArguments {}

export const runsCommand: CommandModule<object, RunsArguments> = {
  command: 'runs <logs...>',
  describe: 'list the runs: one line each, or as JSON, CSV or Parquet',
  builder: (yargs: Argv) =>
    withTableArguments(withReadArguments(yargs))
      .epilogue('The last column counts findings: E errors, W warnings, I notes. --verbose lists them.')
      .example('$0 runs ./logs', 'a table of all runs below ./logs')
      .example('$0 runs --json run_carbontracker.log', 'one run as a record')
      .example('$0 runs --parquet runs.parquet ./logs', 'a table for aggregate --from, DuckDB or Spark')
      .example('$0 runs --epochs --csv ./logs', 'a row for each epoch') as unknown as Argv<RunsArguments>,
  handler: async (args) => {
    process.exitCode = await runRuns(args);
  },
};

async function runRuns(args: ArgumentsCamelCase<RunsArguments>): Promise<number> {
  const form = formOf(args);
  const tally = new FindingsTally({ keepAll: args.verbose });
  const appears = form === 'ndjson' || form === 'csv';
  let count = 0;
  async function* read(): AsyncGenerator<AssessedRun> {
    for await (const assessed of assessedRuns(args, tally, appears ? { progress: null } : {})) {
      count += 1;
      yield assessed;
    }
  }
  if (form !== 'plain') await writeRuns(read(), form, args);
  else if (args.epochs) await printTable(read(), EPOCH_COLUMNS, epochLinesOf);
  else await printTable(read(), COLUMNS, (assessed) => [lineOf(assessed.run, assessed.account)]);
  return finish(count, tally, args);
}

async function printTable(
  runs: AsyncIterable<AssessedRun>,
  columns: readonly Column[],
  linesOf: (run: AssessedRun) => string[][],
): Promise<void> {
  const lines: string[][] = [];
  for await (const run of runs) for (const line of linesOf(run)) lines.push(line);
  if (lines.length > 0) await print(table(columns, withoutCommonFolder(lines), outputColumns()));
}

const EPOCH_COLUMNS: readonly Column[] = [
  { title: 'run', align: 'left', shrinks: true },
  { title: 'epoch', align: 'right' },
  { title: 'duration', align: 'right' },
  { title: 'power', align: 'right' },
  { title: 'energy', align: 'right' },
];

function epochLinesOf(assessed: AssessedRun): string[][] {
  return epochRowsOf(assessed).map(({ runId, epoch, durationS, powerW, energyKwh }) => [
    runId,
    String(epoch),
    durationS === null ? '-' : formatDuration(durationS),
    powerW === null ? '-' : formatPower(powerW),
    energyKwh === null ? '-' : formatEnergy(energyKwh),
  ]);
}

const COLUMNS: readonly Column[] = [
  { title: 'run', align: 'left', shrinks: true },
  { title: 'start', align: 'left' },
  { title: 'duration', align: 'right' },
  { title: 'epochs', align: 'right' },
  { title: 'energy', align: 'right' },
  { title: 'CO2eq', align: 'right' },
  { title: 'basis', align: 'left' },
  { title: 'find.', align: 'right' },
];

function lineOf(run: Run, { basis, corrected }: Account): string[] {
  const planned = run.plannedEpochs !== null && run.plannedEpochs !== run.epochs.length ? `/${run.plannedEpochs}` : '';
  return [
    run.id,
    run.startedAt?.slice(0, 16) ?? '-',
    basis === 'none' ? '-' : formatDuration(corrected.durationS),
    `${run.epochs.length}${planned}`,
    basis === 'none' ? '-' : formatEnergy(corrected.energyKwh),
    corrected.co2eqG === null ? '-' : formatMass(corrected.co2eqG),
    basis,
    findingCounts(run),
  ];
}

const LETTERS: Record<Severity, string> = { error: 'E', warning: 'W', info: 'I' };

function findingCounts({ findings }: Run): string {
  const counts = (['error', 'warning', 'info'] as const).map((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? '' : `${count}${LETTERS[severity]}`;
  });
  return counts.join('');
}
