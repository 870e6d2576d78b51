/** Reads the files of runs: at once where storage is fast, by several threads ahead of time where each read waits. */

import { type Content, contentOf } from './find/content.ts';
import { decode } from './find/decode.ts';
import type { FileSet } from './find/file-sets.ts';
import { readHere } from './find/read-text.ts';
import { systemPath } from './find/system-path.ts';
import { nodeThreads } from './node-parts.ts';

/** The contents of a run's files by their path. */
export interface ReadSet {
  /** The files of the run. */
  set: FileSet;
  /** Contents by path; empty for the files of an archive. */
  contents: Map<string, Content>;
}

/** When files are read ahead by threads. */
export interface ReadAheadOptions {
  /** Threads read ahead where most reads take longer; local disks take some 0.02 ms. */
  slowReadMs?: number;
  /** Number of threads; default 4. */
  threads?: number;
}

/** Reads that are measured before threads are worth starting, one for each set. */
const MEASURED_READS = 32;
const SETS_A_BATCH = 16;
const BATCHES_A_THREAD = 2;

/** Files of a run in the order in which they are read; samples are read only when they are asked for. */
function pathsOf({ files, read }: FileSet): string[] {
  // Files of an archive were unpacked when it was opened.
  if (read !== undefined) return [];
  return [files.standard, files.output, files.error].filter((file) => file !== null);
}

/**
 * Judges storage by its median read. A mean would not do: on a busy machine a few reads are interrupted for longer than
 * thousands of others take.
 */
export class ReadTimes {
  readonly #slowReadMs: number;
  #reads = 0;
  #slowReads = 0;

  constructor(slowReadMs: number) {
    this.#slowReadMs = slowReadMs;
  }

  /** Adds the time of one read, in ms; NaN, of one that was not measured, adds nothing. */
  add(readMs: number): void {
    if (Number.isNaN(readMs)) return;
    this.#reads += 1;
    if (readMs > this.#slowReadMs) this.#slowReads += 1;
  }

  /** Whether most reads are slow; false until enough were measured. */
  get areSlow(): boolean {
    return this.#reads >= MEASURED_READS && this.#slowReads * 2 > this.#reads;
  }
}

/** Yields the sets in their order, with what their files hold, read by several threads. */
export async function* readByThreads(sets: AsyncIterator<FileSet>, threads: number): AsyncGenerator<ReadSet> {
  const readers = Array.from({ length: threads }, () => new Reader());
  const underWay: { batch: FileSet[]; contents: Promise<Content[]> }[] = [];
  try {
    for (let turn = 0, more = true; more || underWay.length > 0; turn += 1) {
      while (more && underWay.length < threads * BATCHES_A_THREAD) {
        const batch = await take(sets, SETS_A_BATCH);
        more = batch.length === SETS_A_BATCH;
        const reader = readers[(turn + underWay.length) % threads] as Reader;
        if (batch.length > 0) underWay.push({ batch, contents: reader.read(batch.flatMap(pathsOf)) });
      }
      const first = underWay.shift();
      if (first === undefined) return;
      const contents = await first.contents;
      let at = 0;
      for (const set of first.batch) {
        const paths = pathsOf(set);
        yield { set, contents: new Map(paths.map((file, i) => [file, contents[at + i] as Content])) };
        at += paths.length;
      }
    }
  } finally {
    await Promise.all(readers.map((reader) => reader.end()));
  }
}

async function take(sets: AsyncIterator<FileSet>, count: number): Promise<FileSet[]> {
  const batch: FileSet[] = [];
  while (batch.length < count) {
    const next = await sets.next();
    if (next.done) break;
    batch.push(next.value);
  }
  return batch;
}

/** Source of a thread, as text, so that bundles need no second file. The main thread reads large files in pieces. */
const READER_CODE = `
const { parentPort } = require('node:worker_threads');
const { closeSync, fstatSync, openSync, readFileSync } = require('node:fs');
const LARGE_BYTES = 64 * 1024 * 1024;
function read(file) {
  let descriptor;
  try {
    descriptor = openSync(file, 'r');
    return fstatSync(descriptor).size > LARGE_BYTES ? { large: true } : { bytes: readFileSync(descriptor) };
  } catch (error) {
    return { error: { message: error.message, code: error.code } };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
parentPort.on('message', (files) => parentPort.postMessage(files.map(read)));
`;

type ThreadAnswer = { bytes: Uint8Array } | { large: true } | { error: { message: string; code?: string } };

/** One thread; its answers come in the order of the questions. */
class Reader {
  readonly #worker = new (nodeThreads().Worker)(READER_CODE, { eval: true });
  readonly #waiting: { files: string[]; resolve: (contents: Content[]) => void; reject: (error: unknown) => void }[] =
    [];

  constructor() {
    this.#worker.on('message', (answers: ThreadAnswer[]) => {
      const asked = this.#waiting.shift();
      asked?.resolve(answers.map((answer, i) => toContent(answer, asked.files[i] ?? '')));
    });
    this.#worker.on('error', (error) => {
      for (const { reject } of this.#waiting.splice(0)) reject(error);
    });
  }

  read(files: string[]): Promise<Content[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ files, resolve, reject });
      this.#worker.postMessage(files.map(systemPath));
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}

function toContent(answer: ThreadAnswer, file: string): Content {
  if ('large' in answer) return readHere(file);
  if ('bytes' in answer) {
    const { buffer, byteOffset, byteLength } = answer.bytes;
    return contentOf(() => decode(Buffer.from(buffer, byteOffset, byteLength)));
  }
  return { error: Object.assign(new Error(answer.error.message), answer.error) };
}
