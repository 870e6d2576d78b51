import type { ArgumentsCamelCase, Argv } from 'yargs';
import {
  type ComparedRun,
  type Comparison,
  compareRuns,
  type Difference,
  type Entry,
  withoutEpochs,
} from '../../src/accounting/index.ts';
import { formatEnergy, formatMass } from '../../src/model/numbers.ts';
import type { DevicePowers, Finding, RunFormat } from '../../src/model/run.ts';
import { formatOfFile } from '../../src/parser/index.ts';
import { type EntryOptions, entriesFrom } from '../../src/pipeline.ts';
import { recalculatedText, type Tools, ToolTotals } from '../../src/report/statement/index.ts';
import { isTable } from '../../src/tables/index.ts';
import { FindingTotals } from '../findings.ts';
import { type Command, HELP_PARTS } from '../help.ts';
import { Progress } from '../progress.ts';
import { NAME_COLUMN, withShortNames } from '../run-names.ts';
import { type Column, shorten, table } from '../table.ts';
import { clean, EXIT, type Terminal, toJson } from '../terminal.ts';
import { DEVICES_OPTION, INPUT_FORMAT_OPTION, READING, TRACE_OPTIONS, type TraceArguments } from './common.ts';
import { type FactorArguments, givenFactors, withFactorArguments } from './factors.ts';

interface DiffArguments extends FactorArguments, TraceArguments {
  a: string;
  b: string;
  json: boolean;
  exitCode: boolean;
  recursive: boolean;
  strict: boolean;
  verbose: boolean;
  devices: DevicePowers | undefined;
  inputFormat: RunFormat | undefined;
}

export const diffCommand: Command<DiffArguments> = {
  command: 'diff <a> <b>',
  describe: 'compare two folders of logs, or two tables of runs',
  builder: (yargs: Argv) =>
    withFactorArguments(yargs)
      .positional('a', { describe: 'logs or a table: before', type: 'string', demandOption: true })
      .positional('b', { describe: 'logs or a table: after', type: 'string', demandOption: true })
      .option('json', { describe: 'print the comparison as JSON', type: 'boolean', default: false })
      .option('exit-code', { describe: 'exit 1 when runs or figures differ', type: 'boolean', default: false })
      .option('recursive', {
        describe: 'search subfolders (--no-recursive: do not)',
        type: 'boolean',
        default: true,
      })
      .option('strict', { describe: 'exit 1 when a finding is an error', type: 'boolean', default: false })
      .option('verbose', { describe: 'list every finding', type: 'boolean', default: false })
      .option('devices', DEVICES_OPTION)
      .option('input-format', INPUT_FORMAT_OPTION)
      .option('columns', TRACE_OPTIONS.columns)
      .option('from-time', TRACE_OPTIONS['from-time'])
      .option('to-time', TRACE_OPTIONS['to-time'])
      .group(READING, HELP_PARTS.reading) as unknown as Argv<DiffArguments>,
  examples: [
    {
      command: 'ct-parse diff before after',
      does: 'added, missing and changed runs, and the difference of the totals',
    },
    { command: 'ct-parse diff paper.parquet ./logs', does: 'a table against logs' },
  ],
  notes: ['Runs are matched by content, then by name; a run has changed when its figures differ.'],
  run: runDiff,
};

async function runDiff(args: ArgumentsCamelCase<DiffArguments>, terminal: Terminal): Promise<number> {
  const tally = new FindingTotals({ keepAll: args.verbose });
  const factors = await givenFactors(args);
  const { recursive, devices, inputFormat, columns, fromTime, toTime } = args;
  const sides = { recursive, factors, devices, inputFormat, columns, fromTime, toTime };
  const [a, b] = [await readSide(args.a, sides, tally, terminal), await readSide(args.b, sides, tally, terminal)];
  tally.note(terminal);
  const empty = a.length === 0 ? args.a : b.length === 0 ? args.b : null;
  if (empty !== null) {
    terminal.note(`ct-parse: no logs found in ${empty}; ct-parse --help lists the formats`);
    return EXIT.unusable;
  }
  const comparison = compareRuns(a, b);
  await terminal.print(args.json ? `${toJson(comparison, 2)}\n` : textOf(comparison, args, terminal.columns));
  const recalculated = recalculatedText(factors, keptPueOf([...a, ...b]));
  if (recalculated !== null) terminal.note(recalculated);
  const { added, gone, changed } = comparison;
  if (args.strict && (tally.hasErrors || [...a, ...b].some(hasError))) return EXIT.unusable;
  return args.exitCode && added.length + gone.length + changed.length > 0 ? EXIT.unusable : EXIT.done;
}

