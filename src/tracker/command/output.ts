/** The command's output on its way to where ours goes: a thread of its own copies it and looks through it. */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, fstatSync } from 'node:fs';
import { isatty } from 'node:tty';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { systemReason } from '../../model/errors.ts';
import { koffiProblem } from '../koffi-problem.ts';
import type { OutputLine } from '../output-lines.ts';
import { leaveDescriptor } from './descriptors.ts';
import { makePipes, type Pipe } from './pipes.ts';
import type { PseudoTerminal } from './pseudo-terminal.ts';

/** A line in which the pattern was found, and when, in s. */
export interface SeenLine extends OutputLine {
  /** Time of the line in s; only differences mean anything. */
  atS: number;
}

/** One stream. */
export interface StreamCopy {
  /** The descriptor from which the output of the command is read. */
  readEnd: number;
  /** The descriptor to which every byte goes. */
  target: number;
  /** Whether it is read from a pseudo-terminal. */
  isTerminal: boolean;
}

/** Given to the thread. */
export interface CopyStart {
  /** Streams to copy. */
  streams: StreamCopy[];
  /** Pattern of the lines that are reported. */
  pattern: { source: string; flags: string };
  /** Memory that both threads share, as `CONTROL` divides it. */
  control: SharedArrayBuffer;
}

/** Places in the memory that both threads share. */
export const CONTROL = { isEnding: 0, batchesOnTheWay: 1, length: 2 } as const;

/** How the copying of a stream ended: with what the command wrote, or with the last process that could write. */
export type CopyEnd = 'drained' | 'ended';

/** What the thread reports. */
export type CopyReport = 'ready' | { lines: SeenLine[] } | { stream: number; end: CopyEnd };

const STDOUT = 1;
const STDERR = 2;

/** Output that is watched. */
export interface WatchedOutput {
  /** Descriptors for the command's standard output and standard error. */
  descriptors: [stdout: number, stderr: number];
  /** Must be called when the command has its descriptors. */
  started: () => void;
  /** Waits until everything is passed on that the command wrote before it ended. */
  drained: () => Promise<void>;
}

/**
 * Watches standard output and standard error. Where both go to one place, they share one pipe and keep their order.
 *
 * @param onLine called for each line in which the pattern is found, also while the line is unfinished
 * @param note called with a sentence where a terminal cannot stay one
 * @throws Error where the system cannot make pipes
 */
export async function watchOutput(
  pattern: RegExp,
  onLine: (line: SeenLine) => void,
  note: (message: string) => void,
): Promise<WatchedOutput> {
  const targets = isSamePlace(STDOUT, STDERR) ? [STDOUT] : [STDOUT, STDERR];
  const channels = await openChannels(targets, note);
  const streams = channels.map(({ readEnd, terminal }, i) => {
    return { readEnd, target: targets[i] ?? STDOUT, isTerminal: terminal !== null };
  });
  const copy = new OutputCopy(streams, pattern, onLine);
  // A thread that is still loading has files open, which a command that starts meanwhile may inherit.
  await copy.ready;
  const [first, second = first] = channels;
  return {
    descriptors: [first?.writeEnd ?? STDOUT, second?.writeEnd ?? STDERR],
    started: () => {
      for (const { writeEnd } of channels) closeSync(writeEnd);
    },
    drained: async () => {
      await copy.drain();
      for (const { terminal } of channels) terminal?.stop();
    },
  };
}

/** What takes the place of a stream of the command. */
interface Channel extends Pipe {
  /** Null for a pipe. */
  terminal: PseudoTerminal | null;
}

/** A pseudo-terminal for each terminal, and a pipe for everything else. */
async function openChannels(targets: readonly number[], note: (message: string) => void): Promise<Channel[]> {
  const terminals = await openTerminals(targets, note);
  const pipes = await makePipes(terminals.filter((terminal) => terminal === null).length);
  return terminals.flatMap((terminal) => {
    const channel = terminal ?? pipes.shift();
    return channel === undefined ? [] : { ...channel, terminal };
  });
}

