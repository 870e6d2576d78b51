/** One column of a table. */

/**
 * `integer` has 32 bits, `number` is a double, `text` is UTF-8. `time` is a moment, `local time` a wall clock of an
 * unknown or another zone; both are `Date`s, of which the second holds the clock as if it were UTC. `texts` is a list
 * of texts. `nested` is made of lists and structs, as its `shape` shows.
 */
export type ColumnType = 'integer' | 'number' | 'boolean' | 'text' | 'time' | 'local time' | 'texts' | 'nested';

/** What a nested value is made of. */
export type Shape = 'integer' | 'number' | 'text' | { list: Shape } | { struct: Readonly<Record<string, Shape>> };

/** A value of a column; null where it is not known. */
export type Cell = string | number | boolean | object | null;

/** One row by the names of its columns. */
export type Cells = Record<string, Cell>;

/** A column of a table: its type, its documentation, and the cell of a row. */
export interface Column<Row> {
  /** Name, which ends in the unit where there is one. */
  name: string;
  /** Type of its values. */
  type: ColumnType;
  /** What a nested value is made of; null for other columns. */
  shape: Shape | null;
  /** Unit of its values, such as `kWh`; null where they have none. */
  unit: string | null;
  /** One sentence for the documentation. */
  meaning: string;
  /** When it is null; null where it never is. */
  nullWhen: string | null;
  /** The value of a row. */
  cell: (row: Row) => Cell;
}

/** When columns of ct-track's own figures are null. */
export const NO_CT_TRACK = 'carbontracker wrote the log';

/** Makes columns of one kind of row, their parts in the order in which the documentation shows them. */
export function columnOf<Row>() {
  return (
    name: string,
    type: Exclude<ColumnType, 'nested'> | { nested: Shape },
    unit: string | null,
    meaning: string,
    nullWhen: string | null,
    cell: (row: Row) => Cell,
  ): Column<Row> =>
    typeof type === 'string'
      ? { name, type, shape: null, unit, meaning, nullWhen, cell }
      : { name, type: 'nested', shape: type.nested, unit, meaning, nullWhen, cell };
}

/** A row as cells, in the order of the columns. */
export function cellsOf<Row>(columns: readonly Column<Row>[], row: Row): Cells {
  const cells: Cells = {};
  for (const { name, cell } of columns) cells[name] = cell(row);
  return cells;
}
