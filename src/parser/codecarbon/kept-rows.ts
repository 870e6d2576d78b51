/** The rows that count: of each run the last state, as every `flush()` appends the sums so far once more. */
import { aloneIn, type Span } from './alone.ts';
import type { Header } from './header.ts';
import { type EmissionsRow, readRow } from './row.ts';
import { type UnmarkedRows, unmarkedRows } from './unmarked-rows.ts';

/** A row with what is compared with other rows of its run. */
export interface StateRow extends Span {
  /** Header that the row follows. */
  header: Header;
  /** The cells with what stands between them. */
  text: string;
  /** Text between two cells. */
  between: string;
  /** Energy in kWh; NaN where its cell is none. */
  energyKwh: number;
  /** Whether cells were left out of its line, and put in place by what they look like. */
  isAligned: boolean;
  /** Whether its line ends in the middle of a cell. */
  isCut: boolean;
}

/** What is known of the rows of one run. */
export interface KeptRow {
  /** The row that counts. */
  state: StateRow;
  /** Rows of the run. */
  rows: number;
  /** Energy of all rows of the run in kWh, which adding rows up would count. */
  sumKwh: number;
  /** Number of later rows with an unreadable energy. */
  unreadable: number;
  /** Whether other rows of its run had less energy after more. */
  isMixed: boolean;
}

/** Separates the cells of rows that were taken apart. */
export const BETWEEN = '\0';

/** Stamps are whole seconds, so that the starts of two states of one run differ by less. */
const SAME_START_MS = 1_500;

/** Keeps one row for each run, in the order in which the runs came. */
export class KeptRows {
  readonly #byRun = new Map<string, KeptRow>();
  /** Rows that name no run, by project, machine and second of the start. */
  readonly #byStart = new Map<string, { kept: KeptRow; startMs: number; endMs: number }>();
  readonly #tasks = new Set<string>();
  readonly #all: KeptRow[] = [];
  readonly #unmarked: StateRow[] = [];
  /** Rows that came since the texts were last detached. */
  readonly #attached = new Set<KeptRow>();

  /** Adds a row of a run that has an id. */
  add(runId: string, row: StateRow): void {
    const kept = this.#byRun.get(runId);
    if (kept === undefined) this.#byRun.set(detached(runId), this.#keep(row));
    else this.#update(kept, row);
  }

  /** Adds a row that names no run: a later state of the one with the same start, if it ends later. */
  addWithoutId(row: StateRow): void {
    const { endMs, durationS, project, cpuModel, gpuModel, os } = readRow(cellsOf(row), row.header);
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
  *take(): Generator<{ row: EmissionsRow; kept: KeptRow; isAlone: boolean }> {
    this.#byRun.clear();
    this.#byStart.clear();
    this.#tasks.clear();
    const all = this.#all.reverse();
    const alone = aloneIn(all.length, (index) => (all[index] as KeptRow).state);
    for (let kept = all.pop(); kept !== undefined; kept = all.pop()) {
      yield { row: readRow(cellsOf(kept.state), kept.state.header), kept, isAlone: alone?.[all.length] === 1 };
    }
  }

  /** Adds a row of a task; each counts, but one that was written twice. */
  addTask(row: StateRow): void {
    const { header } = row;
    const cells = cellsOf(row);
    const cell = (name: string): string => cells[header.places.get(name) ?? -1] ?? '';
    const key = ['task_name', 'run_id', 'timestamp', 'duration', 'energy_consumed'].map(cell).join(BETWEEN);
    if (this.#tasks.has(key)) return;
    this.#tasks.add(key);
    this.#keep(row);
  }

  /** Adds a row without a time and an id. */
  addUnmarked(row: StateRow): void {
    this.#unmarked.push({ ...row, text: detached(row.text) });
  }

  /** Takes out the rows that are no runs, once all are there; in a file of nothing else they are its runs. */
  takeUnmarked(): UnmarkedRows {
    const rows = this.#unmarked.splice(0);
    if (this.#all.length > 0) return unmarkedRows(rows, this.#all);
    for (const row of rows) this.#keep(row);
    return unmarkedRows([], []);
  }

  /** Number of rows that count. */
  get size(): number {
    return this.#all.length;
  }

  /** Lets go of the text that rows were cut from. */
  detach(): void {
    for (const { state } of this.#attached) state.text = detached(state.text);
    this.#attached.clear();
  }

  #keep(state: StateRow): KeptRow {
    const sumKwh = Number.isNaN(state.energyKwh) ? 0 : state.energyKwh;
    const kept: KeptRow = { state, rows: 1, sumKwh, unreadable: 0, isMixed: false };
    this.#all.push(kept);
    this.#attached.add(kept);
    return kept;
  }

  /** Energies only grow, so that the row with most is the last state, also where somebody sorted the rows. */
  #update(kept: KeptRow, row: StateRow): void {
    kept.rows += 1;
    const { energyKwh } = row;
    if (Number.isNaN(energyKwh)) {
      kept.unreadable += 1;
      return;
    }
    kept.sumKwh += energyKwh;
    kept.isMixed ||= energyKwh < kept.state.energyKwh || isApart(kept.state, row);
    if (energyKwh < kept.state.energyKwh) return;
    kept.state = row;
    kept.unreadable = 0;
    this.#attached.add(kept);
  }
}

/** Of what a run would have used in a time, the share by which a sum grows at least. */
const LEAST_GROWTH = 0.5;

/**
 * Whether two rows are of different times, and the later one holds too little for a sum of both: two runs with one id, which
 * somebody gave them. A tracker that is started again goes on with its sum.
 */
function isApart(kept: StateRow, row: StateRow): boolean {
  const [first, second] = kept.startMs <= row.startMs ? [kept, row] : [row, kept];
  if (!(second.startMs >= first.endMs - SAME_START_MS && first.endMs > first.startMs)) return false;
  const kwhPerMs = first.energyKwh / (first.endMs - first.startMs);
  return second.energyKwh - first.energyKwh < LEAST_GROWTH * kwhPerMs * (second.endMs - second.startMs);
}

const cellsOf = ({ text, between }: StateRow): string[] => {
  const cells = text.split(between);
  return between === BETWEEN ? cells : cells.map((cell) => cell.trim());
};

/** A text that keeps no other one in memory. */
const detached = (text: string): string => new TextDecoder().decode(new TextEncoder().encode(text));
