/** Writes tables as Parquet, one group of rows after the other. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import type { BasicType, ByteWriter, ColumnSource, Writer } from 'hyparquet-writer';
import { VERSION } from '../model/version.ts';
import { CHECKSUM_NOTE, seal } from './checksum.ts';
import type { Cell, Column, ColumnType } from './column.ts';

/** Rows that are held in memory at once. */
const GROUP_ROWS = 5000;

const TYPES: Record<ColumnType, BasicType> = { integer: 'INT32', number: 'DOUBLE', text: 'STRING', json: 'JSON' };

/**
 * Writes a file; the packages are loaded here so that other commands start without them.
 *
 * @param file a path, or the descriptor of an open file, which stays open
 */
export async function writeParquet<Row>(
  file: string | number,
  columns: readonly Column<Row>[],
  rows: AsyncIterable<Row>,
): Promise<void> {
  const { ByteWriter, ParquetWriter, schemaFromColumnData } = await import('hyparquet-writer');
  const buffers = columns.map(() => [] as Cell[]);
  const columnData = (): ColumnSource[] =>
    columns.map(({ name, type, nullWhen }, i) => {
      return { name, type: TYPES[type], nullable: nullWhen !== null, data: buffers[i] ?? [] };
    });
  const descriptor = typeof file === 'number' ? file : openSync(file, 'w');
  try {
    const writer = new ParquetWriter({
      writer: toFile(new ByteWriter(), descriptor),
      schema: schemaFromColumnData({ columnData: columnData() }),
      createdBy: `ct-parse ${VERSION}`,
      kvMetadata: [CHECKSUM_NOTE],
    });
    const writeGroup = async (): Promise<void> => {
      await writer.write({ columnData: columnData(), rowGroupSize: GROUP_ROWS });
      for (const buffer of buffers) buffer.length = 0;
    };
    for await (const row of rows) {
      columns.forEach(({ cell }, i) => {
        buffers[i]?.push(cell(row));
      });
      if (buffers[0]?.length === GROUP_ROWS) await writeGroup();
    }
    if ((buffers[0]?.length ?? 0) > 0) await writeGroup();
    await writer.finish();
  } finally {
    if (descriptor !== file) closeSync(descriptor);
  }
}

/** Sends what was written to a file at the end of each group of rows, and the footer with its checksum at the end. */
function toFile(bytes: ByteWriter, descriptor: number): Writer {
  const hash = createHash('sha256');
  const write = (chunk: Uint8Array): void => {
    for (let at = 0; at < chunk.length; ) at += writeSync(descriptor, chunk, at);
    bytes.index = 0;
  };
  const flush = (): void => {
    hash.update(bytes.getBytes());
    write(bytes.getBytes());
  };
  const finish = (): void => {
    seal(bytes.getBytes(), hash);
    write(bytes.getBytes());
  };
  return Object.assign(bytes, { flush, finish });
}
