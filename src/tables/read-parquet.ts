/** Parquet, of whichever writer -> the cells of one row after the other. */
import type { AsyncBuffer, FileMetaData, RowGroup } from 'hyparquet';
import { findSeal } from './checksum.ts';
import { checkColumns, type RawCells, RowProblem } from './read-row.ts';
import { RUN_COLUMNS } from './run-columns.ts';

/** No compression makes more of a byte: the hash alone differs from run to run. */
const MOST_ROWS_PER_BYTE = 8;

/** @throws RowProblem, or an error of the reader for a file that is damaged */
export async function* parquetCells(file: string): AsyncGenerator<RawCells> {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetSchema } = await import('hyparquet');
  const seal = await findSeal(file);
  if (seal === 'broken') throw new RowProblem('the table is damaged (its checksum tells)');
  const buffer = await asyncBufferFromFile(file);
  const metadata = await parquetMetadataAsync(buffer, { geoparquet: false });
  const { children } = parquetSchema(metadata);
  checkColumns(children.map(({ element }) => element.name));
  const optional = new Map(children.map(({ element }) => [element.name, element.repetition_type === 'OPTIONAL']));
  if (children.some(({ element, children: parts }) => parts.length > 0 || element.repetition_type === 'REPEATED')) {
    throw new RowProblem('no table of runs: a column is not flat');
  }
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows);
    if (rows < 0 || rows > MOST_ROWS_PER_BYTE * buffer.byteLength) throw new Error(`${rows} rows in a group`);
    if (seal === null) await checkGroup(buffer, group, rows, optional);
    yield* await rowsOf(buffer, metadata, rowStart, rows);
    rowStart += rows;
  }
}

/** The rows of a group. One column after the other, as hyparquet goes on with the others when one is damaged. */
async function rowsOf(file: AsyncBuffer, metadata: FileMetaData, rowStart: number, rows: number): Promise<RawCells[]> {
  const { parquetReadObjects } = await import('hyparquet');
  const rowEnd = rowStart + rows;
  const whole: RawCells[] = Array.from({ length: rows }, () => ({}));
  const present = new Set(metadata.schema.map((element) => element.name));
  for (const { name } of RUN_COLUMNS) {
    if (!present.has(name)) continue;
    const cells = await parquetReadObjects({ file, metadata, rowStart, rowEnd, columns: [name] });
    if (cells.length !== rows) throw new Error(`${cells.length} values of ${name} for ${rows} rows`);
    for (const [i, cell] of cells.entries()) (whole[i] as RawCells)[name] = cell[name];
  }
  return whole;
}

async function checkGroup(
  file: AsyncBuffer,
  { columns }: RowGroup,
  rows: number,
  optional: ReadonlyMap<string, boolean>,
): Promise<void> {
  const { checkPages } = await import('./parquet-pages.ts');
  for (const { meta_data: metadata } of columns) {
    const name = metadata?.path_in_schema.join('.') ?? '';
    if (metadata === undefined || !optional.has(name)) throw new Error(`a column '${name}' that is not in the schema`);
    const start = Number(metadata.dictionary_page_offset || metadata.data_page_offset);
    const end = start + Number(metadata.total_compressed_size);
    if (!(start >= 0 && end >= start && end <= file.byteLength))
      throw new Error(`column ${name} lies outside the file`);
    checkPages(await file.slice(start, end), { metadata, isOptional: optional.get(name) === true, rows });
  }
}
