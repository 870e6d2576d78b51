/** Files as text: through one buffer that is used again, the largest ones in pieces. */
import { closeSync, openSync, readSync } from 'node:fs';
import { type LogText, lastRecordStart, RECORD_LIMIT_CHARS } from '../../log/records.ts';
import { type Content, contentOf } from './content.ts';
import { decode, encodingOf, isGzip } from './decode.ts';
import { withAsciiApart } from './mixed-encodings.ts';
import { systemPath } from './system-path.ts';

const FIRST_BUFFER_BYTES = 65_536;
/** A file up to this size is held as one string; no monitored training of ordinary length comes near. */
const WHOLE_LIMIT_BYTES = 64 * 1024 * 1024;

/** A buffer that is used again for every file. */
export class ReadBuffer {
  /** Memory that files are read into; replaced by a larger one as it grows. */
  bytes = Buffer.allocUnsafeSlow(FIRST_BUFFER_BYTES);

  /**
   * Makes the buffer four times as large.
   *
   * @returns false where the file is too long to be held as one string
   */
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

/** Reads a file in this thread. */
export const readHere = (file: string, buffer?: ReadBuffer): Content => contentOf(() => readText(file, buffer));

const PIECE_BYTES = 1024 * 1024;
/** Compared with in parts: a file can be many times larger than the disk, and hold nothing. */
const NOTHING = Buffer.alloc(65_536);

/**
 * Pieces of a file that begin and end where records do, so that each can be read by itself. A record that is longer than
 * any may be ends early. NUL bytes are left out; a piece behind some begins with one.
 */
export function piecesOf(file: string, pieceBytes = PIECE_BYTES): Iterable<string> {
  return { [Symbol.iterator]: () => readPieces(file, pieceBytes) };
}

function* readPieces(file: string, pieceBytes: number): Generator<string> {
  const descriptor = openSync(systemPath(file), 'r');
  try {
    const bytes = Buffer.allocUnsafeSlow(pieceBytes);
    let decoder: TextDecoder | null = null;
    let encoding: ReturnType<typeof encodingOf> = 'utf-8';
    let text = '';
    let hadNul = false;
    for (;;) {
      const count = readSync(descriptor, bytes, 0, pieceBytes, null);
      if (count === 0) break;
      const piece = bytes.subarray(0, count);
      // Sparse files are mostly NUL, which no reader looks at; that there was one is a finding.
      if (isNothing(piece)) {
        hadNul = true;
        continue;
      }
      if (decoder === null) {
        encoding = encodingOf(piece);
        decoder = new TextDecoder(encoding, { ignoreBOM: true });
      }
      const decoded = withAsciiApart(decoder.decode(piece, { stream: true }), encoding);
      const more = decoded.replaceAll('\0', '');
      hadNul ||= more.length < decoded.length;
      text += more;
      const cut = lastRecordStart(text);
      if (cut > 0) {
        yield `${hadNul ? '\0' : ''}${text.slice(0, cut)}`;
        text = text.slice(cut);
        hadNul = false;
      } else if (text.length > RECORD_LIMIT_CHARS) {
        // One endless record: its head is enough to report that it was cut.
        text = text.slice(0, RECORD_LIMIT_CHARS + 1);
      }
    }
    text += decoder?.decode() ?? '';
    if (text !== '' || hadNul) yield `${hadNul ? '\0' : ''}${text}`;
  } finally {
    closeSync(descriptor);
  }
}

function isNothing(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at += NOTHING.length) {
    const part = bytes.subarray(at, at + NOTHING.length);
    if (!part.equals(NOTHING.subarray(0, part.length))) return false;
  }
  return true;
}
