/** A file as bytes or text in pieces, on the disk or in an archive, so that the largest ones need little memory. */
import { isAscii } from 'node:buffer';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { constants, gunzipSync } from 'node:zlib';
import { encodingOf, endsLinesByReturns, gunzip, isGzip } from './decode.ts';
import { systemPath } from './system-path.ts';

/** Bytes of a file's beginning that show what it is. */
export const HEAD_BYTES = 65_536;
const CHUNK_BYTES = 1024 * 1024;
/** A line longer than this is handed out in parts, so that one endless line cannot fill the memory. */
export const LONGEST_LINE_CHARS = 16 * 1024 * 1024;

/** A file that can be read several times. What gzip compressed is unpacked; errors are those of the file system. */
export interface RawFile {
  /** As the user named it: the argument as given plus what lies below it. */
  readonly path: string;
  /** Bytes as stored. */
  readonly size: number;
  /** The first 64 KiB, or less where the file is shorter. */
  head(): Buffer;
  /** All bytes in order. A chunk is valid until the next one is asked for: copy what is kept. */
  chunks(): Iterable<Buffer>;
  /** All bytes in order as stored, nothing unpacked. A chunk is valid until the next one is asked for. */
  stored(): Iterable<Buffer>;
  /**
   * All text in order, in pieces that end at line feeds; the last may lack one. UTF-16 is decoded, a byte order mark is
   * dropped, bytes that are not UTF-8 become U+FFFD, carriage returns become line feeds where there are none. A line of more than 16 MiB is handed out in parts.
   */
  pieces(): Iterable<string>;
}

/** A file on the disk. */
export const rawFile = (path: string): RawFile => new Raw(path, null);

/** The bytes of a file on the disk as stored. A chunk is valid until the next one is asked for. */
export const storedBytes = (path: string): Iterable<Buffer> => rawFile(path).stored();

/** A file that was unpacked from an archive. */
export const unpackedFile = (path: string, bytes: Buffer): RawFile => new Raw(path, bytes);

class Raw implements RawFile {
  readonly path: string;
  readonly #bytes: Buffer | null;

  constructor(path: string, bytes: Buffer | null) {
    this.path = path;
    this.#bytes = bytes;
  }

  get size(): number {
    return this.#bytes?.length ?? statSync(systemPath(this.path)).size;
  }

  head(): Buffer {
    const stored = this.#bytes?.subarray(0, HEAD_BYTES) ?? this.#readHead();
    return isGzip(stored) ? unpackedHead(stored) : stored;
  }

  *chunks(): Generator<Buffer> {
    if (isGzip(this.#bytes ?? this.#readHead())) {
      yield gunzip(this.#bytes ?? Buffer.concat(Array.from(this.stored(), (chunk) => Buffer.from(chunk))));
    } else {
      yield* this.stored();
    }
  }

  *pieces(): Generator<string> {
    let decoder: TextDecoder | null = null;
    let rest = '';
    let hasReturns: boolean | null = null;
    for (const chunk of this.chunks()) {
      let text: string;
      if (decoder === null && isAscii(chunk) && encodingOf(chunk) === 'utf-8') {
        // Most text is ASCII, for which no decoding is needed.
        text = chunk.toString('latin1');
      } else {
        decoder ??= new TextDecoder(encodingOf(chunk));
        text = decoder.decode(chunk, { stream: true });
      }
      hasReturns ??= endsLinesByReturns(text);
      if (hasReturns) text = text.replaceAll('\r', '\n');
      const end = text.lastIndexOf('\n') + 1;
      if (end > 0) yield rest + text.slice(0, end);
      rest = end > 0 ? text.slice(end) : rest + text;
      if (rest.length > LONGEST_LINE_CHARS) {
        yield rest;
        rest = '';
      }
    }
    rest += decoder?.decode() ?? '';
    if (rest !== '') yield rest;
  }

  *stored(): Generator<Buffer> {
    if (this.#bytes !== null) {
      yield this.#bytes;
      return;
    }
    const descriptor = openRegular(this.path);
    try {
      const buffer = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, Math.max(this.size, 1)));
      for (;;) {
        const count = readSync(descriptor, buffer, 0, buffer.length, null);
        if (count === 0) return;
        yield buffer.subarray(0, count);
      }
    } finally {
      closeSync(descriptor);
    }
  }

  #readHead(): Buffer {
    const descriptor = openRegular(this.path);
    try {
      const head = Buffer.allocUnsafe(Math.min(HEAD_BYTES, this.size));
      return head.subarray(0, readSync(descriptor, head, 0, head.length, 0));
    } finally {
      closeSync(descriptor);
    }
  }
}

/** @throws Error for what is not a regular file: opening a pipe would wait for a writer for ever */
function openRegular(file: string): number {
  const place = systemPath(file);
  if (!statSync(place).isFile()) throw new Error('it is not a regular file');
  return openSync(place, 'r');
}

/** What gzip may make of a head. */
const UNPACKED_HEAD_BYTES = 1024 * HEAD_BYTES;

/** What the first bytes of a gzip file hold. */
export function unpackedHead(head: Buffer): Buffer {
  try {
    const unpacked = gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: UNPACKED_HEAD_BYTES });
    return unpacked.subarray(0, HEAD_BYTES);
  } catch {
    return Buffer.alloc(0);
  }
}