function keptPueOf(entries: readonly Entry[]): Tools['keptPue'] {
  const tools = new ToolTotals();
  for (const entry of entries) tools.add(entry);
  return tools.result().keptPue;
}

const hasError = ({ run }: Entry): boolean => run.findings.some(({ severity }) => severity === 'error');

/** Reads a table if the file name has the extension of one, else logs. */
async function readSide(
  path: string,
  options: Pick<EntryOptions, 'recursive' | 'factors' | 'devices' | 'inputFormat' | keyof TraceArguments>,
  tally: FindingTotals,
  terminal: Terminal,
): Promise<Entry[]> {
  const [logs, tables] = isTable(path) && formatOfFile(path) === null ? [[], [path]] : [[path], []];
  const progress = new Progress(terminal.stderr);
  const onFinding = (finding: Finding): void => tally.addLoose(finding);
  const entries: Entry[] = [];
  try {
    for await (const entry of entriesFrom(logs, { ...options, tables, onFinding })) {
      entries.push(withoutEpochs(entry));
      progress.show(() => `${entries.length} runs read`);
    }
  } finally {
    progress.end();
  }
  return entries;
}

const TOTAL_COLUMNS: readonly Column[] = [
  { title: '', align: 'left' },
  { title: 'A', align: 'right' },
  { title: 'B', align: 'right' },
  { title: 'difference', align: 'right' },
];

const RUN_COLUMNS: readonly Column[] = [
  NAME_COLUMN,
  { title: '', align: 'left' },
  { title: 'energy A', align: 'right' },
  { title: 'energy B', align: 'right' },
  { title: 'difference', align: 'right' },
  { title: 'CO2eq', align: 'right' },
];

function textOf(
  { totals, difference, same, added, gone, changed }: Comparison,
  { a, b }: DiffArguments,
  width: number,
): string {
  const heads = [`A: ${a}`, `B: ${b}`].map((head) => `${shorten(clean(head), width)}\n`);
  const all = table(
    TOTAL_COLUMNS,
    [
      ['runs', `${totals.a.runs}`, `${totals.b.runs}`, signed(totals.b.runs - totals.a.runs, String)],
      ['energy', formatEnergy(totals.a.energyKwh), formatEnergy(totals.b.energyKwh), energyText(difference)],
      ['CO2eq', massText(totals.a.co2eqG), massText(totals.b.co2eqG), co2eqText(difference)],
    ],
    width,
  );
  const counts = `${same} the same, ${changed.length} changed, ${added.length} added, ${gone.length} gone\n`;
  const rows = withShortNames([
    ...changed.map((one) => [
      one.b.runId,
      'changed',
      formatEnergy(one.a.energyKwh),
      formatEnergy(one.b.energyKwh),
      energyText(one),
      co2eqText(one, false),
    ]),
    ...added.map((run) => [run.runId, 'added', '-', ...oneSided(run, 1)]),
    ...gone.map((run) => [run.runId, 'gone', formatEnergy(run.energyKwh), '-', ...oneSided(run, -1).slice(1)]),
  ]);
  const runs = rows.length === 0 ? '' : `\n${table(RUN_COLUMNS, rows, width)}`;
  return `${heads.join('')}\n${all}\n${counts}${runs}`;
}

/** Energy of the side that has the run, and the signed difference. */
function oneSided({ energyKwh, co2eqG }: ComparedRun, sign: 1 | -1): string[] {
  return [
    formatEnergy(energyKwh),
    signed(sign * energyKwh, formatEnergy),
    co2eqG === null ? '-' : signed(sign * co2eqG, formatMass),
  ];
}

function signed(value: number, format: (value: number) => string): string {
  return `${value > 0 ? '+' : ''}${format(value)}`;
}

const massText = (massG: number | null): string => (massG === null ? 'unknown' : formatMass(massG));

const energyText = ({ energyKwh, energyPercent }: Difference): string =>
  signed(energyKwh, formatEnergy) + percentText(energyPercent);

function co2eqText({ co2eqG, co2eqPercent }: Difference, withPercent = true): string {
  if (co2eqG === null) return withPercent ? 'unknown' : '-';
  return signed(co2eqG, formatMass) + (withPercent ? percentText(co2eqPercent) : '');
}

function percentText(percent: number | null): string {
  return percent === null ? '' : ` (${signed(Number(percent.toPrecision(3)), String)} %)`;
}
