/**
 * Columns of a Parquet file that we wrote, one group of rows after the other. Our own files are known by their checksum, and
 * hold few kinds of pages: reading those takes a fraction of what a reader of all kinds needs.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import {
  type AsyncBuffer,
  type ColumnChunk,
  type FileMetaData,
  parquetMetadataAsync,
  parquetSchema,
  type SchemaTree,
} from 'hyparquet';
import { LeafPart, ListPart, type Part, StructPart } from './nested-parts.ts';
import { type Leaf, type Levels, readLeaf } from './pages.ts';

/** No compression makes more rows of a byte: the hash alone differs from run to run. */
export const MOST_ROWS_PER_BYTE = 8;

/** Items of lists that are alike take few bytes; a damaged count must not fill the memory with them. */
const MOST_ENTRIES_PER_BYTE = 1000;

/** Columns of a group of rows. */
export interface ColumnGroup {
  /** Number of rows. */
  rows: number;
  /** The values of a column, null where there is none; of one without any, or that is not there, no value. */
  column(name: string): ArrayLike<unknown>;
  /** As `column`, for times: milliseconds instead of dates. */
  timesMs(name: string): ArrayLike<unknown>;
  /** As `column`, for lists and structs: makes the value of the next row, which takes no memory for the others. */
  nested(name: string): () => unknown;
}

/** A file with the right checksum. */
export class SealedFile {
  /** Metadata at the end of the file. */
  readonly metadata: FileMetaData;
  readonly #descriptor: number;
  readonly #bytes: number;
  readonly #root: SchemaTree;

  private constructor(descriptor: number, metadata: FileMetaData) {
    this.#descriptor = descriptor;
    this.#bytes = fstatSync(descriptor).size;
    this.metadata = metadata;
    this.#root = parquetSchema(metadata);
  }

  /** To be closed. */
  static async open(file: string): Promise<SealedFile> {
    const descriptor = openSync(file, 'r');
    try {
      return new SealedFile(descriptor, await parquetMetadataAsync(bufferOf(descriptor), { geoparquet: false }));
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
  }

  /** The names of its columns. */
  get names(): string[] {
    return this.#root.children.map(({ element }) => element.name);
  }

  /** The version of its columns; null where it names none. */
  get schemaVersion(): number | null {
    const note = this.metadata.key_value_metadata?.find(({ key }) => key === 'ct-parse.schema_version');
    return note?.value === undefined ? null : Number(note.value);
  }

  /** The groups of rows, in the order of the file. */
  *groups(): Generator<ColumnGroup> {
    for (const { num_rows, columns } of this.metadata.row_groups) {
      const rows = Number(num_rows);
      if (!(rows >= 0 && rows <= MOST_ROWS_PER_BYTE * this.#bytes)) throw new Error(`${rows} rows in a group`);
      yield {
        rows,
        column: (name) => this.#values(name, rows, columns),
        timesMs: (name) => this.#values(name, rows, columns, Number),
        nested: (name) => this.#nested(name, columns),
      };
    }
  }

  /** Closes the file. */
  close(): void {
    closeSync(this.#descriptor);
  }

  #values(
    name: string,
    rows: number,
    chunks: readonly ColumnChunk[],
    timeOf: (ms: number) => unknown = (ms) => new Date(ms),
  ): ArrayLike<unknown> {
    const node = this.#nodeOf(name);
    if (node === undefined || isEmpty(name, chunks)) return [];
    if (node.children.length > 0) throw new Error(`${name} is a list or a struct`);
    const { values, definition, entries } = this.#leaf(node, { definition: 0, repetition: 0 }, chunks);
    const isTime = node.element.logical_type?.type === 'TIMESTAMP';
    if (entries !== rows) throw new Error(`${entries} values of ${name} for ${rows} rows`);
    if (definition === null && !isTime) return values;
    const all = new Array<unknown>(rows);
    let at = 0;
    for (let row = 0; row < rows; row += 1) {
      if (definition !== null && definition[row] === 0) all[row] = null;
      else {
        const value = values[at++];
        all[row] = isTime ? timeOf(value as number) : value;
      }
    }
    return all;
  }

  #nodeOf(name: string): SchemaTree | undefined {
    return this.#root.children.find(({ element }) => element.name === name);
  }

  #leaf(node: SchemaTree, above: Levels, chunks: readonly ColumnChunk[]): Leaf {
    const path = node.path.join('.');
    const meta = chunks.find(({ meta_data }) => meta_data?.path_in_schema.join('.') === path)?.meta_data;
    if (meta === undefined) throw new Error(`no values of ${path}`);
    if (!(meta.num_values <= MOST_ENTRIES_PER_BYTE * this.#bytes))
      throw new Error(`${meta.num_values} values of ${path}`);
    const from = Number(meta.dictionary_page_offset ?? meta.data_page_offset);
    const length = Number(meta.total_compressed_size);
    if (!(from >= 0 && length >= 0 && from + length <= this.#bytes)) throw new Error('the file ends early');
    const bytes = read(this.#descriptor, from, length);
    const isOptional = node.element.repetition_type !== 'REQUIRED';
    const levels = { definition: above.definition + Number(isOptional), repetition: above.repetition };
    return readLeaf(bytes, { element: node.element, meta, levels });
  }

  #nested(name: string, chunks: readonly ColumnChunk[]): () => unknown {
    const node = this.#nodeOf(name);
    if (node === undefined) return () => null;
    const part = this.#part(node, { definition: 0, repetition: 0 }, chunks);
    return part.isNothing ? () => null : () => part.next();
  }

  #part(node: SchemaTree, above: Levels, chunks: readonly ColumnChunk[]): Part {
    const { repetition_type, name } = node.element;
    const level = above.definition + Number(repetition_type !== 'REQUIRED');
    if (node.children.length === 0) return new LeafPart(this.#leaf(node, above, chunks), level);
    const [repeated] = node.children;
    const [item] = repeated?.children ?? [];
    if (repeated?.element.repetition_type === 'REPEATED') {
      if (item === undefined || node.children.length > 1) throw new Error(`${name} is no list of ours`);
      const inList = { definition: level + 1, repetition: above.repetition + 1 };
      return new ListPart(this.#part(item, inList, chunks), level, inList.repetition);
    }
    const inStruct = { definition: level, repetition: above.repetition };
    const parts = node.children.map((child) => [child.element.name, this.#part(child, inStruct, chunks)] as const);
    return new StructPart(parts, level);
  }
}

/** Whether no row of a group has a value of a column. */
function isEmpty(column: string, chunks: readonly ColumnChunk[]): boolean {
  const own = chunks.filter(({ meta_data }) => meta_data?.path_in_schema[0] === column);
  return own.every(({ meta_data }) => {
    const nulls = meta_data?.statistics?.null_count;
    return nulls !== undefined && nulls === meta_data?.num_values;
  });
}

function read(descriptor: number, from: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    const count = readSync(descriptor, bytes, at, length - at, from + at);
    if (count === 0) throw new Error('the file ends early');
    at += count;
  }
  return bytes;
}

const bufferOf = (descriptor: number): AsyncBuffer => {
  const { size } = fstatSync(descriptor);
  return { byteLength: size, slice: (start, end = size) => read(descriptor, start, end - start).buffer as ArrayBuffer };
};
