/** The pages of a column of a file that we wrote -> its values and levels, without an object per value. */
import { isAscii } from 'node:buffer';
import type { ColumnMetaData, Compressors, DataReader, SchemaElement } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { decompressPage } from 'hyparquet/src/datapage.js';
import { readRleBitPackedHybrid } from 'hyparquet/src/encoding.js';
import { readPlain } from 'hyparquet/src/plain.js';
import { DECOMPRESSORS } from './codecs.ts';

/** A column without parts of its own: an entry per row, or per item of a list. */
export interface Leaf {
  /** Number of entries. */
  entries: number;
  /** The values of the entries that have one, in their order. */
  values: ArrayLike<unknown>;
  /** How much of its path is there, for each entry; null where all have a value. */
  definition: Uint8Array | null;
  /** Where a list goes on, for each entry; null for a column outside of lists. */
  repetition: Uint8Array | null;
}

/** The highest levels of a part of the schema. */
export interface Levels {
  /** Highest definition level; 0 where every entry has a value. */
  definition: number;
  /** Highest repetition level; 0 outside of lists. */
  repetition: number;
}

/** A leaf of the schema and where its pages are. */
export interface LeafColumn {
  /** Its element of the schema. */
  element: SchemaElement;
  /** Where its pages are, and how they are compressed. */
  meta: ColumnMetaData;
  /** Its highest levels. */
  levels: Levels;
}

/**
 * Reads the pages of a leaf.
 *
 * @throws Error for pages of other writers, which hold other encodings
 */
export function readLeaf(bytes: Uint8Array, { element, meta, levels }: LeafColumn): Leaf {
  const reader = readerOf(bytes);
  const entries = Number(meta.num_values);
  const definition = levels.definition === 0 ? null : new Uint8Array(entries);
  const repetition = levels.repetition === 0 ? null : new Uint8Array(entries);
  const pages: ArrayLike<unknown>[] = [];
  let dictionary: ArrayLike<unknown> = [];
  let [read, present] = [0, 0];
  while (read < entries) {
    const header = parquetHeader(reader);
    const end = reader.offset + header.compressed_page_size;
    // A page that ends before it begins would be read for ever.
    if (!(end >= reader.offset && end <= bytes.length)) throw new RangeError('a page ends behind its column');
    const page = bytes.subarray(reader.offset, end);
    reader.offset = end;
    const { dictionary_page_header: ofDictionary, data_page_header_v2: data } = header;
    if (ofDictionary !== undefined) {
      const plain = unpacked(page, header.uncompressed_page_size, meta);
      dictionary = plainValues(plain, element, ofDictionary.num_values);
      continue;
    }
    if (data === undefined || !(data.num_values > 0 && data.num_values <= entries - read)) {
      throw new Error('a page that is not ours');
    }
    const [ofRepetition, ofDefinition] = [data.repetition_levels_byte_length, data.definition_levels_byte_length];
    const to = read + data.num_values;
    readLevels(page, repetition?.subarray(read, to), levels.repetition, ofRepetition);
    readLevels(page.subarray(ofRepetition), definition?.subarray(read, to), levels.definition, ofDefinition);
    const count = data.num_values - data.num_nulls;
    const rest = unpacked(
      page.subarray(ofRepetition + ofDefinition),
      header.uncompressed_page_size - ofRepetition - ofDefinition,
      meta,
    );
    pages.push(
      data.encoding === 'PLAIN'
        ? plainValues(rest, element, count)
        : codedValues(rest, { encoding: data.encoding, count, dictionary }),
    );
    read = to;
    present += count;
  }
  return { entries, values: joined(pages), definition: present === entries ? null : definition, repetition };
}

const readerOf = (bytes: Uint8Array): DataReader => ({
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  offset: 0,
});

/** @throws Error for Snappy, which is none of ours: hyparquet goes back in damaged bytes of it, and on for ever */
function unpacked(bytes: Uint8Array, length: number, { codec }: ColumnMetaData): Uint8Array {
  if (codec === 'SNAPPY') throw new Error('a page that is not ours');
  return length === 0 ? bytes.subarray(0, 0) : decompressPage(bytes, length, codec, DECOMPRESSORS as Compressors);
}

