/** The compressions of Parquet that this version of Node undoes, beside Snappy. */
import * as zlib from 'node:zlib';

/** Undoes a compression, into so many bytes. */
type Decompressor = (input: Uint8Array, outputLength: number) => Uint8Array;

type Unpack = (input: Uint8Array, options: { maxOutputLength: number }) => Buffer;

const bounded =
  (unpack: Unpack): Decompressor =>
  (input, outputLength) =>
    unpack(input, { maxOutputLength: Math.max(outputLength, 1) });

/** From Node 22.15 on. */
const { zstdDecompressSync } = zlib as { zstdDecompressSync?: Unpack };

/** Decompressors by their names in Parquet. */
export const DECOMPRESSORS: Readonly<Partial<Record<'GZIP' | 'BROTLI' | 'ZSTD', Decompressor>>> = {
  GZIP: bounded(zlib.gunzipSync),
  BROTLI: bounded(zlib.brotliDecompressSync),
  ...(zstdDecompressSync === undefined ? {} : { ZSTD: bounded(zstdDecompressSync) }),
};

const READ = ['UNCOMPRESSED', 'SNAPPY', ...Object.keys(DECOMPRESSORS)];

/** What is wrong with the compression of a column; null where it can be undone. */
export const codecProblem = (codec: string): string | null =>
  READ.includes(codec) ? null : `is compressed with ${codec}; this Node reads ${READ.join(', ').toLowerCase()}`;
