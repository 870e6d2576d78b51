/** Writes tables as Parquet, one group of rows after the other. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import type { ByteWriter, KeyValue, ParquetWriter, Writer } from 'hyparquet-writer';
import { TABLE_SCHEMA } from '../accounting/index.ts';
import { VERSION } from '../model/version.ts';
import { CHECKSUM_NOTE, seal } from './checksum.ts';
import { gzip } from './codecs.ts';
import type { Cell, Column } from './column.ts';
import { parquetSchemaOf } from './parquet-schema.ts';

/** Rows of a group, which are held in memory at once. */
export const GROUP_ROWS = 20_480;

/** Takes the bytes of a file in their order. */
export type Sink = (bytes: Uint8Array) => void;

/** A Parquet file that is being written. */
export class ParquetFile {
  readonly #columns: readonly Column<never>[];
  readonly #writer: ParquetWriter;
  readonly #bytes: SealedBytes;

  private constructor(columns: readonly Column<never>[], writer: ParquetWriter, bytes: SealedBytes) {
    this.#columns = columns;
    this.#writer = writer;
    this.#bytes = bytes;
  }

  /** Begins a file; the packages are loaded here so that other commands start without them. */
  static async begin<Row>(columns: readonly Column<Row>[], sink: Sink, notes: readonly KeyValue[] = []) {
    const { ByteWriter, ParquetWriter } = await import('hyparquet-writer');
    const bytes = new SealedBytes(new ByteWriter(), sink);
    const writer = new ParquetWriter({
      writer: bytes.writer,
      schema: parquetSchemaOf(columns),
      codec: 'GZIP',
      compressors: { GZIP: gzip },
      createdBy: `ct-parse ${VERSION}`,
      // The checksum is looked for at the end of the file.
      kvMetadata: [...notesOf(columns), ...notes, CHECKSUM_NOTE],
    });
    return new ParquetFile(columns as readonly Column<never>[], writer, bytes);
  }

  /** Writes a group of rows: the cells of each column, in their order. */
  async writeGroup(cells: readonly Cell[][]): Promise<void> {
    const columnData = this.#columns.map(({ name }, i) => ({ name, data: cells[i] ?? [] }));
    const rows = columnData[0]?.data.length ?? 0;
    if (rows > 0) await this.#writer.write({ columnData, rowGroupSize: rows });
  }

  /** Writes the end of the file. @returns its checksum, in hexadecimal digits */
  async finish(): Promise<string> {
    await this.#writer.finish();
    return this.#bytes.checksum;
  }
}

/** Facts about a table, for readers without our documentation. */
function notesOf<Row>(columns: readonly Column<Row>[]): KeyValue[] {
  const units = Object.fromEntries(columns.flatMap(({ name, unit }) => (unit === null ? [] : [[name, unit]])));
  return [
    { key: 'ct-parse.schema_version', value: String(TABLE_SCHEMA) },
    { key: 'ct-parse.version', value: VERSION },
    { key: 'ct-parse.units', value: JSON.stringify(units) },
  ];
}

/** Collects the cells of rows by their columns. */
export class RowGroup<Row> {
  readonly #columns: readonly Column<Row>[];
  #cells: Cell[][];

  constructor(columns: readonly Column<Row>[]) {
    this.#columns = columns;
    this.#cells = columns.map(() => []);
  }

  /** Number of rows. */
  get length(): number {
    return this.#cells[0]?.length ?? 0;
  }

  /** Adds a row. */
  add(row: Row): void {
    this.#columns.forEach(({ cell }, i) => {
      this.#cells[i]?.push(cell(row));
    });
  }

  /** The cells of each column; none are left. */
  take(): Cell[][] {
    const cells = this.#cells;
    this.#cells = this.#columns.map(() => []);
    return cells;
  }
}

/**
 * Writes a file.
 *
 * @param file a path, or the descriptor of an open file, which stays open
 */
export async function writeParquet<Row>(
  file: string | number,
  columns: readonly Column<Row>[],
  rows: AsyncIterable<Row>,
): Promise<void> {
  const descriptor = typeof file === 'number' ? file : openSync(file, 'w');
  try {
    const parquet = await ParquetFile.begin(columns, sinkTo(descriptor));
    const group = new RowGroup(columns);
    for await (const row of rows) {
      group.add(row);
      if (group.length === GROUP_ROWS) await parquet.writeGroup(group.take());
    }
    await parquet.writeGroup(group.take());
    await parquet.finish();
  } finally {
    if (descriptor !== file) closeSync(descriptor);
  }
}

/** Appends to an open file. */
export function sinkTo(descriptor: number): Sink {
  return (chunk) => {
    for (let at = 0; at < chunk.length; ) at += writeSync(descriptor, chunk, at);
  };
}

/** Hands over what was written at the end of each group of rows, and the footer with its checksum at the end. */
class SealedBytes {
  readonly writer: Writer;
  checksum = '';

  constructor(bytes: ByteWriter, sink: Sink) {
    const hash = createHash('sha256');
    const handOver = (): void => {
      sink(bytes.getBytes());
      bytes.index = 0;
    };
    const flush = (): void => {
      hash.update(bytes.getBytes());
      handOver();
    };
    const finish = (): void => {
      this.checksum = seal(bytes.getBytes(), hash);
      handOver();
    };
    this.writer = Object.assign(bytes, { flush, finish });
  }
}
