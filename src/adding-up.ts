/** Runs or their rows -> totals and the sentence, one after the other as they are read. */
import {
  type AggregateOptions,
  Aggregator,
  type Entry,
  Ledger,
  type LedgerOptions,
  type Pricing,
  RangeTotals,
  type RunRow,
  rowOf,
  type TotalRange,
  type Totals,
} from './accounting/index.ts';
import { type AssessedRun, type AssessOptions, assessRuns } from './assessed.ts';
import { CtError } from './model/errors.ts';
import type { Finding } from './model/run.ts';
import { rangeOfRun } from './ranged.ts';
import { sentence } from './report/statement/sentence.ts';
import { ToolsSeen } from './report/statement/tools.ts';
import { readTables } from './tables/index.ts';

/** Options of everything that adds up. */
export interface AddOptions extends AssessOptions, AggregateOptions {
  /** Tables of runs that are added too: files of `ct-parse runs --parquet`, `--ndjson` or `--csv`. */
  tables?: readonly string[];
}

/**
 * Rows of the runs in logs and tables, one after the other, copies included: adding them up leaves those out.
 *
 * @param paths files, folders or glob patterns of logs; one, many or, with tables, none
 * @throws CtError NOT_FOUND when a path does not exist, NOT_A_TABLE for a table that is damaged or of another version, USAGE
 *   for tables with `devices`
 */
export async function* iterateRows(
  paths: string | readonly string[],
  { tables = [], ...options }: AddOptions = {},
): AsyncGenerator<RunRow> {
  if (tables.length > 0 && options.devices !== undefined) {
    throw new CtError('USAGE', 'tables keep how devices were counted: give --devices when they are exported');
  }
  if (!Array.isArray(paths) || paths.length > 0) {
    // Which runs may share devices is decided when all rows are added up.
    const onFinding = (finding: Finding): void => {
      if (finding.code !== 'devices-maybe-shared') options.onFinding?.(finding);
    };
    for await (const assessed of assessRuns(paths, { ...options, onFinding })) yield rowOf(assessed);
  }
  yield* readTables(tables, options.pricing);
}

/** Totals over rows that are read as they are added, and the sentence that says them. */
export async function aggregateRows(
  rows: AsyncIterable<RunRow>,
  { onEntry, pricing = {}, ...options }: LedgerOptions & { pricing?: Pricing } = {},
): Promise<{ totals: Totals; sentence: string }> {
  const tools = new ToolsSeen();
  const hear = (entry: Entry): void => {
    tools.addWriter(entry.row.writer, entry.row.obtained);
    onEntry?.(entry);
  };
  const ledger = new Ledger({ ...options, onEntry: hear });
  for await (const row of rows) ledger.add(row);
  const totals = ledger.close();
  return { totals, sentence: sentence(totals, tools.tools, { pricing }) };
}

/** What is made of runs while they are added up. */
export interface AggregateRunsOptions extends AggregateOptions {
  /** Factors that replaced the logged ones, for the sentence. */
  pricing?: Pricing;
  /** Find the range of the total, and put it into the sentence. */
  range?: boolean;
  /** Findings of no run that were heard while the runs were read, for the range. */
  loose?: readonly Finding[];
  onRun?: (assessed: AssessedRun) => void;
}

/** Totals over runs that count as they come, their range where it is asked for, and the sentence. */
export async function aggregateRuns(
  runs: AsyncIterable<AssessedRun>,
  options: AggregateRunsOptions = {},
): Promise<{ totals: Totals; range: TotalRange | null; sentence: string }> {
  const { pricing = {}, onRun, asLogged = false } = options;
  // A range is one of the corrected figure.
  const wantsRange = options.range === true && !asLogged;
  const ranges = new RangeTotals();
  const tools = new ToolsSeen();
  const aggregator = new Aggregator({ asLogged });
  for await (const assessed of runs) {
    aggregator.add(assessed.account);
    tools.add(assessed.run);
    if (wantsRange) ranges.add(assessed.account, await rangeOfRun(assessed));
    onRun?.(assessed);
  }
  for (const finding of wantsRange ? (options.loose ?? []) : []) ranges.addFinding(finding);
  const totals = aggregator.totals();
  const range = ranges.total();
  return { totals, range, sentence: sentence(totals, tools.tools, { pricing, range }) };
}
