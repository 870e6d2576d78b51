/** The text of a CSV file -> its rows, each with trimmed cells; a cut last row is marked. */
import type { LogText } from '../log/records.ts';

/** One row of a CSV file. */
export interface CsvRow {
  /** Cells without the blanks and quotes around them. */
  cells: string[];
  /** Whether the text ends in this row without a line feed, so that its last cell may be cut. */
  isTorn: boolean;
}

/** Characters between cells: some programs and languages of a spreadsheet write others than commas. */
export type Separator = ',' | ';' | '\t';

/** A quoted cell that is longer was never closed: its line is read as if it had no quotes. */
const LONGEST_QUOTED = 65_536;
const QUOTE = '"';
const BYTE_ORDER_MARK = '\ufeff';

/**
 * Reads the rows of a CSV file without holding them. Blank lines are skipped; cells may be quoted, with line feeds in them.
 *
 * @param text whole, or in pieces that are cut anywhere
 */
export function* csvRows(text: LogText, separator: Separator = ','): Generator<CsvRow> {
  let rest = '';
  for (const piece of typeof text === 'string' ? [text] : text) {
    const whole = rest + piece;
    const end = yield* rowsOf(whole, separator, false);
    rest = whole.slice(end);
  }
  yield* rowsOf(rest, separator, true);
}

/**
 * @param isLast no more text follows
 * @returns the start of the row that may go on in the next piece
 */
function* rowsOf(text: string, separator: Separator, isLast: boolean): Generator<CsvRow, number> {
  let start = 0;
  while (start < text.length) {
    let newline = text.indexOf('\n', start);
    if (newline === -1 && !isLast) break;
    let line = text.slice(start, newline === -1 ? text.length : newline);
    const hasQuotes = line.includes(QUOTE);
    if (hasQuotes) {
      const end = quotedEnd(text, start, newline === -1 ? text.length : newline, separator);
      const mayGoOn = (end === -1 || end === text.length) && !isLast && text.length - start <= LONGEST_QUOTED;
      if (mayGoOn) break;
      if (end !== -1) {
        line = text.slice(start, end);
        newline = end < text.length ? end : -1;
      }
    }
    start = newline === -1 ? text.length : newline + 1;
    const cells = hasQuotes ? quotedCells(line, separator) : plainCells(line, separator);
    if (cells !== null) yield { cells, isTorn: newline === -1 };
  }
  return start;
}

/** End of a row, over the line feeds in its quoted cells; -1 where a quote is not closed. */
function quotedEnd(text: string, start: number, firstEnd: number, separator: Separator): number {
  let isOpen = false;
  let at = start;
  for (let end = firstEnd; ; ) {
    for (let quote = text.indexOf(QUOTE, at); quote !== -1 && quote < end; quote = text.indexOf(QUOTE, at)) {
      isOpen = !isOpen && beginsCell(text, start, quote, separator);
      at = quote + 1;
    }
    if (!isOpen) return end;
    if (end >= text.length || end - start > LONGEST_QUOTED) return -1;
    at = end + 1;
    const next = text.indexOf('\n', at);
    end = next === -1 ? text.length : next;
  }
}

/** A quote elsewhere in a cell, such as that of an inch, opens nothing. */
function beginsCell(text: string, start: number, quote: number, separator: Separator): boolean {
  let before = quote - 1;
  while (before >= start && (text[before] === ' ' || text[before] === BYTE_ORDER_MARK)) before -= 1;
  return before < start || text[before] === separator || text[before] === QUOTE;
}

/** Cells of a line without quotes; null for a blank line. */
function plainCells(line: string, separator: Separator): string[] | null {
  const cells = line.split(separator);
  for (let i = 0; i < cells.length; i += 1) cells[i] = trimmed(cells[i] as string);
  return cells.length === 1 && cells[0] === '' ? null : cells;
}

function quotedCells(line: string, separator: Separator): string[] | null {
  const cells: string[] = [];
  for (let at = 0; at <= line.length; ) {
    while (line[at] === ' ' || line[at] === BYTE_ORDER_MARK) at += 1;
    const close = line[at] === QUOTE ? closing(line, at + 1) : -1;
    const next = line.indexOf(separator, close === -1 ? at : close);
    const end = next === -1 ? line.length : next;
    // What stands behind a closed quote belongs to the cell, as spreadsheets read it.
    const quoted = close === -1 ? '' : line.slice(at + 1, close).replaceAll('""', QUOTE);
    cells.push(trimmed(quoted + line.slice(close === -1 ? at : close + 1, end)));
    at = end + 1;
  }
  return cells.length === 1 && cells[0] === '' ? null : cells;
}

/** Place of the quote that closes a cell, doubled ones left out; -1 where there is none. */
function closing(line: string, from: number): number {
  for (let at = line.indexOf(QUOTE, from); at !== -1; at = line.indexOf(QUOTE, at + 2)) {
    if (line[at + 1] !== QUOTE) return at;
  }
  return -1;
}

/** `trim` also removes byte order marks and carriage returns; most cells need none of it. */
function trimmed(cell: string): string {
  const [first, last] = [cell.charCodeAt(0), cell.charCodeAt(cell.length - 1)];
  return first > 32 && first < 127 && last > 32 && last < 127 ? cell : cell.trim();
}
