/**
 * Reads Parquet of other writers in a process of its own: one damaged count makes hyparquet write values until the memory
 * is full, and a thread with a full heap ends the whole process.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { availableParallelism, loadavg } from 'node:os';
import { pathToFileURL } from 'node:url';

/** Rows of one column. */
export interface Part {
  /** First row, from 0. */
  rowStart: number;
  /** Row behind the last one. */
  rowEnd: number;
  /** Name of the column. */
  column: string;
}

/** Source of the process, as text, so that bundles need no second file. */
const codeOf = (hyparquet: string, file: string): string => `
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from ${JSON.stringify(hyparquet)};
import * as zlib from 'node:zlib';
const bounded = (unpack) => (input, length) => unpack(input, { maxOutputLength: Math.max(length, 1) });
const compressors = { GZIP: bounded(zlib.gunzipSync), BROTLI: bounded(zlib.brotliDecompressSync) };
if (zlib.zstdDecompressSync !== undefined) compressors.ZSTD = bounded(zlib.zstdDecompressSync);
const file = await asyncBufferFromFile(${JSON.stringify(file)});
const metadata = await parquetMetadataAsync(file, { geoparquet: false });
process.on('message', ({ column, ...rows }) =>
  parquetReadObjects({ file, metadata, compressors, ...rows, columns: [column] }).then(
    (cells) => process.send({ values: cells.map((cell) => cell[column]) }),
    ({ message }) => process.send({ message }),
  ),
);
`;

/** Many times what reading takes: a column of 1 MiB is read in a fraction of a second, the start of Node included. */
const quietPatienceMs = (bytes: number): number => 6000 + Math.ceil(bytes / 1000);
/** Nobody waits for ever, however busy the machine is. */
const MOST_PATIENCE = 5;

/**
 * On a busy machine a process waits for its turn the longer, the more of them there are for each processor.
 *
 * @param load - processes per processor
 * @returns whole milliseconds, as a signal takes no others
 */
export function patienceMs(bytes: number, load: number): number {
  return Math.ceil(quietPatienceMs(bytes) * Math.min(Math.max(1, load), MOST_PATIENCE));
}

const loadNow = (): number => (loadavg()[0] ?? 0) / availableParallelism();

const mostHeapMb = (bytes: number): number => 256 + Math.ceil((16 * bytes) / 1e6);

type Answer = { values: unknown[] } | { message: string };

/** A process that reads one file; it is ended where it takes too much time or memory. */
export class ParquetProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<Answer>;
  readonly #bytes: number;

  /** @param bytes size of the file, which bounds time and memory */
  constructor(file: string, bytes: number) {
    const hyparquet = pathToFileURL(createRequire(import.meta.url).resolve('hyparquet')).href;
    const heap = `--max-old-space-size=${mostHeapMb(bytes)}`;
    this.#bytes = bytes;
    this.#child = spawn(process.execPath, [heap, '--input-type=module', '-e', codeOf(hyparquet, file)], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
    });
    this.#ended = once(this.#child, 'exit').then(() => ({ message: 'reading it takes too much memory' }));
    // The caller of `read` gets the error.
    this.#ended.catch(() => undefined);
  }

  /**
   * Reads rows of one column.
   *
   * @throws Error naming what is wrong with the file
   */
  async read(part: Part): Promise<unknown[]> {
    const signal = AbortSignal.timeout(patienceMs(this.#bytes, loadNow()));
    const answered = once(this.#child, 'message', { signal }).then(([answer]) => answer as Answer);
    this.#child.send(part, () => undefined);
    const answer = await Promise.race([answered, this.#ended]).catch((error: unknown) => {
      throw signal.aborted ? new Error('reading it takes too long', { cause: error }) : error;
    });
    if ('message' in answer) throw new Error(answer.message);
    return answer.values;
  }

  /** Kills the process. */
  end(): void {
    this.#child.kill('SIGKILL');
  }
}
