/** The rows of a table of powers -> the readings of each device. */
import type { Separator } from '../csv-cells.ts';
import type { CsvRow } from '../csv-rows.ts';
import { byOrder, Unnamed } from './by-order.ts';
import { type ColumnChoice, chosenLayout } from './choice.ts';
import { componentOf, guessedLayout, type Layout, nvidiaLayout, type ValueColumn } from './columns.ts';
import { type DeviceCells, deviceCells, deviceKey, UNNAMED } from './device-columns.ts';
import { newDevice, seriesOf, type TraceDevice } from './devices.ts';
import type { Series } from './series.ts';
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
  /** Rows that are neither readings nor a header. */
  damagedRows: number;
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

/** A column of values with the devices that its rows named so far. */
interface ValueCells {
  column: ValueColumn;
  device: DeviceCells;
  /** Device and readings by the key of the device. */
  read: Map<string, { device: TraceDevice; series: Series }>;
}

/** Reads rows, from header to header. */
class RowReader {
  readonly #choice: ColumnChoice | null;
  readonly #time: TimeColumn;
  readonly #devices = new Map<string, TraceDevice>();
  /** Rows of devices that only their order distinguishes, one for each header. */
  readonly #byOrder: Unnamed[] = [];
  readonly #hasCommas: boolean;
  #layout: Layout;
  #values: ValueCells[] = [];
  /** Takes the rows of the last header where they name no device; null where they do. */
  #unnamed: Unnamed | null = null;
  /** The first cell that should be a time and is none. */
  #noTime: string | null = null;
  #rows = 0;
  #damagedRows = 0;
  #isTorn = false;

  /** @param hasCommas whether commas separate decimals, as semicolons separate cells */
  constructor(layout: Layout, choice: ColumnChoice | null, hasCommas: boolean) {
    this.#choice = choice;
    this.#hasCommas = hasCommas;
    this.#time = new TimeColumn(layout.time.unit);
    this.#layout = layout;
    this.#setLayout(layout);
  }

  #setLayout(layout: Layout): void {
    const { values, device: ids, isNvidiaSmi } = layout;
    this.#layout = layout;
    this.#values = values.map((column) => {
      const { device: own } = column;
      const isOfGpu = this.#choice !== null || own === null || own === UNNAMED || componentOf(own) === 'gpu';
      return { column, device: deviceCells(ids, own, isOfGpu), read: new Map() };
    });
    const isByOrder = isNvidiaSmi && ids.every(({ what }) => what === 'name' || what === 'host');
    this.#unnamed = isByOrder ? new Unnamed(values) : null;
    if (this.#unnamed !== null) this.#byOrder.push(this.#unnamed);
  }

  add(row: CsvRow): void {
    const cell = row.cell(this.#layout.time.index);
    const timeS = this.#time.read(this.#withPoint(cell));
    if (row.isTorn && !endsWhole(row.cells)) this.#isTorn = true;
    else if (!Number.isNaN(timeS)) this.#addReadings(row, timeS);
    else if (!this.#isHeader(row.cells)) {
      this.#damagedRows += 1;
      this.#noTime ??= cell;
    }
  }

  #addReadings(row: CsvRow, timeS: number): void {
    this.#rows += 1;
    const unnamed = this.#unnamed;
    if (unnamed !== null) {
      unnamed.add(timeS, this.#layout.device.map(({ index }) => row.cell(index)).join(' '));
      for (const column of unnamed.columns) unnamed.values.push(this.#valueOf(row, column));
      return;
    }
    for (const cells of this.#values) {
      const key = deviceKey(cells.device, row);
      const { device, series } = cells.read.get(key) ?? this.#newKey(key, cells, row);
      const value = this.#valueOf(row, cells.column);
      if (Number.isNaN(value)) device.missing += 1;
      series.push(timeS, value);
    }
  }

  #valueOf(row: CsvRow, { index, quantity }: ValueColumn): number {
    return valueOfCell(this.#withPoint(row.cell(index)), quantity.factor);
  }

  #withPoint(cell: string): string {
    return this.#hasCommas ? cell.replace(',', '.') : cell;
  }

  /** Adds a key to those of a column; other columns, and those of a header before, may have named its device. */
  #newKey(key: string, cells: ValueCells, row: CsvRow): { device: TraceDevice; series: Series } {
    let device = this.#devices.get(key);
    if (device === undefined) {
      device = this.#newDevice(key, row, this.#layout.isNvidiaSmi || cells.device.isGpu);
      this.#devices.set(key, device);
    }
    const read = { device, series: seriesOf(device, cells.column) };
    cells.read.set(key, read);
    return read;
  }

  #newDevice(key: string, row: CsvRow, isGpu: boolean): TraceDevice {
    const name = this.#layout.device.find(({ what }) => what === 'name');
    const model = name === undefined ? '' : row.cell(name.index);
    const readable = isGpu && /^\d{1,3}$/.test(key) ? `gpu${key}` : key;
    return newDevice(readable, model === '' ? readable : model, isGpu ? 'gpu' : componentOf(readable));
  }

  #isHeader(cells: readonly string[]): boolean {
    const found = layoutOf(cells, this.#choice);
    if ('problem' in found || !found.isHeader) return false;
    this.#setLayout(found.layout);
    return true;
  }

  trace(): Trace | { problem: string } {
    if (this.#rows === 0 && this.#noTime !== null) {
      const shown = this.#noTime.slice(0, MOST_SHOWN_CHARS);
      return { problem: `no cell of its column "${this.#layout.time.header}" is a time, as "${shown}"` };
    }
    const unnamed = byOrder(this.#byOrder);
    return {
      devices: [...this.#devices.values(), ...unnamed.devices],
      layout: this.#layout,
      time: this.#time,
      damagedRows: this.#damagedRows,
      isTorn: this.#isTorn,
      byOrder: unnamed.distinct,
    };
  }
}

const MOST_SHOWN_CHARS = 40;

/** A unit ends the last cell of a row, so nothing of it is lost. */
const endsWhole = (cells: readonly string[]): boolean => / (?:W|mW|J|mJ|MiB|%|MHz|C)$/.test(cells.at(-1) ?? '');
