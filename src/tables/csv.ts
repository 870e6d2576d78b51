/** Tables as CSV (RFC 4180, UTF-8, a header line), both ways. */
import { clean, toJson } from '../model/text.ts';
import type { Cell, Column, ColumnType } from './column.ts';
import { localText, utcText } from './stamps.ts';

/** Stands between the texts of one cell. */
export const JOINT = '; ';

/** A spreadsheet takes a text that begins so for a formula; its full-width forms too. */
const FORMULA = /^[=+\-@'＝＋－＠]/;

/** Harmless in a terminal and in a spreadsheet: numbers stay numbers, a text that looks like a formula gets a `'`. */
function toCsvCell<Row>({ type, cell: cellOf }: Column<Row>, row: Row): string | number | null {
  const cell = cellOf(row);
  if (cell === null || typeof cell === 'number') return cell;
  const text = type === 'nested' ? toJson(cell) : clean(textOf(cell, type));
  return type !== 'nested' && FORMULA.test(text) ? `'${text}` : text;
}

function textOf(cell: Exclude<Cell, null>, type: ColumnType): string {
  if (cell instanceof Date) return type === 'time' ? utcText(cell) : localText(cell);
  if (Array.isArray(cell)) return cell.map((text) => String(text).replaceAll(JOINT, ', ')).join(JOINT);
  return String(cell);
}

/** The text of a cell as it was; null for an empty one. */
export function fromCsvCell(text: string): string | null {
  if (text === '') return null;
  return text.startsWith("'") ? text.slice(1) : text;
}

/** A cell in quotes where it must be. */
function quoted(cell: string | number | null): string {
  const text = cell === null ? '' : String(cell);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const lineOf = (cells: readonly (string | number | null)[]): string => `${cells.map(quoted).join(',')}\n`;

/** Makes a line of each row. */
export function csvWriter<Row>(columns: readonly Column<Row>[]): { header: string; line: (row: Row) => string } {
  return {
    header: lineOf(columns.map(({ name }) => name)),
    line: (row) => lineOf(columns.map((column) => toCsvCell(column, row))),
  };
}
