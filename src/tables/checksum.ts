/**
 * A checksum in the footer of a Parquet file. Readers of Parquet trust what they read: a single damaged byte can make
 * them run for hours, or give other figures.
 */
import type { Hash } from 'node:crypto';
import { open } from 'node:fs/promises';

const KEY = 'ct-parse.sha256';
/** Stands for the checksum while it is computed. */
const BLANK = '0'.repeat(64);
/** The footer's notes are among its last bytes. */
const SEARCHED_BYTES = 1 << 16;
const CHUNK_BYTES = 1 << 20;

/** The note that `seal` fills in. */
export const CHECKSUM_NOTE = { key: KEY, value: BLANK };

/** Puts the checksum into the last bytes of a file, given the hash of those before. @returns the checksum */
export function seal(last: Uint8Array, hash: Hash): string {
  const at = checksumAt(Buffer.from(last.buffer, last.byteOffset, last.byteLength));
  hash.update(last);
  const checksum = hash.digest('hex');
  last.set(Buffer.from(checksum), at);
  return checksum;
}

/** Whether a file is as it was written; null for files of other writers, which have no checksum of ours. */
export async function findSeal(file: string): Promise<'sound' | 'broken' | null> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const tailStart = Math.max(0, size - SEARCHED_BYTES);
    const tail = Buffer.alloc(size - tailStart);
    await handle.read(tail, 0, tail.length, tailStart);
    const at = checksumAt(tail);
    if (at < 0) return null;
    const checksum = tail.toString('latin1', at, at + BLANK.length);
    tail.write(BLANK, at);
    // As an import of the module it would be loaded at the start of every command.
    const { createHash } = await import('node:crypto');
    const hash = createHash('sha256');
    const chunk = Buffer.alloc(CHUNK_BYTES);
    for (let position = 0; position < tailStart; ) {
      const { bytesRead } = await handle.read(chunk, 0, Math.min(CHUNK_BYTES, tailStart - position), position);
      hash.update(chunk.subarray(0, bytesRead));
      position += bytesRead;
    }
    return hash.update(tail).digest('hex') === checksum ? 'sound' : 'broken';
  } finally {
    await handle.close();
  }
}

/** Offset of the checksum, which follows its key after two bytes of structure; negative where there is none. */
function checksumAt(bytes: Buffer): number {
  const keyAt = bytes.lastIndexOf(KEY);
  return keyAt < 0 ? -1 : keyAt + KEY.length + 2;
}