function readLevels(bytes: Uint8Array, levels: Uint8Array | undefined, highest: number, length: number): void {
  if (levels === undefined) return;
  readRuns(bytes.subarray(0, length), 32 - Math.clz32(highest), levels);
}

/** Values that follow one another as they are; times are milliseconds. */
function plainValues(bytes: Uint8Array, { type }: SchemaElement, count: number): ArrayLike<unknown> {
  if (type === 'BYTE_ARRAY') return texts(bytes, count);
  if (type === 'INT64') return integers(bytes, count);
  return readPlain(readerOf(bytes), type ?? 'INT96', count, undefined);
}

/** The texts of a page. Where all are of ASCII signs, which is nearly always, they are pieces of one text. */
function texts(page: Uint8Array, count: number): string[] {
  const bytes = Buffer.from(page.buffer, page.byteOffset, page.byteLength);
  const whole = isAscii(bytes) ? bytes.toString('latin1') : null;
  const values = new Array<string>(count);
  for (let i = 0, at = 0; i < count; i += 1) {
    const [from, to] = [at + 4, at + 4 + bytes.readUInt32LE(at)];
    if (to > bytes.length) throw new RangeError('a text ends behind its page');
    values[i] = whole === null ? bytes.toString('utf8', from, to) : whole.slice(from, to);
    at = to;
  }
  return values;
}

const HIGH = 2 ** 32;

/** Times in milliseconds are far below the largest whole number. */
function integers(bytes: Uint8Array, count: number): Float64Array {
  const { view } = readerOf(bytes);
  const values = new Float64Array(count);
  for (let i = 0; i < count; i += 1) {
    values[i] = view.getInt32(8 * i + 4, true) * HIGH + view.getUint32(8 * i, true);
  }
  return values;
}

/** Values of a dictionary, and booleans. */
function codedValues(
  bytes: Uint8Array,
  { encoding, count, dictionary }: { encoding: string; count: number; dictionary: ArrayLike<unknown> },
): ArrayLike<unknown> {
  const codes = new Uint32Array(count);
  if (encoding === 'RLE') {
    // Behind the length of what follows.
    readRuns(bytes.subarray(4), 1, codes);
    return Array.from(codes, (code) => code === 1);
  }
  if (encoding !== 'RLE_DICTIONARY') throw new Error(`values are encoded as ${encoding}`);
  if (dictionary.length === 1) return new Array<unknown>(count).fill(dictionary[0]);
  readRuns(bytes.subarray(1), bytes[0] ?? 0, codes);
  const values = new Array<unknown>(count);
  for (let i = 0; i < count; i += 1) values[i] = dictionary[codes[i] as number];
  return values;
}

/** Reads levels or codes of so many bits, of which runs of equal ones are written once. */
function readRuns(bytes: Uint8Array, bits: number, values: Uint8Array | Uint32Array): void {
  checkRuns(bytes, bits, values.length);
  readRleBitPackedHybrid(readerOf(bytes), bits, values, bytes.length);
}

/**
 * Checks the lengths of all runs, which hyparquet trusts: it would count to 2^31, or down from below nothing for ever.
 *
 * @throws RangeError where they are not those of so many values
 */
function checkRuns(bytes: Uint8Array, bits: number, count: number): void {
  const bytesPerValue = (bits + 7) >> 3;
  for (let at = 0, left = count; left > 0; ) {
    let [head, scale] = [0, 1];
    for (;;) {
      const byte = bytes[at++] ?? 0;
      head += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
      scale *= 128;
    }
    // Packed values come in groups of eight, of which the last may hold more than there are.
    const isPacked = head % 2 === 1;
    const length = Math.floor(head / 2) * (isPacked ? 8 : 1);
    at += isPacked ? (length / 8) * bits : bytesPerValue;
    const isSound = length > 0 && length < left + (isPacked ? 8 : 1) && at <= bytes.length && bits <= 32;
    if (!isSound) throw new RangeError('runs of values of another length');
    left -= length;
  }
}

function joined(pages: readonly ArrayLike<unknown>[]): ArrayLike<unknown> {
  const [only] = pages;
  if (pages.length <= 1) return only ?? [];
  const all: unknown[] = [];
  for (const page of pages) for (let i = 0; i < page.length; i += 1) all.push(page[i]);
  return all;
}
