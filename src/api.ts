/** The functions that scripts call, including those of carbontracker. */
import { createWriteStream, existsSync } from 'node:fs';
import path from 'node:path';
import type { Writable } from 'node:stream';
import type { Entry, Totals } from './accounting/index.ts';
import { documentOf } from './document.ts';
import { readStem } from './log/file-name.ts';
import { plainRun } from './model/column-run.ts';
import { CtError, systemReason } from './model/errors.ts';
import type { Finding, Run } from './model/run.ts';
import type { Samples } from './model/samples.ts';
import {
  type ComponentDictionary,
  type FileSet,
  findRuns,
  type LogDictionary,
  readFileSet,
  samplesOf,
  toComponents,
  toDictionary,
} from './parser/index.ts';
import { type EntryOptions, entriesFrom, entryParts, type ReadOptions, totalOfParts } from './pipeline.ts';
import { entriesOfDocument, type ReportDocument } from './report/document/index.ts';
import type { ReportOptions } from './report/index.ts';

/**
 * Reads runs one after the other, for directories that do not fit in memory. Each run carries its findings; copies of a
 * run are left out.
 *
 * @param paths files, folders or glob patterns; one or many
 * @throws CtError NOT_FOUND when a path does not exist
 */
export async function* iterateRuns(paths: string | readonly string[], options: ReadOptions = {}): AsyncGenerator<Run> {
  for await (const { run } of entriesFrom(paths, options)) yield plainRun(run);
}

/**
 * As `iterateRuns`, each run with its figures, in tables too.
 *
 * @param paths files, folders or glob patterns of logs; one, many or, with tables, none
 * @throws CtError NOT_FOUND when a path does not exist, NOT_A_TABLE for a table that is damaged or of another version, USAGE
 *   for factors that cannot be or that are given with `asLogged`, and for tables with `devices`
 */
export async function* readEntries(
  paths: string | readonly string[],
  options: EntryOptions = {},
): AsyncGenerator<Entry> {
  for await (const entry of entriesFrom(paths, options)) yield { ...entry, run: plainRun(entry.run) };
}

/** As `iterateRuns`, but returns all runs in one array. */
export async function readRuns(paths: string | readonly string[], options: ReadOptions = {}): Promise<Run[]> {
  const runs: Run[] = [];
  for await (const run of iterateRuns(paths, options)) runs.push(run);
  return runs;
}

/**
 * Totals of all runs below a folder: energy in kWh, CO2eq in g, equivalents, and how much of it was measured.
 *
 * @throws CtError NOT_FOUND when a path does not exist, NOT_A_TABLE for a table that is damaged or of another version
 */
export async function aggregateConsumption(
  paths: string | readonly string[],
  options: EntryOptions = {},
): Promise<Totals> {
  return (await totalOfParts(entryParts(paths, options), options)).totals;
}

/**
 * Prints the sentence for a folder of logs, as carbontracker's `print_aggregate` does.
 *
 * @param write receives the line; standard output by default
 * @throws CtError NOT_FOUND when the folder does not exist, NO_LOGS when it holds no log
 */
export async function printAggregate(
  paths: string | readonly string[],
  options: EntryOptions = {},
  write: (line: string) => void = (line) => void process.stdout.write(line),
): Promise<void> {
  const { totals, sentence } = await totalOfParts(entryParts(paths, options), options);
  if (totals.runs === 0) throw new CtError('NO_LOGS', `no logs found in ${String(paths)}`);
  write(`${sentence}\n`);
}

/**
 * Makes a PDF report of a log or a folder of logs, after carbontracker's function of that name.
 *
 * @throws CtError NOT_FOUND when the log does not exist, NO_LOGS when it holds no run, UNWRITABLE when the PDF cannot be
 * written
 */
