/** Runs inputs one after the other, and tells which one it is at, so that a watcher can see it hang. */
import { mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { generator } from '../../bench/make-logs.mjs';
import type { Files, Target } from './target.ts';
import { targetNamed } from './targets/index.ts';

/** What a worker is started with. */
export interface Work {
  /** Folder of the project. */
  root: string;
  target: string;
  seed: number;
  from: number;
  /** The first input that is not read; null for a whole run. */
  end: number | null;
  /** Holds the number of the input that is read. */
  at: Int32Array;
}

/** What it says: an input that failed, or where it ended. */
export type Report = { failure: { message: string; stack: string; index: number; files: Files } } | { done: number };

/** Time that a byte may add, in milliseconds; of a file of heads of runs it takes some 3 µs. */
const ALLOWED_MS_PER_BYTE = 0.01;

const { root, target: name, seed, from, at, ...work } = workerData as Work;
const say = (report: Report): void => parentPort?.postMessage(report);
const folder = mkdtempSync(path.join(tmpdir(), 'ct-parse-fuzz-'));

/** An input depends on its number alone, so that it can be made again. */
function inputAt(target: Target, index: number): Files {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ index;
  for (const letter of name) state = Math.imul(state ^ letter.charCodeAt(0), 0x01000193);
  return target.make(generator(state));
}

async function timeMs(target: Target, files: Files): Promise<number> {
  const own = path.join(folder, 'files');
  if (target.onDisk) writeAll(files, own);
  try {
    // The time of the processor: a busy machine takes any other away for longer than most inputs need.
    const before = process.cpuUsage();
    const running = target.run(files, own);
    // Waiting costs more than most inputs that are read in memory.
    if (running !== undefined) await running;
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  } finally {
    if (target.onDisk) removeAll(files, own);
  }
}

/** The folders of files, inner ones first. */
const foldersOf = (files: Files): string[] =>
  [...new Set(Object.keys(files).map((file) => path.dirname(file)))].sort((a, b) => b.length - a.length);

function writeAll(files: Files, own: string): void {
  mkdirSync(own, { recursive: true });
  for (const inner of foldersOf(files)) mkdirSync(path.join(own, inner), { recursive: true });
  for (const [file, content] of Object.entries(files)) writeFileSync(path.join(own, file), content, 'latin1');
}

/** One by one, as removing and making a folder takes as long as reading most inputs. */
function removeAll(files: Files, own: string): void {
  for (const file of Object.keys(files)) unlinkSync(path.join(own, file));
  for (const inner of foldersOf(files)) {
    if (inner !== '.') rmdirSync(path.join(own, inner));
  }
  // A target may write files of its own.
  if (readdirSync(own).length > 0) rmSync(own, { recursive: true, force: true });
}

const bytesOf = (files: Files): number => Object.values(files).reduce((sum, { length }) => sum + length, 0);

/** A function, as the parts that are loaded later import this module, and would wait for it. */
async function readInputs(): Promise<void> {
  const target = await targetNamed(name, root);
  const end = work.end ?? target.count;
  for (let index = from; index < end; index += 1) {
    Atomics.store(at, 0, index);
    const files = inputAt(target, index);
    const allowedMs = target.allowedMs + bytesOf(files) * ALLOWED_MS_PER_BYTE;
    try {
      // A pause of the machine does not come twice.
      if ((await timeMs(target, files)) > allowedMs && (await timeMs(target, files)) > allowedMs)
        throw new Error('took too long');
    } catch (error) {
      const { message, stack = '' } = error as Error;
      say({ failure: { message, stack, index, files } });
    }
  }
  rmSync(folder, { recursive: true, force: true });
  say({ done: end });
}

void readInputs();
