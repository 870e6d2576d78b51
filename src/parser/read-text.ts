/** Whole files as text, through one buffer that is used again; the largest ones in pieces. */
import { isAscii } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { type LogText, lastRecordStart, RECORD_LIMIT_CHARS } from '../log/records.ts';

const FIRST_BUFFER_BYTES = 65_536;
/** A file up to this size is held as one string; no monitored training of ordinary length comes near. */
const WHOLE_LIMIT_BYTES = 64 * 1024 * 1024;
const PIECE_BYTES = 1024 * 1024;
/** Compared with in pieces: a file can be many times larger than the disk, and hold nothing. */
const NOTHING = Buffer.alloc(FIRST_BUFFER_BYTES);

let buffer = Buffer.allocUnsafeSlow(FIRST_BUFFER_BYTES);

/**
 * The text of a file; bytes that are not UTF-8 become U+FFFD.
 *
 * @returns a string, or for a file of over 64 MiB its pieces, read as they are asked for
 * @throws Error of the file system
 */
export function readText(file: string): LogText {
  const descriptor = openSync(file, 'r');
  try {
    let length = 0;
    for (;;) {
      if (length === buffer.length && !grow()) return piecesOf(file);
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

/** Text of bytes; nearly all logs are ASCII, for which no decoding is needed. */
export function decode(bytes: Buffer): string {
  return bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');
}

function grow(): boolean {
  if (buffer.length >= WHOLE_LIMIT_BYTES) return false;
  const larger = Buffer.allocUnsafeSlow(buffer.length * 4);
  buffer.copy(larger);
  buffer = larger;
  return true;
}

/** Pieces of a file that begin and end where records do, so that each can be read by itself. */
function piecesOf(file: string): Iterable<string> {
  return { [Symbol.iterator]: () => readPieces(file) };
}

function* readPieces(file: string): Generator<string> {
  const descriptor = openSync(file, 'r');
  try {
    const bytes = Buffer.allocUnsafeSlow(PIECE_BYTES);
    const decoder = new StringDecoder('utf8');
    let text = '';
    let hadNul = false;
    for (;;) {
      const count = readSync(descriptor, bytes, 0, PIECE_BYTES, null);
      if (count === 0) break;
      const piece = bytes.subarray(0, count);
      // Sparse files are mostly NUL, which no reader looks at; that there was one is a finding.
      if (isNothing(piece)) {
        hadNul = true;
        continue;
      }
      const decoded = decoder.write(piece);
      const more = decoded.replaceAll('\0', '');
      hadNul ||= more.length < decoded.length;
      text += more;
      const cut = lastRecordStart(text);
      if (cut > 0) {
        yield `${hadNul ? '\0' : ''}${text.slice(0, cut)}`;
        text = text.slice(cut);
        hadNul = false;
      } else if (text.length > PIECE_BYTES) {
        // One endless record: its head is enough to tell that it was cut.
        text = text.slice(0, RECORD_LIMIT_CHARS + 1);
      }
    }
    text += decoder.end();
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
