/** The thread that copies what a command writes: a slow reader of ours slows the command, but never the measuring. */
import { readSync, writeSync } from 'node:fs';
import { Socket, type SocketConstructorOpts, type TcpSocketConnectOpts } from 'node:net';
import { ReadStream } from 'node:tty';
import { parentPort, workerData } from 'node:worker_threads';
import { LineSearch } from './line-search.ts';
import { CONTROL, type CopyEnd, type CopyReport, type CopyStart, type StreamCopy } from './output.ts';

/** What a pipe holds by default. */
const PIPE_BYTES = 65_536;

/** Where this much is there at once, more will be soon. */
const BULK_BYTES = 4096;

/** The most that a pipe can hold without special rights: what is read later was written after the end of the command. */
const MOST_PIPE_BYTES = 1_048_576;

/** Lines that wait for the other thread, in batches. */
const MOST_BATCHES = 64;

/** Pauses in ms where a reader of ours is slower and its pipe does not block: short at first. */
const FIRST_PAUSE_MS = 0.02;
const LONGEST_PAUSE_MS = 2;

/** Node documents `onread` for the constructor of a socket; its types have it for connections only. */
type ReadOptions = SocketConstructorOpts & Pick<TcpSocketConnectOpts, 'onread'>;

const { streams, pattern, control: shared } = workerData as CopyStart;
const control = new Int32Array(shared);
const pause = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
// Reading where nothing is there is an exception each time.
Error.stackTraceLimit = 0;

const report = (message: CopyReport): void => parentPort?.postMessage(message);
const isEnding = (): boolean => Atomics.load(control, CONTROL.isEnding) === 1;

class StreamCopier {
  readonly #index: number;
  readonly #stream: StreamCopy;
  readonly #socket: Socket;
  readonly #buffer = Buffer.allocUnsafe(PIPE_BYTES);
  readonly #search = new LineSearch(new RegExp(pattern.source, pattern.flags));
  #isEnded = false;
  #bytesSinceEnd = 0;

  constructor(stream: StreamCopy, index: number) {
    this.#stream = stream;
    this.#index = index;
    const callback = (bytes: number): boolean => {
      this.#pass(bytes);
      // Something that writes fast is followed without going back to wait each time.
      if (bytes >= BULK_BYTES) this.copyAvailable();
      return !this.#isEnded;
    };
    const onread = { buffer: this.#buffer, callback };
    this.#socket = stream.isTerminal ? readTerminal(stream.readEnd, { onread }) : readPipe(stream.readEnd, { onread });
    this.#socket.once('end', () => this.#hangUp()).once('error', () => this.#end('ended'));
  }

  /** Copies until nothing is there to be read. */
  copyAvailable(): void {
    while (!this.#isEnded) {
      const bytes = this.#read();
      if (bytes > 0) this.#pass(bytes);
      if (bytes === 0) this.#end('ended');
      else if (isEnding()) {
        if (bytes < 0 || this.#bytesSinceEnd > MOST_PIPE_BYTES) this.#end('drained');
      } else if (bytes < BULK_BYTES) return;
    }
  }

  /** Number of bytes; 0 when no process can write any more, -1 when nothing is there now. */
  #read(): number {
    try {
      return readSync(this.#stream.readEnd, this.#buffer);
    } catch (error) {
      // A pseudo-terminal that nobody has open has no end, but an error.
      return (error as NodeJS.ErrnoException).code === 'EIO' ? 0 : -1;
    }
  }

  #pass(bytes: number): void {
    const chunk = this.#buffer.subarray(0, bytes);
    if (isEnding()) this.#bytesSinceEnd += bytes;
    if (!write(this.#stream.target, chunk)) {
      this.#end('ended');
      return;
    }
    const found = this.#search.add(chunk);
    if (found.length === 0) return;
    const atS = (performance.timeOrigin + performance.now()) / 1000;
    send({ lines: found.map((line) => ({ ...line, atS })) });
  }

  /** Node takes a terminal that is hung up for empty, though it may hold more than one read takes. */
  #hangUp(): void {
    if (this.#stream.isTerminal)
      for (let bytes = this.#read(); bytes > 0 && !this.#isEnded; bytes = this.#read()) this.#pass(bytes);
    this.#end('ended');
  }

  #end(end: CopyEnd): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    // What is drained is read on by another process.
    if (end === 'ended') this.#socket.destroy();
    else this.#socket.pause();
    report({ stream: this.#index, end });
  }
}

const readPipe = (fd: number, options: ReadOptions): Socket =>
  new Socket({ fd, readable: true, writable: false, ...options });

/** Node takes the options of a socket for a terminal, too, which by itself waits to be read. */
const readTerminal = (fd: number, options: ReadOptions): Socket =>
  new ReadStream(fd, { ...options, manualStart: false } as SocketConstructorOpts);

/** False when the reader is gone; then the command finds a broken pipe, as it would without us. */
function write(target: number, chunk: Buffer): boolean {
  let pauseMs = FIRST_PAUSE_MS;
  for (let from = 0; from < chunk.length; ) {
    try {
      from += writeSync(target, chunk, from);
      pauseMs = FIRST_PAUSE_MS;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return false;
      Atomics.wait(pause, 0, 0, pauseMs);
      pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * pauseMs);
    }
  }
  return true;
}

/** Waits while the other thread is behind. */
function send(message: CopyReport): void {
  let waiting = Atomics.load(control, CONTROL.batchesOnTheWay);
  while (waiting >= MOST_BATCHES) {
    Atomics.wait(control, CONTROL.batchesOnTheWay, waiting);
    waiting = Atomics.load(control, CONTROL.batchesOnTheWay);
  }
  Atomics.add(control, CONTROL.batchesOnTheWay, 1);
  report(message);
}

const copiers = streams.map((stream, i) => new StreamCopier(stream, i));
// Listening keeps the thread, and with it the ends of the pipes, until the other thread ends it.
parentPort?.on('message', () => {
  for (const copier of copiers) copier.copyAvailable();
});
report('ready');
