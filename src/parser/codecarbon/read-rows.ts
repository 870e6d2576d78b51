/** The text of a file -> the rows that count, and what is wrong with its lines. */
import { csvRows } from '../csv-rows.ts';
import { alignCells } from './align.ts';
import type { Span } from './alone.ts';
import { readNumber, readStamp } from './cells.ts';
import { findHeader, type Header, readHeader } from './header.ts';
import { BETWEEN, KeptRows, type StateRow } from './kept-rows.ts';
import { isUnmarked } from './unmarked-rows.ts';

/** What was read of a file. */
export interface ReadRows {
  /** The rows that count. */
  rows: KeptRows;
  /** Rows that cannot be read. */
  unreadable: number;
  /** Whether the last row lacks cells that are needed. */
  isCut: boolean;
}

/**
 * Reads rows by the names of their columns; where files were put behind one another, each header holds for the rows behind it.
 *
 * @param head the beginning of the text
 * @returns null where the head holds no header
 */
export function readRows(head: string, pieces: Iterable<string>): ReadRows | null {
  const first = findHeader(head);
  if (first === null) return null;
  const reading = new Reading();
  const { separator } = first;
  for (const { cells, isTorn } of csvRows(reading.addOrdinary(pieces), separator)) {
    reading.add(cells, separator, isTorn);
  }
  return { rows: reading.rows, unreadable: reading.unreadable, isCut: reading.isCut };
}

/** The end of one row and the stamp that begins the next one, where a program died in the middle of a row. */
const STAMP_AT_END = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?$/;

class Reading {
  readonly rows = new KeptRows();
  unreadable = 0;
  isCut = false;
  #header: Header | null = null;
  /** Ends of the cells of a line. */
  #ends = new Uint32Array(0);
  #idPlace = -1;
  #stampPlace = -1;
  #durationPlace = -1;
  #energyPlace = -1;

  /**
   * Adds the ordinary rows of a text: lines of as many cells as there are columns, without quotes.
   *
   * @returns the other lines, and all text from the first quote on
   */
  *addOrdinary(pieces: Iterable<string>): Generator<string> {
    let hasQuotes = false;
    for (const piece of pieces) {
      hasQuotes ||= piece.includes('"');
      if (hasQuotes) yield piece;
      else yield* this.#addLines(piece);
      this.rows.detach();
    }
  }

  *#addLines(piece: string): Generator<string> {
    let start = 0;
    for (let end = piece.indexOf('\n'); end !== -1; end = piece.indexOf('\n', start)) {
      if (!this.#addLine(piece.slice(start, end))) yield piece.slice(start, end + 1);
      start = end + 1;
    }
    if (start < piece.length) yield piece.slice(start);
  }

