/** Tables as CSV (RFC 4180, UTF-8, a header line), both ways. */
import { clean, toJson } from '../model/text.ts';
import type { Cell, Column } from './column.ts';

/** A spreadsheet takes a text that begins so for a formula; its full-width forms too. */
const FORMULA = /^[=+\-@'＝＋－＠]/;

/** Harmless in a terminal and in a spreadsheet: numbers stay numbers, a text that looks like a formula gets a `'`. */
function toCsvCell(cell: Cell): string | number | null {
  if (typeof cell === 'object') return cell === null ? null : toJson(cell);
  if (typeof cell === 'number') return cell;
  const text = clean(cell);
  return FORMULA.test(text) ? `'${text}` : text;
}

/** The text of a cell as it was; null for an empty one. */
export function fromCsvCell(text: string): string | null {
  if (text === '') return null;
  return text.startsWith("'") ? text.slice(1) : text;
}

/** Makes a line of each row. The package is loaded here so that other commands start without it. */
export async function csvWriter<Row>(columns: readonly Column<Row>[]): Promise<{
  header: string;
  line: (row: Row) => string;
}> {
  const { stringify } = await import('csv-stringify/sync');
  return {
    header: stringify([columns.map(({ name }) => name)]),
    line: (row) => stringify([columns.map(({ cell }) => toCsvCell(cell(row)))]),
  };
}
