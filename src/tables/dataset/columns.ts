/** Some columns of a Parquet file, one group of rows after the other, without an object per row. */
import type { ColumnChunk } from 'hyparquet';
import { explained } from '../explain.ts';

/** Columns of a group of rows. */
export interface ColumnGroup {
  /** Number of rows. */
  rows: number;
  /** The values of a column; null or undefined where there is none. */
  column(name: string): ArrayLike<unknown>;
}

/**
 * Reads columns of a file that we wrote.
 *
 * @param names those that the file lacks have no values
 * @param options `timesAsMs` gives times as Unix time in ms instead of dates
 * @throws CtError NOT_A_TABLE for a damaged file
 */
export async function* columnGroups(
  file: string,
  names: readonly string[],
  { timesAsMs = false }: { timesAsMs?: boolean } = {},
): AsyncGenerator<ColumnGroup> {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetScan, parquetSchema } = await import('hyparquet');
  try {
    const buffer = await asyncBufferFromFile(file);
    const metadata = await parquetMetadataAsync(buffer, { geoparquet: false });
    const present = new Set(parquetSchema(metadata).children.map(({ element }) => element.name));
    const columns = names.filter((name) => present.has(name));
    const parsers = timesAsMs ? { timestampFromMilliseconds: Number } : {};
    const scan = await parquetScan({ file: buffer, metadata, columns, parsers });
    let rowStart = 0;
    for (const { num_rows, columns: chunks } of metadata.row_groups) {
      const rows = Number(num_rows);
      const range = { rowStart, rowEnd: rowStart + rows };
      const values = new Map<string, ArrayLike<unknown>>();
      for (const column of columns) {
        if (!isEmpty(column, chunks)) values.set(column, await scan.readColumn({ column, ...range }));
      }
      yield { rows, column: (name) => values.get(name) ?? [] };
      rowStart += rows;
    }
  } catch (error) {
    throw explained(error, file, '');
  }
}

/** Whether no row of a group has a value of a column: putting together lists that are not there takes long. */
function isEmpty(column: string, chunks: readonly ColumnChunk[]): boolean {
  const own = chunks.filter(({ meta_data }) => meta_data?.path_in_schema[0] === column);
  return own.every(({ meta_data }) => {
    const nulls = meta_data?.statistics?.null_count;
    return nulls !== undefined && nulls === meta_data?.num_values;
  });
}
