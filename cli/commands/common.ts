/** What all reading commands share: arguments, reading with progress and findings, and the exit code. */
import { existsSync } from 'node:fs';
import type { Argv } from 'yargs';
import { type Entry, type GivenFactors, hasFactors, type Totals } from '../../src/accounting/index.ts';
import { hasTables } from '../../src/inputs.ts';
import { CtError } from '../../src/model/errors.ts';
import { formatCount, formatEnergy, formatMass } from '../../src/model/numbers.ts';
import { DEVICE_POWERS, type DevicePowers, type Finding, RUN_FORMATS, type RunFormat } from '../../src/model/run.ts';
import { plural } from '../../src/model/text.ts';
import { type EntryOptions, entryParts } from '../../src/pipeline.ts';
import type { FindingTotals } from '../findings.ts';
import { flag, HELP_PARTS } from '../help.ts';
import { Progress } from '../progress.ts';
import { ReplacedFactors } from '../replaced-factors.ts';
import { EXIT, type Terminal } from '../terminal.ts';

/** How a command reads what it is given. */
export interface ReadingArguments {
  /** Whether folders are searched with all below them. */
  recursive: boolean;
  /** Whether a finding of severity `error` makes the exit code 1. */
  strict: boolean;
  /** Whether every finding is listed. */
  verbose: boolean;
  /** Meaning of one power for several devices; undefined where not given. */
  devices: DevicePowers | undefined;
  /** Format of every input; undefined where it is to be recognised. */
  inputFormat: RunFormat | undefined;
  /** Columns of power traces to read; undefined where they are to be recognised. */
  columns: string | undefined;
  /** Start of the part of a power trace that counts; undefined for the first reading. */
  fromTime: string | undefined;
  /** End of the part of a power trace that counts; undefined for the last reading. */
  toTime: string | undefined;
}

/** Arguments of every command that reads logs. */
export interface ReadArguments extends ReadingArguments {
  /** Files, folders, archives and patterns, as given. */
  logs: string[];
  /** Whether overlapping runs on devices of the same names are of one machine; absent where the user did not choose. */
  sameMachine?: boolean | undefined;
}

/** What of these arguments decides which runs are read. */
export function readingOf({ recursive, devices, inputFormat, columns, fromTime, toTime }: ReadingArguments) {
  return { recursive, devices, inputFormat, columns, fromTime, toTime };
}

/** Declares how a command reads what it is given. */
export function withReadingArguments<T>(yargs: Argv<T>): Argv<T & ReadingArguments> {
  return yargs
    .option('recursive', { describe: 'search subfolders (--no-recursive: do not)', type: 'boolean', default: true })
    .option('strict', flag('exit 1 when a finding is an error'))
    .option('verbose', flag('list every finding'))
    .option('devices', {
      describe: 'whether unknown or newer versions of carbontracker log the mean or the sum of several devices',
      choices: DEVICE_POWERS,
    })
    .option('input-format', {
      describe: 'read every input as this format, without recognising it by its content',
      choices: RUN_FORMATS,
    })
    .option('columns', {
      describe: 'columns of power traces by name or number, such as time=timestamp,gpu0=4:mW',
      type: 'string',
    })
    .option('from-time', {
      describe: 'count power traces from this time: "2026-01-03 15:36:53", 15:36:53 or seconds from the start',
      type: 'string',
    })
    .option('to-time', { describe: 'count power traces up to this time', type: 'string' })
    .requiresArg(['devices', 'input-format', 'columns', 'from-time', 'to-time'])
    .group(READING, HELP_PARTS.reading) as unknown as Argv<T & ReadingArguments>;
}

const READING = ['recursive', 'strict', 'verbose', 'devices', 'input-format', 'columns', 'from-time', 'to-time'];

/** Declares the arguments of a command that reads logs; `demandLogs: false` where something else can stand for them. */
export function withReadArguments<T>(yargs: Argv<T>, { demandLogs = true } = {}): Argv<T & ReadArguments> {
  const logs = yargs.positional('logs', {
    describe: 'log files, folders, archives or patterns',
    type: 'string',
    demandOption: demandLogs,
    // Keeps yargs from showing [] as the default of a required argument.
    ...(demandLogs ? { default: undefined } : { defaultDescription: 'none' }),
  });
  return withReadingArguments(logs) as unknown as Argv<T & ReadArguments>;
}

/** Tables that a command reads beside its logs. */
export interface TableInputs {
  /** Paths of the tables; undefined for none. */
  from: string[] | undefined;
}

/** Declares `--from`, and makes the logs optional, as tables can stand for them. */
export function withInputs<T>(yargs: Argv<T>): Argv<T & ReadArguments & TableInputs> {
  return withReadArguments(yargs, { demandLogs: false })
    .option('from', {
      describe: 'tables to include, written by ct-parse runs --parquet, --ndjson or --csv',
      type: 'string',
      array: true,
      requiresArg: true,
    })
    .group('from', HELP_PARTS.reading) as unknown as Argv<T & ReadArguments & TableInputs>;
}

