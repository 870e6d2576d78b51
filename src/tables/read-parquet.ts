/** Parquet, of whichever writer -> the cells of one row after the other. */
import { findSeal } from './checksum.ts';
import { READ_OLDER_COLUMNS } from './older-schemas.ts';
import { ParquetProcess, type Part } from './parquet-process.ts';
import { checkColumns, type RawCells, RowProblem } from './read-row.ts';
import { RUN_COLUMNS } from './run-columns.ts';

const READ_COLUMNS: readonly string[] = RUN_COLUMNS.map(({ name }) => name);

/** No compression makes more of a byte: the hash alone differs from run to run. */
const MOST_ROWS_PER_BYTE = 8;

/** @throws RowProblem, or an error of the reader for a file that is damaged */
export async function* parquetCells(file: string): AsyncGenerator<RawCells> {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } = await import('hyparquet');
  const seal = await findSeal(file);
  if (seal === 'broken') throw new RowProblem('the table is damaged (wrong checksum)');
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
  const foreign = seal === null ? new ParquetProcess(file, buffer.byteLength) : null;
  const read = async ({ column, ...rows }: Part): Promise<unknown[]> => {
    if (foreign !== null) return foreign.read({ column, ...rows });
    const cells = await parquetReadObjects({ file: buffer, metadata, ...rows, columns: [column] });
    return cells.map((cell) => cell[column]);
  };
  try {
    let rowStart = 0;
    for (const group of metadata.row_groups) {
      const rows = Number(group.num_rows);
      if (rows < 0 || rows > MOST_ROWS_PER_BYTE * buffer.byteLength) throw new Error(`${rows} rows in a group`);
      yield* await rowsOf(wanted, { rowStart, rows, read });
      rowStart += rows;
    }
  } finally {
    foreign?.end();
  }
}

/** The rows of a group. One column after the other, as hyparquet goes on with the others when one is damaged. */
async function rowsOf(
  names: readonly string[],
  { rowStart, rows, read }: { rowStart: number; rows: number; read: (part: Part) => Promise<unknown[]> },
): Promise<RawCells[]> {
  const whole: RawCells[] = Array.from({ length: rows }, () => ({}));
  for (const name of names) {
    const values = await read({ rowStart, rowEnd: rowStart + rows, column: name });
    if (values.length !== rows) throw new Error(`${values.length} values of ${name} for ${rows} rows`);
    for (const [i, value] of values.entries()) (whole[i] as RawCells)[name] = value;
  }
  return whole;
}
