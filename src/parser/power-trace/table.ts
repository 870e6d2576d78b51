/** The rows of a table of powers -> the readings of each device. */
import type { CsvRow, Separator } from '../csv-rows.ts';
import { byOrder, Unnamed } from './by-order.ts';
import { type ColumnChoice, chosenLayout } from './choice.ts';
import { componentOf, guessedLayout, type Layout, nvidiaLayout, type ValueColumn } from './columns.ts';
import { deviceOfRow, UNNAMED } from './device-columns.ts';
import { addReading, newDevice, type TraceDevice } from './devices.ts';
import { TimeColumn } from './times.ts';
import { valueOfCell } from './units.ts';

/** What a table holds. */
export interface Trace {
  /** Devices with their readings. */
  devices: TraceDevice[];
  /** Where the cells of a row stand, by the last header. */
  layout: Layout;
  /** Reader of the column of the time, which shows what its numbers count from. */
  time: TimeColumn;
  /** Number of rows with readings. */
  rows: number;
  /** Rows that are neither readings nor a header. */
  damagedRows: number;
  /** Headers behind the first one, where files were put together. */
  repeatedHeaders: number;
  /** Whether the last row is cut; it is not used. */
  isTorn: boolean;
  /** Number of GPUs that only the order of their rows distinguishes. */
  byOrder: number;
}

/** Lines in front of a header, such as comments. */
const MOST_LINES_BEFORE = 20;

/**
 * Reads the readings of all rows.
 *
 * @param choice of the user
 * @returns why the table cannot be read, where it cannot
 */
export function readTable(
  rows: Iterable<CsvRow>,
  choice: ColumnChoice | null,
  separator: Separator = ',',
): Trace | { problem: string } {
  let reader: RowReader | null = null;
  let problem = 'it has no rows';
  let before = 0;
  for (const row of rows) {
    if (reader !== null) {
      reader.add(row);
      continue;
    }
    const layout = layoutOf(row.cells, choice);
    if (!('problem' in layout)) {
      reader = new RowReader(layout.layout, choice, separator === ';');
      if (!layout.isHeader) reader.add(row);
      continue;
    }
    if (before === 0) problem = layout.problem;
    before += 1;
    if (before > MOST_LINES_BEFORE) break;
  }
  return reader === null ? { problem } : reader.trace();
}

type FoundLayout = { layout: Layout; isHeader: boolean } | { problem: string };

function layoutOf(cells: readonly string[], choice: ColumnChoice | null): FoundLayout {
  if (choice !== null) return chosenLayout(choice, cells);
  const layout = nvidiaLayout(cells) ?? guessedLayout(cells);
  if (layout !== null) return { layout, isHeader: true };
  return Number.isNaN(new TimeColumn().read(cells[0] ?? ''))
    ? { problem: 'no column of its header is a time with a power or energy beside it' }
    : { problem: 'it has no header' };
}

/** Reads rows, from header to header. */
class RowReader {
  #layout: Layout;
  readonly #choice: ColumnChoice | null;
  readonly #time: TimeColumn;
  readonly #devices = new Map<string, TraceDevice>();
  /** One for each header. */
  readonly #unnamed: Unnamed[] = [new Unnamed()];
  readonly #hasCommas: boolean;
  /** The first cell that should be a time and is none. */
  #noTime: string | null = null;
  #rows = 0;
  #damagedRows = 0;
  #repeatedHeaders = 0;
  #isTorn = false;

  /** @param hasCommas whether commas separate decimals, as semicolons separate cells */
  constructor(layout: Layout, choice: ColumnChoice | null, hasCommas: boolean) {
    this.#layout = layout;
    this.#choice = choice;
    this.#hasCommas = hasCommas;
    this.#time = new TimeColumn(layout.time.unit);
  }

  add({ cells, isTorn }: CsvRow): void {
    const cell = cells[this.#layout.time.index] ?? '';
    const timeS = this.#time.read(this.#hasCommas ? cell.replace(',', '.') : cell);
    if (isTorn && !endsWhole(cells)) this.#isTorn = true;
    else if (!Number.isNaN(timeS)) this.#addReadings(cells, timeS);
    else if (!this.#isHeader(cells)) {
      this.#damagedRows += 1;
      this.#noTime ??= cell;
    }
  }

  #addReadings(cells: readonly string[], timeS: number): void {
    this.#rows += 1;
    const { values, device: ids, isNvidiaSmi } = this.#layout;
    if (isNvidiaSmi && ids.every(({ what }) => what === 'name' || what === 'host')) {
      const name = ids.map(({ index }) => cells[index] ?? '').join(' ');
      const row = values.map(({ index, quantity }) => this.#valueOf(cells[index], quantity.factor));
      this.#unnamed.at(-1)?.add(timeS, name, values, row);
      return;
    }
    for (const column of values) {
      const device = this.#deviceOf(cells, column);
      const value = this.#valueOf(cells[column.index], column.quantity.factor);
      if (Number.isNaN(value)) device.missing += 1;
      addReading(device, column, timeS, value);
    }
  }

  #valueOf(cell: string | undefined, factor: number): number {
    const text = cell ?? '';
    return valueOfCell(this.#hasCommas ? text.replace(',', '.') : text, factor);
  }

  #deviceOf(cells: readonly string[], column: ValueColumn): TraceDevice {
    const { device: ids, isNvidiaSmi } = this.#layout;
    const { device: own } = column;
    const isOfGpu = this.#choice !== null || own === null || own === UNNAMED || componentOf(own) === 'gpu';
    const { key, isGpu } = deviceOfRow(cells, ids, own, isOfGpu);
    let device = this.#devices.get(key);
    if (device === undefined) {
      device = this.#newDevice(key, cells, isNvidiaSmi || isGpu);
      this.#devices.set(key, device);
    }
    return device;
  }

  #newDevice(key: string, cells: readonly string[], isGpu: boolean): TraceDevice {
    const name = this.#layout.device.find(({ what }) => what === 'name');
    const model = name === undefined ? '' : (cells[name.index] ?? '');
    const readable = isGpu && /^\d{1,3}$/.test(key) ? `gpu${key}` : key;
    return newDevice(readable, model === '' ? readable : model, isGpu ? 'gpu' : componentOf(readable));
  }

  #isHeader(cells: readonly string[]): boolean {
    const found = layoutOf(cells, this.#choice);
    if ('problem' in found || !found.isHeader) return false;
    this.#layout = found.layout;
    this.#unnamed.push(new Unnamed());
    this.#repeatedHeaders += 1;
    return true;
  }

  trace(): Trace | { problem: string } {
    if (this.#rows === 0 && this.#noTime !== null) {
      const shown = this.#noTime.slice(0, MOST_SHOWN_CHARS);
      return { problem: `no cell of its column "${this.#layout.time.header}" is a time, as "${shown}"` };
    }
    const unnamed = byOrder(this.#unnamed);
    return {
      devices: [...this.#devices.values(), ...unnamed.devices],
      layout: this.#layout,
      time: this.#time,
      rows: this.#rows,
      damagedRows: this.#damagedRows,
      repeatedHeaders: this.#repeatedHeaders,
      isTorn: this.#isTorn,
      byOrder: unnamed.distinct,
    };
  }
}

const MOST_SHOWN_CHARS = 40;

/** A unit ends the last cell of a row, so nothing of it is lost. */
const endsWhole = (cells: readonly string[]): boolean => / (?:W|mW|J|mJ|MiB|%|MHz|C)$/.test(cells.at(-1) ?? '');