/**
 * Arguments with their logs, none where only tables are given.
 *
 * @throws CtError USAGE where neither is given, NOT_FOUND for the name of an output without -o
 */
export function checkedInputs<T extends ReadArguments & TableInputs>(args: T, command: string): T {
  const logs = args.logs ?? [];
  if (logs.length === 0 && (args.from ?? []).length === 0) {
    throw new CtError('USAGE', `no logs given; give files, folders or patterns: ct-parse ${command} ./logs`);
  }
  const output = logs.length < 2 ? undefined : logs.find((log) => OUTPUT_NAMES[command]?.test(log) && !existsSync(log));
  if (output !== undefined) {
    throw new CtError('NOT_FOUND', `no such file or folder: ${output} (to write it: -o ${output})`);
  }
  return { ...args, logs };
}

/** Names of files that a command writes, which are given as logs where -o is forgotten. */
const OUTPUT_NAMES: Readonly<Record<string, RegExp>> = {
  report: /\.(?:pdf|html?)$/i,
  statement: /\.(?:tex|md|txt|bib|json)$/i,
};

/**
 * Refuses a range of figures as logged, and of runs from tables, as rows lack what it is made of.
 *
 * @throws CtError USAGE
 */
export function checkRange(args: ReadArguments & TableInputs & { range: boolean; asLogged: boolean }): void {
  if (!args.range) return;
  if (args.asLogged)
    throw new CtError('USAGE', '--range applies to corrected figures and cannot be combined with --as-logged');
  if (readsTables(args)) {
    throw new CtError('USAGE', '--range needs the logs themselves and cannot be combined with tables');
  }
}

/** Whether some of the inputs of a command are tables. */
export const readsTables = (args: ReadArguments & TableInputs): boolean =>
  (args.from ?? []).length > 0 || hasTables(args.logs, args);

/** Everything that a command reads, by the names that were given. */
export const inputsOf = ({ logs, from = [] }: { logs: readonly string[]; from?: string[] | undefined }): string[] => [
  ...logs,
  ...from,
];

/** Which figures a command counts, and its callbacks while runs are read. */
export interface Listening extends Omit<EntryOptions, 'recursive' | 'inputFormat' | 'columns' | 'fromTime' | 'toTime'> {
  /** False where no figure is counted: findings about figures are then shown only if they are errors. */
  countsFigures?: boolean;
  /** What `--as-logged` means for the output, where it is more than figures that the logs print. */
  asLoggedNote?: string;
  /** Whether the findings of a run are shown; absent for all runs. */
  showsFindingsOf?: (entry: Entry) => boolean;
  /** Shows how far reading is; null where the output itself appears while runs are read. */
  progress?: Progress | null;
}

/** What `--as-logged` counts, for stderr. */
const AS_LOGGED =
  'figures as the logs print them: nothing is corrected, and a device that several runs measured counts in each run';

/** The entries of a command's logs and tables, one after the other; see `partsOfCommand`. */
export async function* entriesOfCommand(...args: Parameters<typeof partsOfCommand>): AsyncGenerator<Entry> {
  for await (const part of partsOfCommand(...args)) yield* part;
}

/**
 * The entries of a command's logs and tables, in parts that are iterated without waiting. Collects findings, shows progress,
 * and writes a note to stderr where figures are recalculated or as logged.
 */
export async function* partsOfCommand(
  args: ReadArguments & Partial<TableInputs>,
  tally: FindingTotals,
  terminal: Terminal,
  {
    progress = new Progress(terminal.stderr),
    onFinding,
    countsFigures = true,
    asLoggedNote = AS_LOGGED,
    showsFindingsOf,
    ...options
  }: Listening = {},
): AsyncGenerator<Iterable<Entry>> {
  const { factors = {}, asLogged = false } = options;
  if (asLogged && countsFigures && args.devices !== undefined) {
    // Figures as logged are never corrected.
    throw new CtError('USAGE', '--devices decides on a correction: leave --as-logged out');
  }
  const reading = { ...options, ...readingOf(args), devices: args.devices ?? options.devices };
  const replaced = new ReplacedFactors(factors);
  const empty: string[] = [];
  const onEmpty = (input: string): void => void empty.push(input);
  let read = 0;
  const shown = new Set<string>();
  const ofSeveral: Finding[] = [];
  const hear = (finding: Finding): void => {
    onFinding?.(finding);
    // Which runs a selection has is known once all are read.
    if (showsFindingsOf !== undefined && finding.runs !== undefined) ofSeveral.push(finding);
    else tally.addLoose(finding);
  };
  function* tallied(entries: Iterable<Entry>): Generator<Entry> {
    for (const entry of entries) {
      const isShown = showsFindingsOf?.(entry) ?? true;
      if (showsFindingsOf !== undefined && isShown) shown.add(entry.run.id);
      // Where they are not shown, neither its findings nor its energy belong to the total that the findings refer to.
      if (isShown) tally.addRun(entry, countsFigures ? {} : { findings: withoutFigures(entry), quiet: [] });
      if (hasFactors(factors)) replaced.add(entry);
      read += 1;
      progress?.show(() => `${formatCount(read)} runs read`);
      yield entry;
    }
  }
  const tables = [...(options.tables ?? []), ...(args.from ?? [])];
  // Where nothing is counted, nothing can count twice.
  const machine = countsFigures ? sameMachineOf(args, { wishes: options }) : { sameMachine: false };
  const listening = { ...reading, tables, onFinding: hear, onEmpty, ...machine };
  try {
    for await (const part of entryParts(args.logs, listening)) yield tallied(part);
  } finally {
    progress?.end();
  }
  for (const finding of ofSeveral) if (finding.runs?.some((id) => shown.has(id))) tally.addLoose(finding);
  if (read === 0) return;
  for (const input of empty) terminal.note(`no logs in ${input}`);
  if (hasFactors(factors)) {
    replaced.note(terminal);
    if (tally.hasFindings) terminal.note('findings below use the factors of the logs');
  }
  if (asLogged && countsFigures) terminal.note(asLoggedNote);
}

