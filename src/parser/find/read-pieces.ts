/** Large files in pieces, each read when it is asked for. */
import { closeSync, openSync, readSync } from 'node:fs';
import { lastRecordStart, RECORD_LIMIT_CHARS } from '../../log/records.ts';
import { encodingOf } from './decode.ts';
import { systemPath } from './system-path.ts';

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
      decoder ??= new TextDecoder(encodingOf(piece), { ignoreBOM: true });
      const decoded = decoder.decode(piece, { stream: true });
      const more = decoded.replaceAll('\0', '');
      hadNul ||= more.length < decoded.length;
      text += more;
      const cut = lastRecordStart(text);
      if (cut > 0) {
        yield `${hadNul ? '\0' : ''}${text.slice(0, cut)}`;
        text = text.slice(cut);
        hadNul = false;
      } else if (text.length > RECORD_LIMIT_CHARS) {
        // One endless record: its head is enough to tell that it was cut.
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
