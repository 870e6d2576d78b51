/** A file as bytes or text in pieces, wherever it lies, so that the largest ones need little memory. */
import { inflateHead, isAscii, textOfAscii } from '../system.ts';
import { encodingOf, endsLinesByReturns, gunzip, isGzip } from './decode.ts';
import { withAsciiApart } from './mixed-encodings.ts';

/** Bytes of a file's beginning that show what it is. */
export const HEAD_BYTES = 65_536;
/** A line longer than this is handed out in parts, so that one endless line cannot fill the memory. */
export const LONGEST_LINE_CHARS = 16 * 1024 * 1024;

/** A file that can be read several times. What gzip compressed is unpacked; errors are those of the file system. */
export interface RawFile {
  /** Path as the user named it: the argument as given plus what lies below it. */
  readonly path: string;
  /** Size in bytes as stored. */
  readonly size: number;
  /** The first 64 KiB, or less where the file is shorter. */
  head(): Uint8Array;
  /** All bytes in order. A chunk is valid until the next one is asked for: copy what is kept. */
  chunks(): Iterable<Uint8Array>;
  /** All bytes in order as stored, nothing unpacked. A chunk is valid until the next one is asked for. */
  stored(): Iterable<Uint8Array>;
  /**
   * All text in order, in pieces that end at line feeds; the last may lack one. UTF-16 is decoded, a byte order mark is
   * dropped, bytes that are not UTF-8 become U+FFFD, carriage returns become line feeds where there are none. A line of more than 16 MiB is handed out in parts.
   */
  pieces(): Iterable<string>;
}

/** Where the bytes of a file lie. */
export interface StoredBytes {
  /** Number of bytes as stored. */
  readonly size: number;
  /** The first 64 KiB. */
  head(): Uint8Array;
  /** All bytes in order. A chunk is valid until the next one is asked for. */
  chunks(): Iterable<Uint8Array>;
}

/** A file that was unpacked from an archive, or handed to a page. */
export const unpackedFile = (path: string, bytes: Uint8Array): RawFile =>
  new FileOfBytes(path, { size: bytes.length, head: () => bytes.subarray(0, HEAD_BYTES), chunks: () => [bytes] });

/** A file of bytes that lie anywhere. */
export class FileOfBytes implements RawFile {
  readonly path: string;
  readonly #bytes: StoredBytes;

  constructor(path: string, bytes: StoredBytes) {
    this.path = path;
    this.#bytes = bytes;
  }

  get size(): number {
    return this.#bytes.size;
  }

  head(): Uint8Array {
    const stored = this.#bytes.head();
    return isGzip(stored) ? unpackedHead(stored) : stored;
  }

  *chunks(): Generator<Uint8Array> {
    if (isGzip(this.#bytes.head())) yield gunzip(joined(Array.from(this.stored(), (chunk) => new Uint8Array(chunk))));
    else yield* this.stored();
  }

  stored(): Iterable<Uint8Array> {
    return this.#bytes.chunks();
  }

  *pieces(): Generator<string> {
    let decoder: TextDecoder | null = null;
    let encoding: ReturnType<typeof encodingOf> = 'utf-8';
    let rest = '';
    let hasReturns: boolean | null = null;
    for (const chunk of this.chunks()) {
      let text: string;
      if (decoder === null && isAscii(chunk) && encodingOf(chunk) === 'utf-8') {
        // Most text is ASCII, for which no decoding is needed.
        text = textOfAscii(chunk);
      } else {
        if (decoder === null) {
          encoding = encodingOf(chunk);
          decoder = new TextDecoder(encoding);
        }
        text = withAsciiApart(decoder.decode(chunk, { stream: true }), encoding);
      }
      hasReturns ??= endsLinesByReturns(text);
      if (hasReturns) text = text.replaceAll('\r', '\n');
      const end = text.lastIndexOf('\n') + 1;
      // Only the line that goes on is put together, as all of a text that is put together is copied when it is read.
      const lineEnd = rest === '' ? 0 : text.indexOf('\n') + 1;
      if (lineEnd > 0) yield rest + text.slice(0, lineEnd);
      if (end > lineEnd) yield text.slice(lineEnd, end);
      rest = end > 0 ? text.slice(end) : rest + text;
      if (rest.length > LONGEST_LINE_CHARS) {
        yield rest;
        rest = '';
      }
    }
    rest += decoder?.decode() ?? '';
    if (rest !== '') yield rest;
  }
}

/** Bytes one after the other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** What gzip may make of a head. */
const UNPACKED_HEAD_BYTES = 1024 * HEAD_BYTES;

/** What the first bytes of a gzip file hold. */
export function unpackedHead(head: Uint8Array): Uint8Array {
  try {
    const unpacked = inflateHead(head, UNPACKED_HEAD_BYTES);
    return unpacked.subarray(0, HEAD_BYTES);
  } catch {
    return new Uint8Array(0);
  }
}