/** A pseudo-terminal for each target that is a terminal; null for the others, and for all where there can be none. */
async function openTerminals(
  targets: readonly number[],
  note: (message: string) => void,
): Promise<(PseudoTerminal | null)[]> {
  const none = targets.map(() => null);
  if (!targets.some((target) => isatty(target))) return none;
  try {
    const { openPseudoTerminal } = await import('./pseudo-terminal.ts');
    return targets.map((target) => (isatty(target) ? openPseudoTerminal(target) : null));
  } catch (error) {
    const reason = koffiProblem(error) ?? systemReason(error);
    note(`the command writes to a pipe in place of the terminal, without colours and bars (${reason})`);
    return none;
  }
}

function isSamePlace(one: number, other: number): boolean {
  try {
    const [a, b] = [fstatSync(one), fstatSync(other)];
    return a.dev === b.dev && a.ino === b.ino;
  } catch {
    return false;
  }
}

/** The streams with their thread. */
class OutputCopy {
  readonly #streams: StreamCopy[];
  readonly #worker: Worker;
  readonly #control = new Int32Array(new SharedArrayBuffer(CONTROL.length * Int32Array.BYTES_PER_ELEMENT));
  readonly #ends = new Map<number, CopyEnd>();
  readonly #ended: Promise<void>;
  readonly ready: Promise<void>;

  constructor(streams: StreamCopy[], { source, flags }: RegExp, onLine: (line: SeenLine) => void) {
    this.#streams = streams;
    const control = this.#control.buffer as SharedArrayBuffer;
    const workerData: CopyStart = { streams, pattern: { source, flags }, control };
    // Otherwise Node opens our own streams for what the thread might print.
    this.#worker = new Worker(workerPath(), { workerData, stdout: true, stderr: true });
    this.ready = new Promise((resolve) => {
      for (const event of ['message', 'error', 'exit']) this.#worker.once(event, () => resolve());
    });
    this.#ended = new Promise((resolve) => {
      this.#worker.on('message', (report: CopyReport) => {
        if (report === 'ready') return;
        if ('lines' in report) return this.#pass(report.lines, onLine);
        this.#ends.set(report.stream, report.end);
        // Whoever reads our output sees its end when the command closes it.
        if (streams[report.stream]?.target === STDOUT && report.end === 'ended') leaveDescriptor(STDOUT);
        if (this.#ends.size === streams.length) resolve();
      });
      this.#worker.once('error', () => resolve()).once('exit', () => resolve());
    });
  }

  #pass(lines: SeenLine[], onLine: (line: SeenLine) => void): void {
    for (const line of lines) onLine(line);
    Atomics.sub(this.#control, CONTROL.batchesOnTheWay, 1);
    Atomics.notify(this.#control, CONTROL.batchesOnTheWay);
  }

  async drain(): Promise<void> {
    Atomics.store(this.#control, CONTROL.isEnding, 1);
    this.#worker.postMessage(null);
    await this.#ended;
    // Processes that the command left behind go on writing.
    for (const [i, { readEnd, target }] of this.#streams.entries())
      if (this.#ends.get(i) === 'drained') leaveCopying(readEnd, target);
    await this.#worker.terminate();
  }
}

/** A program that copies in our place and ends with the last process that writes. */
function leaveCopying(source: number, target: number): void {
  const cat = spawn('cat', [], { cwd: '/', detached: true, stdio: [source, target, 'ignore'] });
  cat.on('error', () => undefined);
  cat.unref();
}

/** The thread's file lies beside this file's bundle, or in the folder of the tracker's. */
function workerPath(): string {
  const places = ['./tracker/output-worker.cjs', '../tracker/output-worker.cjs'];
  const paths = places.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  return paths.find((path) => existsSync(path)) ?? '';
}
