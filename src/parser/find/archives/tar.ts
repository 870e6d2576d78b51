/** Tar archives, compressed by gzip or not, read from their beginning to their end. */
import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Parser, type ReadEntry } from 'tar';
import { isGzip } from '../decode.ts';
import type { Offers } from '../file-sets.ts';
import { systemPath } from '../system-path.ts';
import { addFile, addSource, type Budget, type Entries, innerPath, isWanted, mayBeSource } from './entries.ts';

/**
 * Reads the logs of a tar archive. One that is cut keeps what lies in front of the cut.
 *
 * @throws Error when it is none, or passes a limit
 */
export async function readTar(source: string | Uint8Array, budget: Budget, offers: Offers): Promise<Entries> {
  const entries: Entries = { files: new Map(), namesakes: new Map(), others: [], problems: [] };
  let failure: Error | null = null;
  const note = (error: unknown): void => {
    failure ??= error instanceof Error ? error : new Error(String(error));
  };
  const parser = new Parser({
    onReadEntry: (entry) => {
      try {
        budget.addEntry();
        take(entry, { entries, budget, offers, note });
      } catch (error) {
        note(error);
        entry.resume();
      }
    },
    onwarn: (code, message) => {
      if (code !== 'TAR_ENTRY_INFO') entries.problems.push(`it is damaged (${String(message)})`);
    },
  });
  let hasEnded = false;
  parser.on('eof', () => {
    hasEnded = true;
  });
  try {
    for await (const chunk of unpacked(source, budget)) {
      // Behind its end the parser would only gather what it is given; the checksum of gzip still wants to be read.
      if (!hasEnded) parser.write(chunk);
      if (failure !== null) throw failure;
    }
    parser.end();
  } catch (error) {
    if (error === failure || !isDamage(error)) throw error;
    entries.problems.push('its gzip data are damaged or cut');
  }
  if (failure !== null) throw failure;
  return entries;
}

/** Whether an error is one of the packed bytes, not of the file system or a limit. */
const isDamage = (error: unknown): boolean => /^Z_/.test((error as NodeJS.ErrnoException).code ?? '');

async function* unpacked(source: string | Uint8Array, budget: Budget): AsyncGenerator<Buffer> {
  let packedBytes = 0;
  let unpackedBytes = 0;
  async function* counted(): AsyncGenerator<Buffer> {
    const stored = typeof source === 'string' ? createReadStream(systemPath(source)) : chunksOf(source);
    for await (const chunk of stored) {
      packedBytes += chunk.length;
      yield chunk as Buffer;
    }
  }
  const isPacked = isGzip(typeof source === 'string' ? await headOf(source) : source);
  const packed = Readable.from(counted(), { objectMode: false });
  // Errors of either come out of the last one, which is read below.
  const stream = isPacked ? pipeline(packed, createGunzip(), () => undefined) : packed;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    unpackedBytes += chunk.length;
    budget.addBytes(chunk.length, unpackedBytes, isPacked ? packedBytes : null);
    yield chunk;
  }
}

const CHUNK_BYTES = 65_536;

function* chunksOf(bytes: Uint8Array): Generator<Buffer> {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < whole.length; at += CHUNK_BYTES) yield whole.subarray(at, at + CHUNK_BYTES);
}

async function headOf(file: string): Promise<Buffer> {
  for await (const chunk of createReadStream(systemPath(file), { end: 1 })) return chunk as Buffer;
  return Buffer.alloc(0);
}

/** Where the files of an archive go. */
interface Taking {
  entries: Entries;
  budget: Budget;
  offers: Offers;
  note: (error: unknown) => void;
}

/** Keeps the bytes of a wanted file, and passes over all else. */
function take(entry: ReadEntry, { entries, budget, offers, note }: Taking): void {
  const { others, problems } = entries;
  const isFile = entry.type === 'File' || entry.type === 'OldFile' || entry.type === 'ContiguousFile';
  const inner = innerPath(entry.path);
  if (inner === null) problems.push(`${entry.path}: its path leaves the archive`);
  else if (!isFile || !(isWanted(inner) || mayBeSource(inner, entry.size, offers))) {
    if (entry.type !== 'Directory' && entry.type !== 'GNUDumpDir') others.push(inner);
  } else {
    const isLog = isWanted(inner);
    if (isLog) budget.hold(entry.size);
    const parts: Buffer[] = [];
    entry.on('data', (part) => parts.push(Buffer.from(part)));
    entry.on('end', () => {
      const bytes = Buffer.concat(parts);
      if (bytes.length !== entry.size) {
        if (isLog) problems.push(`${inner}: it is cut`);
        else others.push(inner);
      } else if (isLog) addFile(entries, inner, bytes);
      else keep(() => addSource(entries, inner, bytes, budget, offers), note);
    });
    entry.on('error', note);
    return;
  }
  entry.resume();
}

/** What passes a limit ends the reading, wherever that is noticed. */
function keep(add: () => void, note: (error: unknown) => void): void {
  try {
    add();
  } catch (error) {
    note(error);
  }
}
