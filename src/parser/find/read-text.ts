/** Files as text, through one buffer that is used again; the largest ones in pieces. */
import { closeSync, openSync, readSync } from 'node:fs';
import type { LogText } from '../../log/records.ts';
import { decode, isGzip } from './decode.ts';
import { piecesOf } from './read-pieces.ts';
import { systemPath } from './system-path.ts';

const FIRST_BUFFER_BYTES = 65_536;
/** A file up to this size is held as one string; no monitored training of ordinary length comes near. */
const WHOLE_LIMIT_BYTES = 64 * 1024 * 1024;

/** A buffer that whoever reads many files uses again. */
export class ReadBuffer {
  bytes = Buffer.allocUnsafeSlow(FIRST_BUFFER_BYTES);

  /** @returns false where the file is too long to be held as one string */
  grow(): boolean {
    if (this.bytes.length >= WHOLE_LIMIT_BYTES) return false;
    const larger = Buffer.allocUnsafeSlow(this.bytes.length * 4);
    this.bytes.copy(larger);
    this.bytes = larger;
    return true;
  }

  /** Gives the memory of an unusually large file back. */
  shrink(): void {
    if (this.bytes.length > 64 * FIRST_BUFFER_BYTES) this.bytes = Buffer.allocUnsafeSlow(FIRST_BUFFER_BYTES);
  }
}

/**
 * The text of a file; bytes that are not UTF-8 become U+FFFD.
 *
 * @returns a string, or for a file of over 64 MiB its pieces, read as they are asked for
 * @throws Error of the file system, or when the file is a damaged or too large compressed one
 */
export function readText(file: string, buffer = new ReadBuffer()): LogText {
  const descriptor = openSync(systemPath(file), 'r');
  try {
    let length = 0;
    for (;;) {
      if (length === buffer.bytes.length && !buffer.grow()) {
        if (isGzip(buffer.bytes)) throw new Error('it is too large to be unpacked here; unpack it first');
        return piecesOf(file);
      }
      const count = readSync(descriptor, buffer.bytes, length, buffer.bytes.length - length, null);
      length += count;
      // A read that does not fill the room left has met the end of a regular file.
      if (count === 0 || (length < buffer.bytes.length && length < FIRST_BUFFER_BYTES)) break;
    }
    return decode(buffer.bytes.subarray(0, length));
  } finally {
    closeSync(descriptor);
    buffer.shrink();
  }
}
