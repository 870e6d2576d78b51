/** Parquet, of whichever writer -> the cells of one row after the other. */
import { stat } from 'node:fs/promises';
import { TABLE_SCHEMA } from '../accounting/index.ts';
import { findSeal } from './checksum.ts';
import { codecProblem } from './codecs.ts';
import { READ_OLDER_COLUMNS } from './older-schemas.ts';
import { ParquetProcess, type Part } from './parquet-process.ts';
import { checkColumns, type RawCells, RowProblem } from './read-row.ts';
import { RUN_COLUMNS } from './run-columns.ts';
import { type ColumnGroup, MOST_ROWS_PER_BYTE, SealedFile } from './sealed-file.ts';

const READ_COLUMNS: readonly string[] = RUN_COLUMNS.map(({ name }) => name);

/**
 * Reads the rows of a Parquet file.
 *
 * @throws RowProblem, or an error of the reader for a file that is damaged
 */
export async function* parquetCells(file: string): AsyncGenerator<RawCells> {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetSchema } = await import('hyparquet');
  if ((await stat(file)).size === 0) throw new RowProblem('is empty');
  const seal = await findSeal(file);
  if (seal === 'broken') throw new RowProblem('the table is damaged (wrong checksum)');
  if (seal === 'sound') {
    const sealed = await SealedFile.open(file);
    try {
      if (sealed.schemaVersion === TABLE_SCHEMA) {
        checkColumns(sealed.names);
        for (const group of sealed.groups()) yield* cellsOf(group, sealed.names);
        return;
      }
    } finally {
      sealed.close();
    }
  }
  const buffer = await asyncBufferFromFile(file);
  const metadata = await parquetMetadataAsync(buffer, { geoparquet: false });
  const { children } = parquetSchema(metadata);
  const names = children.map(({ element }) => element.name);
  checkColumns(names);
  const isOlder = names.includes('whole_energy_kwh');
  if (
    isOlder &&
    children.some(({ element, children: parts }) => parts.length > 0 || element.repetition_type === 'REPEATED')
  ) {
    throw new RowProblem('not a table of runs: a column is not flat');
  }
  const wanted = (isOlder ? READ_OLDER_COLUMNS : READ_COLUMNS).filter((name) => names.includes(name));
  for (const { meta_data } of metadata.row_groups[0]?.columns ?? []) {
    const problem = codecProblem(meta_data?.codec ?? 'UNCOMPRESSED');
    if (problem !== null) throw new RowProblem(problem);
  }
  const foreign = new ParquetProcess(file, buffer.byteLength);
  const read = (part: Part): Promise<ArrayLike<unknown>> => foreign.read(part);
  try {
    let rowStart = 0;
    for (const group of metadata.row_groups) {
      const rows = Number(group.num_rows);
      if (rows < 0 || rows > MOST_ROWS_PER_BYTE * buffer.byteLength) throw new Error(`${rows} rows in a group`);
      yield* rowsOf(wanted, { rowStart, rows, read });
      rowStart += rows;
    }
  } finally {
    foreign.end();
  }
}

const NESTED: ReadonlySet<string> = new Set(
  RUN_COLUMNS.filter(({ type }) => type === 'nested' || type === 'texts').map(({ name }) => name),
);

/** The rows of a group of a file of ours, with lists and structs made as each is asked for. */
function* cellsOf(group: ColumnGroup, names: readonly string[]): Generator<RawCells> {
  const readers = READ_COLUMNS.filter((name) => names.includes(name)).map((name) => {
    if (NESTED.has(name)) return { name, at: group.nested(name) };
    const values = group.column(name);
    return { name, at: (row: number) => values[row] };
  });
  for (let row = 0; row < group.rows; row += 1) {
    const cells: RawCells = {};
    for (const { name, at } of readers) cells[name] = at(row);
    yield cells;
  }
}

/**
 * The rows of a group, each made as it is asked for. One column after the other is read, as hyparquet goes on with the others
 * when one is damaged.
 */
async function* rowsOf(
  names: readonly string[],
  { rowStart, rows, read }: { rowStart: number; rows: number; read: (part: Part) => Promise<ArrayLike<unknown>> },
): AsyncGenerator<RawCells> {
  const columns: ArrayLike<unknown>[] = [];
  for (const name of names) {
    const values = await read({ rowStart, rowEnd: rowStart + rows, column: name });
    if (values.length !== rows) throw new Error(`${values.length} values of ${name} for ${rows} rows`);
    columns.push(values);
  }
  for (let row = 0; row < rows; row += 1) {
    const cells: RawCells = {};
    names.forEach((name, i) => {
      cells[name] = columns[i]?.[row];
    });
    yield cells;
  }
}
