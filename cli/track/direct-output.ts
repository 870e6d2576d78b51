/**
 * Standard error without Node's stream: that makes a pipe non-blocking for every process that has it open, so that their
 * writes could fail, and takes time at the start.
 */
import { writeSync } from 'node:fs';
import { Writable } from 'node:stream';

/** Pause in ms before another try where a pipe that somebody else made non-blocking is full. */
const RETRY_MS = 1;

/** A stream that writes at once; what cannot be written is dropped, as it must not disturb the command. */
export function directOutput(descriptor: number): Writable {
  return new Writable({
    write: (bytes: Buffer, _encoding, done) => {
      writeAll(descriptor, bytes);
      done();
    },
  });
}

function writeAll(descriptor: number, bytes: Buffer): void {
  const pause = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  for (let from = 0; from < bytes.length; ) {
    try {
      from += writeSync(descriptor, bytes, from);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
      Atomics.wait(pause, 0, 0, RETRY_MS);
    }
  }
}