/** The choice of the command line, else that of the manifest. */
export function sameMachineOf(
  { sameMachine }: Pick<ReadArguments, 'sameMachine'>,
  grouped: { wishes: Pick<EntryOptions, 'sameMachine'> } | null = null,
): Pick<EntryOptions, 'sameMachine'> {
  const choice = sameMachine ?? grouped?.wishes.sameMachine;
  return choice === undefined ? {} : { sameMachine: choice };
}

/** The findings of a run that are about its files, and all errors. */
function withoutFigures({ run, judged }: Entry): Finding[] {
  const isShown = (finding: Finding): boolean => finding.severity === 'error' || !judged.includes(finding);
  return run.findings.filter(isShown);
}

/** Writes the number of runs and the basis of their figures to stderr. */
export function noteBasis({ runs, basis, co2eqUnknownRuns }: Totals, terminal: Terminal): void {
  const parts = Object.entries(basis)
    .filter(([, part]) => part.runs > 0)
    .map(([name, part]) => `${formatCount(part.runs)} ${name === 'none' ? 'not measured' : name}`);
  const unknown = co2eqUnknownRuns > 0 ? `; CO2eq unknown for ${formatCount(co2eqUnknownRuns)}` : '';
  terminal.note(`${plural(runs, 'run')}: ${parts.join(', ')}${unknown}`);
}

/** Writes both figures to stderr where they differ in the printed digits. */
export function noteCorrection({ energyKwh, co2eqG, logged }: Totals, factors: GivenFactors, terminal: Terminal): void {
  const mass = (massG: number | null): string => (massG === null ? 'unknown CO2eq' : `${formatMass(massG)} CO2eq`);
  const [printed, counted] = [
    `${formatEnergy(logged.energyKwh)}, ${mass(logged.co2eqG)}`,
    `${formatEnergy(energyKwh)}, ${mass(co2eqG)}`,
  ];
  if (printed === counted) return;
  const note = hasFactors(factors)
    ? 'the logged figures have the factors of the logs'
    : '--as-logged counts the logged figures';
  terminal.note(`logged: ${printed}; counted: ${counted} (${note})`);
}

/**
 * Writes all findings to stderr and returns the exit code; reports when no run was read.
 *
 * @param excluded runs that were read and left out
 */
export function finish(
  runs: number,
  tally: FindingTotals,
  args: ReadArguments,
  terminal: Terminal,
  excluded = 0,
): number {
  tally.note(terminal);
  if (runs === 0 && excluded > 0) {
    terminal.note('ct-parse: every run is excluded');
    return EXIT.unusable;
  }
  if (runs === 0) return noteNoLogs(args, tally, terminal);
  return args.strict && tally.hasErrors ? EXIT.unusable : EXIT.done;
}

/** Reports that no run was found. */
export function noteNoLogs(args: ReadArguments, tally: FindingTotals, terminal: Terminal): number {
  const where = args.recursive ? '' : ' (subfolders were not searched)';
  const what = tally.has('unreadable') || tally.has('not-understood') ? 'could be read' : 'found';
  terminal.note(`ct-parse: no logs ${what} in ${inputsOf(args).join(', ')}${where}; ct-parse --help lists the formats`);
  return EXIT.unusable;
}

/** Declares `--as-logged`, which turns corrections off. */
export function withAsLogged<T>(yargs: Argv<T>): Argv<T & { asLogged: boolean }> {
  return withSameMachine(yargs)
    .option('as-logged', flag("carbontracker's own figures, uncorrected"))
    .group('as-logged', HELP_PARTS.figures) as unknown as Argv<T & { asLogged: boolean }>;
}

/** Declares `--same-machine`, which decides whether runs that overlap on devices of the same names count once. */
export function withSameMachine<T>(yargs: Argv<T>): Argv<T> {
  const describe = 'count overlapping runs on devices of the same names as one machine (--no-same-machine: as several)';
  return yargs
    .option('same-machine', { describe, type: 'boolean' })
    .group('same-machine', HELP_PARTS.figures) as unknown as Argv<T>;
}
