/**
 * What the pages of a Parquet column claim, held against what they can hold. hyparquet believes them: one damaged count
 * makes it write values until the memory is full.
 */
import type { ColumnMetaData, DataReader, PageHeader } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { decompressPage } from 'hyparquet/src/datapage.js';
import { readVarInt } from 'hyparquet/src/thrift.js';
import { checkSnappy } from './snappy.ts';

/** Snappy, the only compression that is read, copies at most 64 bytes for 3. */
const MOST_EXPANSION = 22;
/** Values that writers may pad the last group of a page with. */
const MOST_PADDING = 512;

export interface ColumnClaims {
  metadata: ColumnMetaData;
  /** Whether values may be missing. */
  isOptional: boolean;
  /** Rows of its group. */
  rows: number;
}

/** @throws Error naming what cannot be */
export function checkPages(chunk: ArrayBuffer, { metadata, isOptional, rows }: ColumnClaims): void {
  if (metadata.type === 'BOOLEAN') throw new Error('a column of booleans');
  const reader = { view: new DataView(chunk), offset: 0 };
  let values = 0;
  while (values < rows) {
    const header = parquetHeader(reader);
    const page = takePage(reader, header);
    if (header.type === 'DICTIONARY_PAGE') {
      checkCount(header.dictionary_page_header?.num_values, header.uncompressed_page_size, 'entries');
      inflated(page, header.uncompressed_page_size, metadata);
      continue;
    }
    const v1 = header.data_page_header;
    const v2 = header.data_page_header_v2;
    const isV1 = header.type === 'DATA_PAGE';
    const count = checkCount((isV1 ? v1 : v2)?.num_values, rows - values, 'values');
    if (isV1 && v1 !== undefined) checkValues(inflated(page, header.uncompressed_page_size, metadata), v1, isOptional);
    else if (v2 !== undefined) checkValuesV2(page, header, metadata, isOptional);
    values += count;
  }
}

/** The bytes behind a header. */
function takePage(reader: DataReader, { compressed_page_size, uncompressed_page_size }: PageHeader): Uint8Array {
  const left = reader.view.byteLength - reader.offset;
  const size = checkCount(compressed_page_size, left, 'bytes');
  checkCount(uncompressed_page_size, size * MOST_EXPANSION + MOST_PADDING, 'bytes');
  const page = new Uint8Array(reader.view.buffer, reader.view.byteOffset + reader.offset, size);
  reader.offset += size;
  return page;
}

function inflated(page: Uint8Array, size: number, { codec }: ColumnMetaData): DataReader {
  if (codec === 'SNAPPY') checkSnappy(page, size);
  return readerOf(decompressPage(page, size, codec, undefined));
}

const readerOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataReader => ({
  view: new DataView(buffer as ArrayBuffer, byteOffset, byteLength),
  offset: 0,
});

const isDictionary = (encoding: string): boolean => encoding === 'PLAIN_DICTIONARY' || encoding === 'RLE_DICTIONARY';

type ValuesHeader = NonNullable<PageHeader['data_page_header']>;

function checkValues(reader: DataReader, { num_values, encoding }: ValuesHeader, isOptional: boolean): void {
  if (isOptional) {
    const length = checkCount(reader.view.getUint32(0, true), reader.view.byteLength - 4, 'bytes');
    reader.offset = 4;
    checkRuns(reader, 1, num_values);
    reader.offset = 4 + length;
  }
  if (isDictionary(encoding)) checkIndices(reader, num_values);
}

function checkValuesV2(page: Uint8Array, header: PageHeader, metadata: ColumnMetaData, isOptional: boolean): void {
  const v2 = header.data_page_header_v2;
  if (v2 === undefined) return;
  checkCount(v2.num_nulls, v2.num_values, 'nulls');
  if (v2.num_rows !== v2.num_values) throw new Error(`${v2.num_rows} rows for ${v2.num_values} values`);
  if (v2.repetition_levels_byte_length !== 0) throw new Error('repeated values');
  const levels = checkCount(v2.definition_levels_byte_length, page.length, 'bytes');
  if (isOptional && levels > 0) checkRuns(readerOf(page.subarray(0, levels)), 1, v2.num_values);
  if (!isOptional && levels > 0) throw new Error('levels of values that are never missing');
  const rest = page.subarray(levels);
  const size = header.uncompressed_page_size - levels;
  const reader = v2.is_compressed === false ? readerOf(rest) : inflated(rest, size, metadata);
  if (isDictionary(v2.encoding)) checkIndices(reader, v2.num_values - v2.num_nulls);
}

/** Where the values of a page lie in the dictionary: their width in bits, and runs. Nulls have none, so there may be fewer. */
function checkIndices(reader: DataReader, count: number): void {
  if (reader.offset >= reader.view.byteLength) return;
  const width = checkCount(reader.view.getUint8(reader.offset), 32, 'bits');
  reader.offset += 1;
  if (width > 0) checkRuns(reader, width, count, true);
}

/** Runs of one value, and groups of eight that are packed. */
function checkRuns(reader: DataReader, width: number, count: number, mayEnd = false): void {
  let seen = 0;
  while (seen < count) {
    if (mayEnd && reader.offset >= reader.view.byteLength) return;
    const header = readVarInt(reader);
    const isPacked = (header & 1) === 1;
    const run = checkCount(
      isPacked ? (header >>> 1) * 8 : header >>> 1,
      count - seen + MOST_PADDING,
      'values in a run',
    );
    reader.offset += isPacked ? (run / 8) * width : Math.ceil(width / 8);
    seen += run;
  }
}

function checkCount(count: number | undefined, most: number, what: string): number {
  if (count !== undefined && Number.isInteger(count) && count >= 0 && count <= most) return count;
  throw new Error(`a page of ${count} ${what} where ${most} can be`);
}
