/** Which rows of a dataset count, and how much of each, once all are known. */
import { countedFindingsOf, entryOfRow, Ledger, type RunRow } from '../../accounting/index.ts';
import type { Finding, Run } from '../../model/run.ts';

/** Rows that are grown by doubling. */
const FIRST_ROOM = 1 << 14;

/** What counts of a row. */
export interface CountedRow {
  /** Whether it counts as a run, which a copy does not. */
  isCounted: boolean;
  /** Energy that counts, in kWh including PUE; 0 for a copy. */
  energyKwh: number;
  /** CO2eq that counts, in g; null where it is not known. */
  co2eqG: number | null;
  /** Findings about what counts of it. */
  findings: readonly Finding[];
}

/** What counts of each row, by the order in which the rows came. */
export class CountedRows {
  #energyKwh = new Float64Array(FIRST_ROOM);
  /** NaN where it is not known. */
  #co2eqG = new Float64Array(FIRST_ROOM);
  #isCounted = new Uint8Array(FIRST_ROOM);
  /** Energy as the row itself has it; NaN where it has none. */
  #saidKwh = new Float64Array(FIRST_ROOM);
  /** Whether the row itself holds that it counts. */
  #isSaid = new Uint8Array(FIRST_ROOM);
  /** Findings about several runs. */
  readonly findings: Finding[] = [];
  /** Findings about what counts of a row, by its place. */
  readonly #countedFindings = new Map<number, Finding[]>();
  /** Null once all rows are counted, as it takes more memory than all that is known of the rows. */
  #ledger: Ledger | null = new Ledger({ hasTables: true, onFinding: (finding) => this.findings.push(finding) });
  /** Places of rows that wait; an entry changes on its way, its run stays. */
  readonly #places = new Map<Run, number>();
  #rows = 0;

  /** Number of rows. */
  get length(): number {
    return this.#rows;
  }

  /** Adds the next row. */
  add(row: RunRow): void {
    const place = this.#rows;
    this.#rows += 1;
    if (place === this.#isCounted.length) this.#grow();
    const entry = entryOfRow(row);
    // A copy counts nothing, as far as anything was known of its run.
    this.#co2eqG[place] = row.figures.corrected.co2eqG === null ? Number.NaN : 0;
    this.#saidKwh[place] = row.counted?.energyKwh ?? Number.NaN;
    this.#isSaid[place] = row.isCounted === true ? 1 : 0;
    this.#places.set(entry.run, place);
    for (const counted of this.#ledger?.add(entry) ?? []) this.#count(counted);
  }

  /** Whether a row already holds what counts of it; CO2eq follows from the energy. */
  isSaid(place: number): boolean {
    return this.#saidKwh[place] === this.#energyKwh[place] && this.#isSaid[place] === this.#isCounted[place];
  }

  /** Counts the rows that waited, once all were added. */
  close(): void {
    for (const counted of this.#ledger?.close() ?? []) this.#count(counted);
    this.#ledger = null;
    this.#places.clear();
  }

  /** What counts of a row. */
  at(place: number): CountedRow {
    const co2eqG = this.#co2eqG[place] as number;
    return {
      isCounted: this.#isCounted[place] === 1,
      energyKwh: this.#energyKwh[place] as number,
      co2eqG: Number.isNaN(co2eqG) ? null : co2eqG,
      findings: this.#countedFindings.get(place) ?? [],
    };
  }

  #count({ run, figures: { corrected } }: { run: Run; figures: RunRow['figures'] }): void {
    const place = this.#places.get(run);
    if (place === undefined) throw new Error(`no row of ${run.id}`);
    this.#places.delete(run);
    this.#isCounted[place] = 1;
    this.#energyKwh[place] = corrected.energyKwh;
    this.#co2eqG[place] = corrected.co2eqG ?? Number.NaN;
    const findings = countedFindingsOf(run);
    if (findings.length > 0) this.#countedFindings.set(place, findings);
  }

  #grow(): void {
    this.#energyKwh = doubled(this.#energyKwh, Float64Array);
    this.#co2eqG = doubled(this.#co2eqG, Float64Array);
    this.#saidKwh = doubled(this.#saidKwh, Float64Array);
    this.#isCounted = doubled(this.#isCounted, Uint8Array);
    this.#isSaid = doubled(this.#isSaid, Uint8Array);
  }
}

function doubled<T extends Float64Array | Uint8Array>(array: T, make: new (length: number) => T): T {
  const larger = new make(2 * array.length);
  larger.set(array);
  return larger;
}
