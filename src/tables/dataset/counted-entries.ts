/** The entries of a compacted dataset as they were counted, by the few columns that totals need. */
import path from 'node:path';
import { type CountedTraits, type Entry, entryOfCounted } from '../../accounting/index.ts';
import { CtError } from '../../model/errors.ts';
import type { Equivalents, Finding, Run } from '../../model/run.ts';
import { findSeal } from '../checksum.ts';
import { toEquivalents, toFindings } from '../nested.ts';
import { type ColumnGroup, columnGroups } from './columns.ts';
import { type Counting, countingOf } from './counting.ts';
import { isDataFile, liveTablesIn } from './folder.ts';

/** A dataset in which each row holds what counts of it among all. */
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
  ...['run_id', 'started_at_local', 'writer_tool', 'writer_version', 'basis', 'obtained', 'pue', 'pue_source'],
  ...['is_counted', 'duration_s', 'energy_counted_kwh', 'co2eq_counted_g', 'logged_energy_kwh', 'logged_co2eq_g'],
  ...['findings', 'counted_findings'],
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
  /** Whether the factors of the logs are read. */
  factors?: boolean;
  /** Whether equivalents as logged are read. */
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
    for await (const group of columnGroups(file, names, { timesAsMs: true })) yield entriesOf(group);
  }
}

function* entriesOf(group: ColumnGroup): Generator<Entry> {
  const isCounted = group.column('is_counted');
  const row = rowReader(group);
  for (let i = 0; i < group.rows; i += 1) if (isCounted[i] === true) yield entryOfCounted(row(i));
}

/** Reads rows of a group. Writers and PUEs, which very many rows share, are one object each. */
function rowReader(group: ColumnGroup): (row: number) => CountedTraits {
  const texts = (name: string) => group.column(name) as ArrayLike<string | null | undefined>;
  const numbers = (name: string) => group.column(name) as ArrayLike<number | null | undefined>;
  const [runId, basis] = [texts('run_id'), texts('basis')];
  const [tool, version] = [texts('writer_tool'), texts('writer_version')];
  const started = numbers('started_at_local');
  const [pue, pueSource] = [numbers('pue'), texts('pue_source')];
  const obtained = group.column('obtained') as ArrayLike<CountedTraits['obtained'] | null | undefined>;
  const [durationS, energyKwh, co2eqG] = [
    numbers('duration_s'),
    numbers('energy_counted_kwh'),
    numbers('co2eq_counted_g'),
  ];
  const [loggedKwh, loggedG] = [numbers('logged_energy_kwh'), numbers('logged_co2eq_g')];
  const [findings, countedFindings] = [group.column('findings'), group.column('counted_findings')];
  const gPerKwh = numbers('intensity_g_per_kwh');
  const [kind, location, year] = [texts('intensity_kind'), texts('intensity_location'), numbers('intensity_year')];
  const equivalents = group.column(EQUIVALENTS);
  const writers = new Shared((row) => ({ tool: tool[row] ?? null, version: version[row] ?? null }) as Run['writer']);
  const pues = new Shared((row) => ({ value: pue[row] as number, source: pueSource[row] ?? '' }));
  const stamps = new Stamps();
  return (i) => ({
    runId: runId[i] as string,
    format: 'carbontracker',
    writer: writers.of(tool[i], version[i], i),
    startedAt: stamps.of(started[i]),
    basis: basis[i] as CountedTraits['basis'],
    pue: pue[i] == null ? null : pues.of(pue[i], pueSource[i], i),
    intensity:
      gPerKwh[i] == null
        ? null
        : ({
            gPerKwh: gPerKwh[i],
            kind: kind[i],
            location: location[i] ?? null,
            year: year[i] ?? null,
            values: [],
          } as unknown as CountedTraits['intensity']),
    obtained: obtained[i] ?? NONE,
    findings: findingsOf(findings[i], countedFindings[i]),
    // Totals add up neither epochs nor the time that was logged.
    corrected: {
      energyKwh: energyKwh[i] as number,
      co2eqG: co2eqG[i] ?? null,
      equivalents: null,
      durationS: durationS[i] as number,
      epochs: 0,
    },
    logged: {
      energyKwh: loggedKwh[i] as number,
      co2eqG: loggedG[i] ?? null,
      equivalents: equivalents[i] == null ? null : (toEquivalents(equivalents[i]) as Equivalents),
      durationS: 0,
      epochs: 0,
    },
  });
}

/** One object for the rows that have the same two values. */
class Shared<T> {
  readonly #make: (row: number) => T;
  readonly #made = new Map<unknown, Map<unknown, T>>();
  #last: { a: unknown; b: unknown; made: T } | null = null;

  constructor(make: (row: number) => T) {
    this.#make = make;
  }

  of(a: unknown, b: unknown, row: number): T {
    const last = this.#last;
    if (last !== null && last.a === a && last.b === b) return last.made;
    const ofA = this.#made.get(a) ?? new Map<unknown, T>();
    this.#made.set(a, ofA);
    const made = ofA.get(b) ?? this.#make(row);
    ofA.set(b, made);
    this.#last = { a, b, made };
    return made;
  }
}

const MS_PER_DAY = 86_400_000;

/** Stamps of which only the date is used: one text per day. */
class Stamps {
  readonly #days = new Map<number, string>();

  of(ms: number | null | undefined): string | null {
    if (ms == null) return null;
    const day = Math.floor(ms / MS_PER_DAY);
    let stamp = this.#days.get(day);
    if (stamp === undefined) {
      stamp = `${new Date(day * MS_PER_DAY).toISOString().slice(0, 10)} 00:00:00`;
      this.#days.set(day, stamp);
    }
    return stamp;
  }
}

const NONE: CountedTraits['obtained'] = [];
/** Nobody adds to the findings of what was counted. */
const NO_FINDINGS: Finding[] = [];

function findingsOf(own: unknown, counted: unknown): Finding[] {
  if (own == null && counted == null) return NO_FINDINGS;
  return [...(toFindings(own ?? null) as Finding[]), ...(toFindings(counted ?? null) as Finding[])];
}
