/** The entries of a compacted dataset as they were counted, by the few columns that totals need. */
import path from 'node:path';
import { type CountedTraits, type Entry, entryOfCounted } from '../../accounting/index.ts';
import { CtError } from '../../model/errors.ts';
import type { Finding } from '../../model/run.ts';
import { findSeal } from '../checksum.ts';
import { toEquivalents, toFindings } from '../nested.ts';
import { stampOf } from '../stamps.ts';
import { type ColumnGroup, columnGroups } from './columns.ts';
import { type Counting, countingOf } from './counting.ts';
import { isDataFile, liveTablesIn } from './folder.ts';

/** A dataset of which each row says what counts of it among all. */
export interface CountedDataset {
  /** Paths of its files. */
  files: readonly string[];
  /** Findings about several of its runs. */
  findings: readonly Finding[];
}

/** The files of a dataset, if all of them were counted together; null where parts came since then. */
export async function countedDataset(folder: string): Promise<CountedDataset | null> {
  const names = await liveTablesIn(folder);
  if (names.length === 0 || !names.every(isDataFile)) return null;
  const counting: Counting | null = countingOf(folder, names);
  return counting === null
    ? null
    : { files: names.map((name) => path.join(folder, name)), findings: counting.findings };
}

/** What totals need of each row. */
const COLUMNS: readonly string[] = [
  ...['run_id', 'started_at_local', 'writer_tool', 'writer_version', 'format', 'basis', 'obtained'],
  ...['is_counted', 'duration_s', 'counted_epochs', 'energy_counted_kwh', 'co2eq_counted_g', 'counted_findings'],
  ...['logged_energy_kwh', 'logged_co2eq_g', 'logged_duration_s', 'logged_epochs', 'findings', 'pue', 'pue_source'],
];
/** What other factors are compared with. */
const FACTOR_COLUMNS: readonly string[] = [
  'intensity_g_per_kwh',
  'intensity_kind',
  'intensity_location',
  'intensity_year',
];
const EQUIVALENTS = 'logged_equivalents';

/** What is read beside what totals need. */
export interface CountedColumns {
  /** Factors of the logs. */
  factors?: boolean;
  /** Equivalents as logged. */
  equivalents?: boolean;
}

/**
 * Reads the entries that count, one file after the other.
 *
 * @throws CtError NOT_A_TABLE for a damaged file
 */
export async function* countedEntries(
  files: readonly string[],
  { factors = false, equivalents = false }: CountedColumns = {},
): AsyncGenerator<Iterable<Entry>> {
  const names = [...COLUMNS, ...(factors ? FACTOR_COLUMNS : []), ...(equivalents ? [EQUIVALENTS] : [])];
  for (const file of files) {
    if ((await findSeal(file)) !== 'sound') {
      throw new CtError('NOT_A_TABLE', `${file}: the table is damaged (wrong checksum)`);
    }
    for await (const group of columnGroups(file, names)) yield entriesOf(group);
  }
}

function* entriesOf(group: ColumnGroup): Generator<Entry> {
  const isCounted = group.column('is_counted');
  const row = rowReader(group);
  for (let i = 0; i < group.rows; i += 1) if (isCounted[i] === true) yield entryOfCounted(row(i));
}

/** Reads rows of a group; texts that few rows differ in are the same objects, as columns hold them once. */
function rowReader(group: ColumnGroup): (row: number) => CountedTraits {
  const texts = (name: string) => group.column(name) as ArrayLike<string | null | undefined>;
  const numbers = (name: string) => group.column(name) as ArrayLike<number | null | undefined>;
  const [runId, basis, format] = [texts('run_id'), texts('basis'), texts('format')];
  const [tool, version] = [texts('writer_tool'), texts('writer_version')];
  const started = group.column('started_at_local');
  const [pue, pueSource] = [numbers('pue'), texts('pue_source')];
  const obtained = group.column('obtained') as ArrayLike<string[] | null | undefined>;
  const [durationS, epochs] = [numbers('duration_s'), numbers('counted_epochs')];
  const [energyKwh, co2eqG] = [numbers('energy_counted_kwh'), numbers('co2eq_counted_g')];
  const [loggedKwh, loggedG] = [numbers('logged_energy_kwh'), numbers('logged_co2eq_g')];
  const [loggedS, loggedEpochs] = [numbers('logged_duration_s'), numbers('logged_epochs')];
  const [findings, countedFindings] = [group.column('findings'), group.column('counted_findings')];
  const gPerKwh = numbers('intensity_g_per_kwh');
  const [kind, location, year] = [texts('intensity_kind'), texts('intensity_location'), numbers('intensity_year')];
  const equivalents = group.column(EQUIVALENTS);
  return (i) =>
    ({
      runId: runId[i],
      format: format[i] ?? 'carbontracker',
      writer: { tool: tool[i] ?? null, version: version[i] ?? null },
      startedAt: stampOf(started[i]) ?? null,
      basis: basis[i],
      pue: pue[i] == null ? null : { value: pue[i], source: pueSource[i] ?? '' },
      intensity:
        gPerKwh[i] == null
          ? null
          : { gPerKwh: gPerKwh[i], kind: kind[i], location: location[i] ?? null, year: year[i] ?? null, values: [] },
      obtained: obtained[i] ?? NONE,
      findings: findingsOf(findings[i], countedFindings[i]),
      corrected: { energyKwh: energyKwh[i], co2eqG: co2eqG[i] ?? null, durationS: durationS[i], epochs: epochs[i] },
      logged: {
        energyKwh: loggedKwh[i],
        co2eqG: loggedG[i] ?? null,
        equivalents: equivalents[i] == null ? null : toEquivalents(equivalents[i]),
        durationS: loggedS[i],
        epochs: loggedEpochs[i],
      },
    }) as CountedTraits;
}

const NONE: readonly string[] = [];

function findingsOf(own: unknown, counted: unknown): Finding[] {
  if (own == null && counted == null) return [];
  return [...(toFindings(own ?? null) as Finding[]), ...(toFindings(counted ?? null) as Finding[])];
}