  /** Adds the row of a line; false where it is not ordinary. */
  #addLine(line: string): boolean {
    const header = this.#header;
    if (header === null || header.isOfTasks || this.#idPlace === -1 || this.#stampPlace === -1) return false;
    const { separator } = header;
    const ends = this.#ends;
    const last = ends.length - 1;
    let count = 0;
    for (let at = line.indexOf(separator); at !== -1; at = line.indexOf(separator, at + 1)) {
      if (count === last) return false;
      ends[count] = at;
      count += 1;
    }
    if (count !== last) return false;
    ends[last] = line.length;
    const cell = (place: number): string =>
      line.slice(place === 0 ? 0 : (ends[place - 1] as number) + 1, ends[place]).trim();
    const runId = cell(this.#idPlace);
    const energyKwh = readNumber(cell(this.#energyPlace), separator);
    if (runId === '' || energyKwh === null || energyKwh < 0) return false;
    const { startMs, endMs } = this.#spanOf(cell, separator);
    if (Number.isNaN(endMs) && !/\d/.test(runId)) return false;
    const row = { header, text: line, between: separator, energyKwh, startMs, endMs, isAligned: false, isCut: false };
    this.rows.add(runId, row);
    return true;
  }

  add(cells: readonly string[], separator: Header['separator'], isTorn: boolean): void {
    const header = this.#header;
    if (header === null) this.#setHeader(cells, separator);
    else if (cells.length !== header.names.length) this.#addOther(cells, header, isTorn);
    // Nothing but another header has such a text in place of an energy.
    else if (!/^[a-z]/i.test(cells[this.#energyPlace] ?? '') || !this.#setHeader(cells, separator)) {
      this.#keep(cells, header, false, false);
    }
  }

  /** @returns whether the cells are a header */
  #setHeader(cells: readonly string[], separator: Header['separator']): boolean {
    const header = readHeader(cells, separator);
    if (header === null) return false;
    this.#header = header;
    this.#ends = new Uint32Array(header.names.length);
    const placeOf = (name: string): number => header.places.get(name) ?? -1;
    this.#idPlace = placeOf('run_id');
    this.#stampPlace = placeOf('timestamp');
    this.#durationPlace = placeOf('duration');
    this.#energyPlace = placeOf('energy_consumed');
    return true;
  }

  /** A row with more or fewer cells than there are columns. */
  #addOther(cells: readonly string[], header: Header, isTorn: boolean): void {
    if (this.#setHeader(cells, header.separator)) return;
    if (cells.length > header.names.length) this.#addLong(cells, header, isTorn);
    else this.#addShort(cells, header, isTorn);
  }

  #addLong(cells: readonly string[], header: Header, isTorn: boolean): void {
    const { length } = header.names;
    if (cells.slice(length).every((cell) => cell === '')) {
      this.#keep(cells.slice(0, length), header, false, false);
      return;
    }
    const rows = header.names[0] === 'timestamp' ? gluedRows(cells) : [];
    const last = rows.pop();
    if (last === undefined || rows.length === 0) {
      this.unreadable += 1;
      return;
    }
    for (const row of rows) {
      if (row.length === length && row.at(-1) !== '') this.#keep(row, header, false, false);
      else if (row.length <= length) this.#addCut(row, header);
      else this.unreadable += 1;
    }
    if (last.length > length) this.unreadable += 1;
    else if (last.length === length) this.#keep(last, header, false, false);
    else this.#addShort(last, header, isTorn);
  }

  #addShort(cells: readonly string[], header: Header, isTorn: boolean): void {
    const aligned = alignCells(cells, header);
    // A row that ends the text may be cut at a place where its cells happen to fit.
    if (aligned !== null && !isTorn) this.#keep(aligned, header, true, false);
    else if (isTorn) this.#addCut(cells, header);
    else this.unreadable += 1;
  }

  /** What stands in front of the cut is kept; the last cell may lack digits. */
  #addCut(cells: readonly string[], header: Header): void {
    if (this.#energyPlace < cells.length - 1) this.#keep(cells.slice(0, -1), header, false, true);
    else this.isCut = true;
  }

  #keep(cells: readonly string[], header: Header, isAligned: boolean, isCut: boolean): void {
    const printedKwh = readNumber(cells[this.#energyPlace], header.separator) ?? Number.NaN;
    const energyKwh = printedKwh < 0 ? Number.NaN : printedKwh;
    const clean = cells.map((cell) => cell.replaceAll(BETWEEN, ''));
    const span = this.#spanOf((place) => clean[place]?.trim(), header.separator);
    const row: StateRow = { header, text: clean.join(BETWEEN), between: BETWEEN, energyKwh, ...span, isAligned, isCut };
    const runId = header.isOfTasks ? '' : (cells[this.#idPlace] ?? '');
    if (isUnmarked(cells, header)) this.rows.addUnmarked(row);
    else if (runId !== '') this.rows.add(runId, row);
    else if (header.isOfTasks) this.rows.addTask(row);
    else this.rows.addWithoutId(row);
  }

  /** The time of a row by its cells. */
  #spanOf(cell: (place: number) => string | undefined, separator: Header['separator']): Span {
    const endMs = readStamp(cell(this.#stampPlace)) ?? Number.NaN;
    return { startMs: endMs - (readNumber(cell(this.#durationPlace), separator) ?? Number.NaN) * 1000, endMs };
  }
}

/** Rows that stand in one line: the stamp of each but the first is the end of the last cell of the one before it. */
function gluedRows(cells: readonly string[]): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [place, cell] of cells.entries()) {
    const stamp = place === 0 ? undefined : STAMP_AT_END.exec(cell)?.[0];
    row.push(stamp === undefined ? cell : cell.slice(0, -stamp.length));
    if (stamp === undefined) continue;
    rows.push(row);
    row = [stamp];
  }
  rows.push(row);
  return rows;
}
