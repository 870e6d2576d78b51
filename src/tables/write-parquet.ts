/** Writes tables as Parquet, one group of rows after the other. */
import type { BasicType, ColumnSource } from 'hyparquet-writer';
import { VERSION } from '../model/version.ts';
import type { Cell, Column, ColumnType } from './column.ts';

/** Rows that are held in memory at once. */
const GROUP_ROWS = 5000;

const TYPES: Record<ColumnType, BasicType> = { integer: 'INT32', number: 'DOUBLE', text: 'STRING', json: 'JSON' };

/** Writes a file; the packages are loaded here so that other commands start without them. */
export async function writeParquet<Row>(
  file: string,
  columns: readonly Column<Row>[],
  rows: AsyncIterable<Row>,
): Promise<void> {
  const { fileWriter, ParquetWriter, schemaFromColumnData } = await import('hyparquet-writer');
  const buffers = columns.map(() => [] as Cell[]);
  const columnData = (): ColumnSource[] =>
    columns.map(({ name, type, nullWhen }, i) => {
      return { name, type: TYPES[type], nullable: nullWhen !== null, data: buffers[i] ?? [] };
    });
  const writer = new ParquetWriter({
    writer: fileWriter(file),
    schema: schemaFromColumnData({ columnData: columnData() }),
    createdBy: `ct-parse ${VERSION}`,
  });
  const flush = async (): Promise<void> => {
    await writer.write({ columnData: columnData(), rowGroupSize: GROUP_ROWS });
    for (const buffer of buffers) buffer.length = 0;
  };
  for await (const row of rows) {
    columns.forEach(({ cell }, i) => {
      buffers[i]?.push(cell(row));
    });
    if (buffers[0]?.length === GROUP_ROWS) await flush();
  }
  if ((buffers[0]?.length ?? 0) > 0) await flush();
  await writer.finish();
}
