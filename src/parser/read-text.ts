/** Files as text, through one buffer that is used again; the largest ones in pieces. */
import { closeSync, openSync, readSync } from 'node:fs';
import type { LogText } from '../log/records.ts';
import { decode, isGzip } from './decode.ts';
import { piecesOf } from './read-pieces.ts';

const FIRST_BUFFER_BYTES = 65_536;
/** A file up to this size is held as one string; no monitored training of ordinary length comes near. */
const WHOLE_LIMIT_BYTES = 64 * 1024 * 1024;

let buffer = Buffer.allocUnsafeSlow(FIRST_BUFFER_BYTES);

/**
 * The text of a file; bytes that are not UTF-8 become U+FFFD.
 *
 * @returns a string, or for a file of over 64 MiB its pieces, read as they are asked for
 * @throws Error of the file system, or when the file is a damaged or too large compressed one
 */
export function readText(file: string): LogText {
  const descriptor = openSync(file, 'r');
  try {
    let length = 0;
    for (;;) {
      if (length === buffer.length && !grow()) {
        if (isGzip(buffer)) throw new Error('it is too large to be unpacked here; unpack it first');
        return piecesOf(file);
      }
      const count = readSync(descriptor, buffer, length, buffer.length - length, null);
      length += count;
      // A read that does not fill the room left has met the end of a regular file.
      if (count === 0 || (length < buffer.length && length < FIRST_BUFFER_BYTES)) break;
    }
    return decode(buffer.subarray(0, length));
  } finally {
    closeSync(descriptor);
    if (buffer.length > 64 * FIRST_BUFFER_BYTES) buffer = Buffer.allocUnsafeSlow(FIRST_BUFFER_BYTES);
  }
}

function grow(): boolean {
  if (buffer.length >= WHOLE_LIMIT_BYTES) return false;
  const larger = Buffer.allocUnsafeSlow(buffer.length * 4);
  buffer.copy(larger);
  buffer = larger;
  return true;
}
