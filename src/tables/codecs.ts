/** The compressions of Parquet: which this version of Node undoes beside Snappy, and the one that we write. */
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

/** Bytes of which enough is known whether compressing them pays. */
const SAMPLE_BYTES = 1 << 14;
/** Digits of measurements hardly become shorter, and would take longer to read. */
const WORTH = 0.9;

/** Compresses with GZIP, which every reader of Parquet undoes; what hardly becomes shorter is only wrapped. */
export function gzip(bytes: Uint8Array): Uint8Array {
  const from = Math.max(0, (bytes.length - SAMPLE_BYTES) >> 1);
  const sample = bytes.subarray(from, from + SAMPLE_BYTES);
  const pays = zlib.gzipSync(sample, { level: 1 }).length <= WORTH * sample.length;
  return zlib.gzipSync(bytes, { level: pays ? 1 : 0 });
}
