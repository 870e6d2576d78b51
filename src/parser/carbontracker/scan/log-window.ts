/** A log as bytes, through one piece of memory that is used again for every file. */
import { closeSync, openSync, readSync } from 'node:fs';
import { systemPath } from '../../find/system-path.ts';

const WINDOW_BYTES = 262_144;
/** Most logs are shorter than this: a read that brings less has nearly always met the end of the file. */
const SHORT_BYTES = 65_536;
/** Some network drives and FUSE bring less than was asked for, in whole blocks. */
const BLOCK_BYTES = 512;
const LINE_FEED = 10;
/** Longest line, epoch or block of an ordinary log. As much lies behind the window, so that no comparison leaves it. */
export const LONGEST_BYTES = 16_384;

/** The part of a file that is being read; a long file passes through it. */
export class LogWindow {
  /** The bytes of the window, valid up to `end`. */
  readonly bytes = Buffer.alloc(WINDOW_BYTES + LONGEST_BYTES);
  /** The same memory, to read several bytes at a time. */
  readonly view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length);
  /** Number of bytes that were read; what is behind them is left from other files. */
  end = 0;
  /** Whether the end of the file is in the window. */
  isWhole = false;
  #descriptor = -1;

  /** Opens a file and reads its beginning. @throws Error of the file system */
  open(file: string): void {
    this.end = 0;
    this.isWhole = false;
    this.#descriptor = openSync(systemPath(file), 'r');
    this.#fill();
  }

  /** Closes the file; does nothing where none is open. */
  close(): void {
    if (this.#descriptor !== -1) closeSync(this.#descriptor);
    this.#descriptor = -1;
  }

  /**
   * Moves on in the file.
   *
   * @param from first byte that stays
   * @returns by how many bytes those that stay have moved to the front
   * @throws Error of the file system
   */
  advance(from: number): number {
    this.bytes.copyWithin(0, from, this.end);
    this.end -= from;
    this.#fill();
    return from;
  }

  #fill(): void {
    while (this.end < WINDOW_BYTES) {
      const count = readSync(this.#descriptor, this.bytes, this.end, WINDOW_BYTES - this.end, null);
      this.end += count;
      this.isWhole = count === 0 || (this.end < SHORT_BYTES && this.#seemsWhole(count));
      if (this.isWhole) return;
    }
  }

  /** Whether a short read ends as a log does; otherwise another read shows whether the file goes on. */
  #seemsWhole(count: number): boolean {
    return count % BLOCK_BYTES !== 0 && this.bytes[this.end - 1] === LINE_FEED;
  }
}