export async function generateReportFromLog(log: string, pdf: string, options: ReportOptions = {}): Promise<void> {
  const { factors, asLogged, title, date, sameMachine } = options;
  const given = { factors, asLogged, title, date, sameMachine };
  const document = await documentOf(
    log,
    Object.fromEntries(Object.entries(given).filter(([, value]) => value != null)),
  );
  const entries = entriesOfDocument(document);
  if (entries.length === 0) throw new CtError('NO_LOGS', `no logs found in ${log}`);
  const { renderEntries } = await import('./report/index.ts');
  const { findings } = document;
  try {
    const samples = onlySamplesOf(entries, document);
    await renderEntries(entries, createWriteStream(pdf), { samples, findings, document, ...options });
  } catch (error) {
    if (error instanceof CtError || (error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new CtError('UNWRITABLE', `cannot write ${pdf}: ${systemReason(error)}`, { cause: error });
  }
}

/**
 * Writes a PDF report of runs. The same as `renderReport` of `ct-parse/report`, which is loaded only when it is called.
 *
 * @param stream ends when the report is complete
 * @throws the error of the stream when it fails, at any moment
 */
export async function renderReport(runs: readonly Run[], stream: Writable, options: ReportOptions = {}): Promise<void> {
  // An error of the stream that comes before the report is loaded is thrown by the report, instead of ending the process.
  stream.once('error', () => undefined);
  const report = await import('./report/index.ts');
  await report.renderReport(runs, stream, options);
}

/**
 * Samples of a single run; null where it has none, and for many runs, as their charts do not show them.
 *
 * @param document of the run, which may hold them
 */
export function onlySamplesOf(runs: readonly (Run | Entry)[], document?: ReportDocument): Samples | null {
  const [only] = runs;
  if (only === undefined || runs.length !== 1) return null;
  return document?.entries[0]?.samples ?? samplesOf('run' in only ? only.run : only);
}

/** All runs in the shape of carbontracker's `parse_all_logs`, as logged, each once; null for what was not measured. */
export async function parseAllLogs(
  paths: string | readonly string[],
  options: ReadOptions = {},
): Promise<LogDictionary[]> {
  const dictionaries: LogDictionary[] = [];
  // Figures as logged need no other runs, so runs come in the order of their files.
  for await (const { run } of entriesFrom(paths, { ...options, asLogged: true })) dictionaries.push(toDictionary(run));
  return dictionaries;
}

/**
 * The components of one run in the shape of carbontracker's `parse_logs`.
 *
 * @param logDir folder of logs
 * @param standardFile a standard log, as a path or a name in the folder; the newest one of the folder unless given
 * @param outputFile kept for carbontracker's signature; the partner of the standard log is found by its name
 * @throws CtError NO_LOGS when the folder holds no standard log, NOT_FOUND when the file does not exist, UNREADABLE when
 * it cannot be read, NOT_A_LOG when it is none
 */
export async function parseLogs(
  logDir: string,
  standardFile?: string,
  outputFile?: string,
): Promise<Record<string, ComponentDictionary>> {
  const set = await chosenSet(logDir, standardFile ?? outputFile);
  // Runs are appended, so the last one of a file is the newest.
  const problems: Finding[] = [];
  const run = readFileSet(set, (finding) => problems.push(finding)).at(-1);
  if (run !== undefined) return toComponents(run);
  const [problem] = problems;
  throw new CtError(
    problem?.code === 'unreadable' ? 'UNREADABLE' : 'NOT_A_LOG',
    problem?.message ?? `nothing was read of ${logDir}`,
  );
}

async function chosenSet(logDir: string, file: string | undefined): Promise<FileSet> {
  if (file !== undefined) {
    const inFolder = path.join(logDir, file);
    for await (const set of findRuns([existsSync(file) ? file : inFolder])) return set;
  }
  let newest: FileSet | null = null;
  for await (const set of findRuns([logDir], { recursive: false })) {
    if (set.files.standard !== null && (newest === null || startOf(set) >= startOf(newest))) newest = set;
  }
  if (newest === null) throw new CtError('NO_LOGS', `No carbontracker standard log found in ${logDir}`);
  return newest;
}

/** Start of a run by its file name, which copying does not change; the oldest names have none and sort first. */
function startOf({ stem }: FileSet): string {
  return (readStem(stem).stamp ?? '').replaceAll(/[:-]/g, '');
}
