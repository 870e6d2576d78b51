import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import type { Account } from '../../src/accounting/index.ts';
import { readStem } from '../../src/log/file-name.ts';
import { formatEnergy, formatMass } from '../../src/model/numbers.ts';
import type { Run, Severity } from '../../src/model/run.ts';
import { formatDuration } from '../../src/model/units.ts';
import { FindingsTally } from '../findings.ts';
import { JsonArray } from '../json-array.ts';
import { type Column, outputColumns, print, table, toJson } from '../terminal.ts';
import { assessedRuns, finish, type ReadArguments, withReadArguments } from './common.ts';

interface RunsArguments extends ReadArguments {
  json: boolean;
  ndjson: boolean;
}

export const runsCommand: CommandModule<object, RunsArguments> = {
  command: 'runs <logs...>',
  describe: 'list the runs: one line each, or whole records as JSON',
  builder: (yargs: Argv) =>
    withReadArguments(yargs)
      .option('json', { describe: 'print an array of run records', type: 'boolean', default: false })
      .option('ndjson', { describe: 'print one run record a line', type: 'boolean', default: false })
      .epilogue('The last column counts findings: E errors, W warnings, I notes. --verbose lists them.')
      .example('$0 runs ./logs', 'a table of all runs below ./logs')
      .example('$0 runs --json run_carbontracker.log', 'one run as a record') as unknown as Argv<RunsArguments>,
  handler: async (args) => {
    process.exitCode = await runRuns(args);
  },
};

async function runRuns(args: ArgumentsCamelCase<RunsArguments>): Promise<number> {
  const tally = new FindingsTally({ keepAll: args.verbose });
  const array = new JsonArray();
  const rows: string[][] = [];
  let count = 0;
  for await (const { run, account } of assessedRuns(args, tally, args.ndjson ? { progress: null } : {})) {
    count += 1;
    if (args.json) await array.add({ ...run, ...account });
    else if (args.ndjson) await print(`${toJson({ ...run, ...account })}\n`);
    else rows.push(rowOf(run, account));
  }
  if (args.json) await array.end();
  else if (rows.length > 0) await print(table(COLUMNS, withoutCommonFolder(rows), outputColumns()));
  return finish(count, tally, args);
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

function rowOf(run: Run, { basis, corrected }: Account): string[] {
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

/** Drops the folders that all runs share, so that what tells them apart fits. */
function withoutCommonFolder(rows: string[][]): string[][] {
  const names = rows.map(([id = '']) => id.split('/'));
  const first = names[0] ?? [];
  let shared = 0;
  while (
    shared < first.length - 1 &&
    names.every((name) => shared < name.length - 1 && name[shared] === first[shared])
  ) {
    shared += 1;
  }
  return rows.map(([id = '', ...rest]) => [withoutStamp(id.split('/').slice(shared)), ...rest]);
}

/** The stamp of a stem repeats the start, which has a column of its own; without anything else it stays. */
function withoutStamp(segments: readonly string[]): string {
  const [, stem = '', number = ''] = /^(.*?)(#\d+)?$/s.exec(segments.at(-1) ?? '') ?? [];
  const { stamp } = readStem(stem);
  const short = stamp === null ? stem : stem.slice(0, -stamp.length).replace(/_$/, '');
  return [...segments.slice(0, -1), (short || stem) + number].join('/');
}
