/** The text of a CSV file -> its rows, each with trimmed cells; a cut last row is marked. */
import type { LogText } from '../log/records.ts';
import { BLANK, isInk, LONGEST_QUOTED, QUOTE, quotedCells, quotedEnd, type Separator, trimmed } from './csv-cells.ts';

/** One row of a CSV file, valid until the next one is asked for. */
export interface CsvRow {
  /** All cells without the blanks and quotes around them. */
  readonly cells: string[];
  /** Whether the text ends in this row without a line feed, so that its last cell may be cut. */
  readonly isTorn: boolean;
  /** The cell at a place from 0, as in `cells`, without cutting out the others; empty where the row has none. */
  cell(place: number): string;
}

/**
 * Reads the rows of a CSV file without holding them. Blank lines are skipped; cells may be quoted, with line feeds in them.
 *
 * @param text whole, or in pieces that are cut anywhere
 */
export function* csvRows(text: LogText, separator: Separator = ','): Generator<CsvRow> {
  const rows = new Rows(separator);
  for (const piece of typeof text === 'string' ? [text] : text) {
    rows.add(piece);
    while (rows.next()) yield rows;
  }
  rows.end();
  while (rows.next()) yield rows;
}

/** Goes from row to row; cells are cut out where they are asked for. */
class Rows implements CsvRow {
  isTorn = false;
  readonly #separator: Separator;
  #text = '';
  #isLast = false;
  #end = 0;
  /** Start of the row behind this one. */
  #nextStart = 0;
  /** Cells of a row with quotes; null for any other row. */
  #quoted: string[] | null = null;
  #quotes = new Places('', QUOTE);
  #separators: Places;
  /** Start of each cell that was found, and of the one behind it. */
  readonly #starts: number[] = [];
  /** Number of cells that were found. */
  #found = 0;

  constructor(separator: Separator) {
    this.#separator = separator;
    this.#separators = new Places('', separator);
  }

  /** Puts a piece of text behind the rows that were not read yet. */
  add(piece: string): void {
    this.#text = this.#text.slice(this.#nextStart) + piece;
    this.#nextStart = 0;
    this.#quotes = new Places(this.#text, QUOTE);
    this.#separators = new Places(this.#text, this.#separator);
  }

  /** Marks the end of the text. */
  end(): void {
    this.#isLast = true;
  }

  /** Goes to the next row that is not blank; false where it may go on in the next piece. */
  next(): boolean {
    const text = this.#text;
    for (let start = this.#nextStart; start < text.length; start = this.#nextStart) {
      const newline = text.indexOf('\n', start);
      if (newline === -1 && !this.#isLast) return false;
      let end = newline === -1 ? text.length : newline;
      const hasQuotes = this.#quotes.from(start) < end;
      if (hasQuotes) {
        const quoted = quotedEnd(text, start, end, this.#separator);
        const mayGoOn = quoted === -1 || quoted === text.length;
        if (mayGoOn && !this.#isLast && text.length - start <= LONGEST_QUOTED) return false;
        if (quoted !== -1) end = quoted;
      }
      this.#nextStart = end + 1;
      this.isTorn = end === text.length;
      this.#end = end;
      this.#starts[0] = start;
      this.#found = 0;
      this.#quoted = hasQuotes ? quotedCells(text.slice(start, end), this.#separator) : null;
      if (!this.#isBlank()) return true;
    }
    return false;
  }

  #isBlank(): boolean {
    if (this.#quoted !== null) return this.#quoted.length === 1 && this.#quoted[0] === '';
    const start = this.#starts[0] as number;
    return !isInk(this.#text.charCodeAt(start)) && this.#separators.from(start) >= this.#end && this.cell(0) === '';
  }

  get cells(): string[] {
    return this.#quoted ?? this.#text.slice(this.#starts[0], this.#end).split(this.#separator).map(trimmed);
  }

  cell(place: number): string {
    if (this.#quoted !== null) return this.#quoted[place] ?? '';
    const starts = this.#starts;
    for (; this.#found <= place; this.#found += 1) {
      const start = starts[this.#found] as number;
      if (start > this.#end) return '';
      starts[this.#found + 1] = Math.min(this.#separators.from(start), this.#end) + 1;
    }
    const start = starts[place] as number;
    const isBlank = this.#text.charCodeAt(start) === BLANK;
    return trimmed(this.#text.slice(isBlank ? start + 1 : start, (starts[place + 1] as number) - 1));
  }
}

/** Places of a character in a text, asked for from the left to the right. */
class Places {
  readonly #text: string;
  readonly #character: string;
  #next = -1;

  constructor(text: string, character: string) {
    this.#text = text;
    this.#character = character;
  }

  /** The first place at or behind another one; the length of the text where there is none. */
  from(at: number): number {
    if (this.#next < at) {
      const found = this.#text.indexOf(this.#character, at);
      this.#next = found === -1 ? this.#text.length : found;
    }
    return this.#next;
  }
}
