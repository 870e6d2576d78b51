/** A file on the disk as bytes or text in pieces. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { FileOfBytes, HEAD_BYTES, type RawFile, type StoredBytes } from './file.ts';
import { systemPath } from './system-path.ts';

const CHUNK_BYTES = 1024 * 1024;

/** A file on the disk; errors are those of the file system. */
export const rawFile = (path: string): RawFile => new FileOfBytes(path, new BytesOnDisk(path));

/** The bytes of a file on the disk as stored. A chunk is valid until the next one is asked for. */
export const storedBytes = (path: string): Iterable<Uint8Array> => rawFile(path).stored();

class BytesOnDisk implements StoredBytes {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  get size(): number {
    return statSync(systemPath(this.#path)).size;
  }

  head(): Buffer {
    const descriptor = openRegular(this.#path);
    try {
      const head = Buffer.allocUnsafe(Math.min(HEAD_BYTES, this.size));
      return head.subarray(0, readSync(descriptor, head, 0, head.length, 0));
    } finally {
      closeSync(descriptor);
    }
  }

  *chunks(): Generator<Buffer> {
    const descriptor = openRegular(this.#path);
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
}

/** @throws Error for what is not a regular file: opening a pipe would wait for a writer for ever */
function openRegular(file: string): number {
  const place = systemPath(file);
  if (!statSync(place).isFile()) throw new Error('it is not a regular file');
  return openSync(place, 'r');
}
