/** The cells of one row of a CSV file, with quotes and without. */

/** Characters between cells: some programs and languages of a spreadsheet write others than commas. */
export type Separator = ',' | ';' | '\t';

/** A quoted cell that is longer was never closed: its line is read as if it had no quotes. */
export const LONGEST_QUOTED = 65_536;
/** Encloses cells. */
export const QUOTE = '"';
/** Code of the character that stands around cells. */
export const BLANK = 32;
const BYTE_ORDER_MARK = '\ufeff';

/** End of a row, over the line feeds in its quoted cells; -1 where a quote is not closed. */
export function quotedEnd(text: string, start: number, firstEnd: number, separator: Separator): number {
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

/** Cells of a line with quotes. */
export function quotedCells(line: string, separator: Separator): string[] {
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
  return cells;
}

/** Place of the quote that closes a cell, doubled ones left out; -1 where there is none. */
function closing(line: string, from: number): number {
  for (let at = line.indexOf(QUOTE, from); at !== -1; at = line.indexOf(QUOTE, at + 2)) {
    if (line[at + 1] !== QUOTE) return at;
  }
  return -1;
}

/** A cell without blanks around it: `trim` also removes byte order marks and carriage returns; most cells need none of it. */
export function trimmed(cell: string): string {
  return isInk(cell.charCodeAt(0)) && isInk(cell.charCodeAt(cell.length - 1)) ? cell : cell.trim();
}

/** Whether a character is one of those of ASCII that print. */
export const isInk = (code: number): boolean => code > BLANK && code < 127;
