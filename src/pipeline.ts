/** The pipeline of every command and function: find -> read -> count -> totals. */
import {
  type AuditEntry,
  aboutCountry,
  auditEntry,
  auditFinding,
  checkFigures,
  type Entry,
  entryOfRow,
  type GivenFactors,
  hasFactors,
  RunTotals,
  type Totals,
  withFactors,
} from './accounting/index.ts';
import { Counting, type CountingOptions } from './counting.ts';
import { sortInputs } from './inputs.ts';
import { CtError } from './model/errors.ts';
import type { Finding } from './model/run.ts';
import {
  checkTraceOptions,
  type FileDigests,
  type FindOptions,
  type ReadAheadOptions,
  readParts,
  type SourceOptions,
} from './parser/index.ts';

export { type Total, type TotalOptions, totalOf, totalOfParts } from './counting.ts';

/** How logs are found and read. */
export interface ReadOptions extends FindOptions, ReadAheadOptions, SourceOptions, Pick<CountingOptions, 'devices'> {
  /** Takes the digests of the files that are read. */
  digests?: FileDigests;
}

/** How runs are read and counted. */
export interface EntryOptions extends ReadOptions, CountingOptions {
  /** Tables of runs that are read too, which the paths may name as well: files of `ct-parse runs`, datasets, or patterns of them. */
  tables?: readonly string[];
  /**
   * What is used of the entries, if only their figures, findings, factors and tools are, and equivalents as logged or not: of a
   * dataset that was compacted a few columns are then read.
   */
  needs?: 'totals' | 'totals with equivalents' | undefined;
}

/**
 * Reads runs one after the other, each with its figures, each once. Of copies, earlier states and halves of a run the most
 * complete one counts, and each other one is named in a finding of no run. A log that lacks a part of its run waits until
 * all are read, as a more complete one may follow; of a large folder such runs come last. A device that several runs of
 * ct-track measured at the same time on one host is counted once, for the run that started first: so runs that may share a
 * device come last, in the order of their start.
 *
 * @param paths files, folders, tables, datasets or glob patterns; one, many or, with tables, none
 * @throws CtError NOT_FOUND when a path does not exist, NOT_A_TABLE for a table that is damaged or of another version, USAGE
 *   for factors that cannot be or that are given with `asLogged`, for tables with `devices`, and for those of older
 *   versions with `sameMachine`
 */
export async function* entriesFrom(
  paths: string | readonly string[],
  options: EntryOptions = {},
): AsyncGenerator<Entry> {
  for await (const part of entryParts(paths, options)) yield* part;
}

/** As `entriesFrom`, in parts that are iterated without waiting, because waiting for each run costs as much as parsing it. */
export async function* entryParts(
  paths: string | readonly string[],
  { tables: givenTables = [], ...options }: EntryOptions = {},
): AsyncGenerator<Iterable<Entry>> {
  const { logs, tables } = sortInputs(paths, givenTables, options);
  const { factors = {}, asLogged = false } = options;
  checkTraceOptions(options);
  checkFigures(factors, asLogged);
  if (tables.length > 0 && options.devices !== undefined) {
    throw new CtError('USAGE', 'tables contain counted figures: use --devices when exporting them');
  }
  const whole = logs?.length === 0 && tables.length === 1 && mayBeCounted(options) ? tables[0] : undefined;
  if (whole !== undefined) {
    const { countedDataset, countedEntries } = await import('./tables/dataset/counted-entries.ts');
    const dataset = await countedDataset(whole);
    if (dataset !== null) {
      for (const finding of dataset.findings) options.onFinding?.(finding);
      const columns = { factors: hasFactors(factors), equivalents: options.needs === 'totals with equivalents' };
      for await (const entries of countedEntries(dataset.files, columns)) {
        yield columns.factors ? withFactorsOf(entries, factors) : entries;
      }
      return;
    }
  }
  const counting = new Counting({ ...options, hasTables: tables.length > 0 });
  if (logs === null || logs.length > 0) {
    for await (const runs of readParts(logs ?? paths, { ...options, countedTables: tables })) yield counting.runs(runs);
  }
  for await (const entry of entriesOfTables(tables, options.sameMachine)) yield counting.entries([entry]);
  yield counting.rest();
}

/** Entries of rows. What reads tables takes as long to load as what reads logs, so it is loaded only where there are some. */
async function* entriesOfTables(
  tables: readonly string[],
  sameMachine: EntryOptions['sameMachine'],
): AsyncGenerator<Entry> {
  if (tables.length === 0) return;
  const { readTables } = await import('./tables/read.ts');
  for await (const row of readTables(tables)) {
    const entry = entryOfRow(row);
    checkReadings(entry, sameMachine);
    yield entry;
  }
}

/** @throws CtError USAGE for a row that does not show whether its devices are those of other runs */
function checkReadings({ run, traits, figures }: Entry, sameMachine: EntryOptions['sameMachine']): void {
  if (traits.readings !== null || run.writer.tool === 'ct-track' || figures.basis === 'none') return;
  if (sameMachine !== true && (typeof sameMachine !== 'function' || sameMachine(run) === null)) return;
  throw new CtError(
    'USAGE',
    `${run.id} is from a table without the column "components", which separates the runs on one machine; use its logs, or export them again with this version`,
  );
}

/** Whether what `dataset --compact` counted is what these options ask for. */
const mayBeCounted = ({ needs, asLogged, audit, sameMachine, leaveOut, onCounted }: EntryOptions): boolean =>
  needs !== undefined &&
  !asLogged &&
  !audit &&
  sameMachine === undefined &&
  leaveOut === undefined &&
  onCounted === undefined;

function* withFactorsOf(entries: Iterable<Entry>, factors: GivenFactors): Generator<Entry> {
  for (const entry of entries) yield withFactors(entry, factors);
}

/** The totals of logs, and everything that affects how far you can trust them. */
export interface Audit extends Pick<Totals, 'runs' | 'energyKwh' | 'co2eqG' | 'logged'> {
  /** Findings of all runs, and those of no run. */
  findings: AuditEntry[];
}

/** The findings of an entry, and a comparison with its country, for which only an audit loads the table. */
export async function auditWithCountry(entry: Entry): Promise<AuditEntry[]> {
  entry.run.findings.push(...(await aboutCountry(entry.run)));
  return auditEntry(entry);
}

/**
 * Audits entries that are read as they come.
 *
 * @param loose findings of no run, which are added while the entries are read
 */
export async function auditEntries(entries: AsyncIterable<Entry>, loose: readonly Finding[]): Promise<Audit> {
  const findings: AuditEntry[] = [];
  const sums = new RunTotals();
  for await (const entry of entries) {
    sums.add(entry.figures);
    findings.push(...(await auditWithCountry(entry)));
  }
  const { runs, energyKwh, co2eqG, logged } = sums.result();
  return { runs, energyKwh, co2eqG, logged, findings: [...findings, ...loose.map(auditFinding)] };
}

/**
 * Audits the logs below a folder.
 *
 * @throws CtError NOT_FOUND when a path does not exist
 */
export async function auditLogs(paths: string | readonly string[], options: ReadOptions = {}): Promise<Audit> {
  const loose: Finding[] = [];
  const onFinding = (finding: Finding): void => {
    loose.push(finding);
    options.onFinding?.(finding);
  };
  return auditEntries(entriesFrom(paths, { ...options, audit: true, onFinding }), loose);
}
