/** The rows that count: of each run the last state, as every `flush()` appends the sums so far once more. */
import type { Header } from './header.ts';
import { type EmissionsRow, readRow } from './row.ts';

/** What is known of the rows of one run. */
export interface KeptRow {
  header: Header;
  /** The cells of the row that counts; joined to one text once they would keep the text of the file in memory. */
  cells: readonly string[] | string;
  /** Its energy in kWh, NaN where its cell is none. */
  energyKwh: number;
  /** Rows of the run. */
  rows: number;
  /** Of all its rows, in kWh: what adding rows up would count. */
  sumKwh: number;
  /** Rows behind it whose energy cannot be read. */
  unreadable: number;
  /** Cells were left out of its line, and put in place by what they look like. */
  isAligned: boolean;
  /** Its line ends in the middle of a cell. */
  isCut: boolean;
  /** Whether other rows of its run had less energy after more. */
  isMixed: boolean;
}

/** A row that is added. */
export type NewRow = Pick<KeptRow, 'header' | 'energyKwh' | 'isAligned' | 'isCut'> & { cells: readonly string[] };

/** Between joined cells. */
const BETWEEN = '\0';
/** Rows whose cells are parts of the text of the file at a time. */
const MOST_ATTACHED = 4096;

/** Stamps are whole seconds, so that the starts of two states of one run differ by less. */
const SAME_START_MS = 1_500;

/** Keeps one row for each run, in the order in which the runs came. */
export class KeptRows {
  readonly #byRun = new Map<string, KeptRow>();
  /** Rows that name no run, by project, machine and second of the start. */
  readonly #byStart = new Map<string, { kept: KeptRow; startMs: number; endMs: number }>();
  readonly #tasks = new Set<string>();
  readonly #all: KeptRow[] = [];
  /** Rows whose cells are parts of a piece of text, which they keep in memory. */
  #attached = new Set<KeptRow>();

  /** Adds a row of a run that has an id. */
  add(runId: string, row: NewRow): void {
    const kept = this.#byRun.get(runId);
    if (kept === undefined) this.#byRun.set(runId, this.#keep(row));
    else this.#update(kept, row);
  }

  /** Adds a row that names no run: a later state of the one with the same start, if it ends later. */
  addWithoutId(row: NewRow): void {
    const { endMs, durationS, project, cpuModel, gpuModel, os } = readRow(row.cells, row.header);
    if (endMs === null || durationS === null) {
      this.#keep(row);
      return;
    }
    const startMs = endMs - durationS * 1000;
    const second = Math.round(startMs / 1000);
    const place = [project, os, cpuModel, gpuModel].join('\0');
    for (const near of [second, second - 1, second + 1, second - 2, second + 2]) {
      const known = this.#byStart.get(`${near}\0${place}`);
      if (known === undefined || Math.abs(known.startMs - startMs) > SAME_START_MS || known.endMs >= endMs) continue;
      known.endMs = endMs;
      this.#update(known.kept, row);
      return;
    }
    this.#byStart.set(`${second}\0${place}`, { kept: this.#keep(row), startMs, endMs });
  }

  /** The rows that count; each is forgotten when the next one is asked for. */
  *take(): Generator<{ row: EmissionsRow; kept: KeptRow }> {
    this.#byRun.clear();
    this.#byStart.clear();
    this.#tasks.clear();
    const all = this.#all.reverse();
    for (let kept = all.pop(); kept !== undefined; kept = all.pop()) {
      const { cells, header } = kept;
      yield { row: readRow(typeof cells === 'string' ? cells.split(BETWEEN) : cells, header), kept };
    }
  }

  /** Adds a row of a task; each counts, but one that was written twice. */
  addTask(row: NewRow): void {
    const { cells, header } = row;
    const cell = (name: string): string => cells[header.places.get(name) ?? -1] ?? '';
    const key = ['task_name', 'run_id', 'timestamp', 'duration', 'energy_consumed'].map(cell).join(BETWEEN);
    if (this.#tasks.has(key)) return;
    this.#tasks.add(key);
    this.#keep(row);
  }

  get size(): number {
    return this.#all.length;
  }

  #keep(row: NewRow): KeptRow {
    const hasEnergy = !Number.isNaN(row.energyKwh);
    const kept: KeptRow = { ...row, rows: 1, sumKwh: hasEnergy ? row.energyKwh : 0, unreadable: 0, isMixed: false };
    this.#all.push(kept);
    this.#attach(kept);
    return kept;
  }

  #attach(kept: KeptRow): void {
    this.#attached.add(kept);
    if (this.#attached.size < MOST_ATTACHED) return;
    for (const row of this.#attached) if (typeof row.cells !== 'string') row.cells = joined(row.cells);
    this.#attached.clear();
  }

  /** Energies only grow, so that the row with most is the last state, also where somebody sorted the rows. */
  #update(kept: KeptRow, row: NewRow): void {
    kept.rows += 1;
    const { energyKwh } = row;
    if (Number.isNaN(energyKwh)) {
      kept.unreadable += 1;
      return;
    }
    kept.sumKwh += energyKwh;
    if (energyKwh < kept.energyKwh) {
      kept.isMixed = true;
      return;
    }
    const { header, cells, isAligned, isCut } = row;
    Object.assign(kept, { header, cells, energyKwh, isAligned, isCut, unreadable: 0 });
    this.#attach(kept);
  }
}

/** Cells as one text of its own. */
function joined(cells: readonly string[]): string {
  const clean = cells.some((cell) => cell.includes(BETWEEN))
    ? cells.map((cell) => cell.replaceAll(BETWEEN, ''))
    : cells;
  return Buffer.from(clean.join(BETWEEN)).toString();
}
