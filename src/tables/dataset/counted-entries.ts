/** The entries of a compacted dataset as they were counted, by the few columns that totals need. */
import path from 'node:path';
import { type CountedKind, type CountedRun, countedEntriesOf, type Entry } from '../../accounting/index.ts';
import { CtError } from '../../model/errors.ts';
import type { Equivalents, Finding } from '../../model/run.ts';
import { findSeal } from '../checksum.ts';
import { toEquivalents, toFindings } from '../nested.ts';
import type { ColumnGroup } from '../sealed-file.ts';
import { columnGroups } from './columns.ts';
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

/** What is read beside what totals need. */
export interface CountedColumns {
  /** Whether the factors of the logs are read. */
  factors?: boolean;
  /** Whether equivalents as logged are read. */
  equivalents?: boolean;
}

/**
 * Reads the entries that count, one file after the other: of 60 columns the 16 to 21 that totals need.
 *
 * @throws CtError NOT_A_TABLE for a damaged file
 */
export async function* countedEntries(
  files: readonly string[],
  columns: CountedColumns = {},
): AsyncGenerator<Iterable<Entry>> {
  for (const file of files) {
    if ((await findSeal(file)) !== 'sound') {
      throw new CtError('NOT_A_TABLE', `${file}: the table is damaged (wrong checksum)`);
    }
    for await (const group of columnGroups(file)) yield entriesOf(group, columns);
  }
}

function* entriesOf(group: ColumnGroup, columns: CountedColumns): Generator<Entry> {
  const isCounted = group.column('is_counted');
  const kinds = new Kinds(group, columns);
  const next = runReader(group, columns);
  for (let row = 0; row < group.rows; row += 1) {
    const run = next(row);
    if (isCounted[row] === true) yield kinds.of(row)(run);
  }
}

type Values<T> = ArrayLike<T | null | undefined>;

/** The kinds of the rows of a group, of which there are few: each is made once. */
class Kinds {
  readonly #columns: readonly ArrayLike<unknown>[];
  readonly #kindOf: (row: number) => CountedKind;
  readonly #known: { values: readonly unknown[]; make: (run: CountedRun) => Entry }[] = [];

  constructor(group: ColumnGroup, { factors = false }: CountedColumns) {
    const texts = (name: string) => group.column(name) as Values<string>;
    const numbers = (name: string) => group.column(name) as Values<number>;
    const [tool, version, basis] = [texts('writer_tool'), texts('writer_version'), texts('basis')];
    const [pue, pueSource] = [numbers('pue'), texts('pue_source')];
    const obtained = Array.from({ length: group.rows }, sharedLists(group.nested('obtained')));
    const gPerKwh = factors ? numbers('intensity_g_per_kwh') : [];
    const [kind, location, year] = factors
      ? [texts('intensity_kind'), texts('intensity_location'), numbers('intensity_year')]
      : [[], [], []];
    const all = [tool, version, basis, pue, pueSource, obtained, gPerKwh, kind, location, year];
    this.#columns = all.filter(({ length }) => length > 0);
    this.#kindOf = (row) => ({
      format: 'carbontracker',
      writer: { tool: tool[row] ?? null, version: version[row] ?? null } as CountedKind['writer'],
      basis: basis[row] as CountedKind['basis'],
      pue: pue[row] == null ? null : { value: pue[row], source: pueSource[row] ?? '' },
      obtained: obtained[row] as CountedKind['obtained'],
      intensity:
        gPerKwh[row] == null
          ? null
          : ({
              gPerKwh: gPerKwh[row],
              kind: kind[row],
              location: location[row] ?? null,
              year: year[row] ?? null,
              values: [],
            } as unknown as CountedKind['intensity']),
    });
  }

  of(row: number): (run: CountedRun) => Entry {
    for (const { values, make } of this.#known) if (this.#isOf(row, values)) return make;
    const make = countedEntriesOf(this.#kindOf(row));
    // Live intensities differ from run to run, so that looking for one among all would take longer than making it.
    if (this.#known.length < MOST_KINDS) this.#known.push({ values: this.#columns.map((column) => column[row]), make });
    return make;
  }

  #isOf(row: number, values: readonly unknown[]): boolean {
    let i = 0;
    while (i < values.length && this.#columns[i]?.[row] === values[i]) i += 1;
    return i === values.length;
  }
}

const MOST_KINDS = 16;

/** One list for all rows with the same texts. */
function sharedLists(next: () => unknown): () => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return () => {
    const list = next() as readonly string[] | null;
    if (list === null) return NONE;
    const key = list.join('\n');
    const shared = known.get(key);
    if (shared === undefined) known.set(key, list);
    return shared ?? list;
  };
}

/** Reads what differs from row to row; to be called for each row in turn. */
function runReader(group: ColumnGroup, { equivalents = false }: CountedColumns): (row: number) => CountedRun {
  const numbers = (name: string) => group.column(name) as Values<number>;
  const runId = group.column('run_id');
  const started = group.timesMs('started_at_local') as Values<number>;
  const [durationS, energyKwh, co2eqG] = [
    numbers('duration_s'),
    numbers('energy_counted_kwh'),
    numbers('co2eq_counted_g'),
  ];
  const [loggedKwh, loggedG] = [numbers('logged_energy_kwh'), numbers('logged_co2eq_g')];
  const [findings, countedFindings] = [group.nested('findings'), group.nested('counted_findings')];
  const ofLog = equivalents ? group.nested('logged_equivalents') : () => null;
  const stamps = new Stamps();
  return (row) => ({
    runId: runId[row] as string,
    startedAt: stamps.of(started[row]),
    findings: findingsOf(findings(), countedFindings()),
    // Totals add up neither epochs nor the time that was logged.
    corrected: {
      energyKwh: energyKwh[row] as number,
      co2eqG: co2eqG[row] ?? null,
      equivalents: null,
      durationS: durationS[row] as number,
      epochs: 0,
    },
    logged: {
      energyKwh: loggedKwh[row] as number,
      co2eqG: loggedG[row] ?? null,
      equivalents: toEquivalents(ofLog()) as Equivalents | null,
      durationS: 0,
      epochs: 0,
    },
  });
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

const NONE: readonly string[] = [];
/** Nobody adds to the findings of what was counted. */
const NO_FINDINGS: Finding[] = [];

function findingsOf(own: unknown, counted: unknown): Finding[] {
  if (own == null && counted == null) return NO_FINDINGS;
  return [...(toFindings(own ?? null) as Finding[]), ...(toFindings(counted ?? null) as Finding[])];
}
