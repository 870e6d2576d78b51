/** One column of a table. */

/** `integer` has 32 bits, `number` is a double, `text` is UTF-8, `json` is text that holds JSON. */
export type ColumnType = 'integer' | 'number' | 'text' | 'json';

/** A value of a column; null where it is not known, an object in a column of JSON. */
export type Cell = string | number | object | null;

/** One row by the names of its columns. */
export type Cells = Record<string, Cell>;

export interface Column<Row> {
  /** Ends in its unit where it has one. */
  name: string;
  type: ColumnType;
  unit: string | null;
  /** One sentence for the documentation. */
  meaning: string;
  /** When it is null; null where it never is. */
  nullWhen: string | null;
  cell: (row: Row) => Cell;
}

/** When columns of ct-track's own figures are null. */
export const NO_CT_TRACK = 'carbontracker wrote the log';

/** Makes columns of one kind of row, their parts in the order in which the documentation shows them. */
export function columnOf<Row>() {
  return (
    name: string,
    type: ColumnType,
    unit: string | null,
    meaning: string,
    nullWhen: string | null,
    cell: (row: Row) => Cell,
  ): Column<Row> => ({ name, type, unit, meaning, nullWhen, cell });
}

/** A row as cells, in the order of the columns. */
export function cellsOf<Row>(columns: readonly Column<Row>[], row: Row): Cells {
  const cells: Cells = {};
  for (const { name, cell } of columns) cells[name] = cell(row);
  return cells;
}
