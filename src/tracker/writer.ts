/**
 * The log files of one run: created for it alone, each line written at once. What a full disk does not take waits until it does;
 * a file that fails otherwise is given up. Both are reported once.
 */
import { closeSync, constants, fstatSync, fsync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { stampInFileName } from '../log/file-name.ts';
import { type SampleRow, writeSample, writeSamplesHeader } from '../log/samples.ts';
import { writeStamp } from '../log/standard-lines.ts';
import { CtError, systemReason } from '../model/errors.ts';
import { makeFolder } from './make-folder.ts';

/** Options of `LogWriter`. */
export interface WriterOptions {
  /** Folder of the logs; it is made where it is missing. */
  logDir: string;
  /** Text in front of the file names; empty for none. */
  prefix: string;
  /** Id of the process, for the file names. */
  pid: number;
  /** The current time, for names and stamps. */
  now: () => Date;
  /** Called once, when a file cannot be written, and once when all files can be written again. */
  onFailure: (message: string) => void;
  /** Number from 1 to 999999 in the file names. */
  random?: () => number;
  /** Writes to an open file; the default is `write(2)`. */
  write?: (file: number, bytes: Uint8Array) => number;
  /** Brings an open file to the disk in the background; the default is `fsync(2)`. */
  fsync?: (file: number, done: (error: Error | null) => void) => void;
}

type FileName = 'standard' | 'output' | 'err' | 'samples';

const SUFFIXES: Record<FileName, string> = {
  standard: '_carbontracker.log',
  output: '_carbontracker_output.log',
  err: '_carbontracker_err.log',
  samples: '_carbontracker_samples.csv',
};

/** A new file, or none: no other run's file is opened, and no link is followed (Windows has no such flag). */
const NEW_FILE =
  constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);

/** Two runs that choose the same number in the same second and process are already unlikely once. */
const NAMES_TO_TRY = 20;

/** A machine that goes down loses no more than what was written in this time, and what its disk was taking then. */
const SYNC_INTERVAL_MS = 1000;

/** Errors of a disk that may work again. */
const PASSING = ['ENOSPC', 'EDQUOT', 'EIO', 'ETIMEDOUT', 'EAGAIN', 'EINTR'];

/** Text that waits for room takes no more memory than this; a file that needs more is given up. */
const MOST_HELD_BYTES = 4 * 2 ** 20;

/** Files that wait for room are tried again this often, without a new line for them. */
const RETRY_MS = 10_000;

/** As carbontracker numbers its files. */
const HIGHEST_RANDOM = 999_999;

/** Writes the log files of one run. */
export class LogWriter {
  /** What the names of the files share. */
  readonly stem: string;
  readonly #options: WriterOptions;
  readonly #files = new Map<FileName, number>();
  readonly #failed = new Set<FileName>();
  /** What the disk has not taken yet, by file. */
  readonly #held = new Map<FileName, Uint8Array>();
  #triedAtMs = 0;
  /** Files of which the disk may have lost something. */
  readonly #unsynced = new Set<FileName>();
  #isReported = false;
  #closed = false;
  /** Text that waits for the end of `together`, by file; null outside. */
  #waiting: Map<FileName, string> | null = null;
  /** When files were last brought to the disk in the background, in ms. */
  #syncedAtMs = Number.NEGATIVE_INFINITY;
  /** Waits for the next time; null where nothing is to be brought to the disk. */
  #syncTimer: NodeJS.Timeout | null = null;
  /** Files that the disk is taking. */
  #syncing = 0;

  /**
   * Makes the folder and the files.
   *
   * @throws CtError UNWRITABLE
   */
  constructor(options: WriterOptions) {
    this.#options = options;
    try {
      makeFolder(options.logDir);
      this.stem = this.#createFiles();
    } catch (error) {
      throw new CtError('UNWRITABLE', `cannot write logs to ${options.logDir}: ${systemReason(error)}`, {
        cause: error,
      });
    }
  }

  /** False when the figures could not be written; what is given to a file that failed is dropped. */
  get works(): boolean {
    const lacking = [this.#failed, this.#held, this.#unsynced];
    return (['standard', 'output'] as const).every((name) => !lacking.some((names) => names.has(name)));
  }

  /** Path of one of the files, whether it exists or not. */
  pathOf(file: FileName): string {
    return join(this.#options.logDir, this.stem + SUFFIXES[file]);
  }

  #createFiles(): string {
    const { prefix, pid, now, random = () => 1 + Math.floor(Math.random() * HIGHEST_RANDOM) } = this.#options;
    const start = prefix === '' ? '' : `${prefix.replace(/[/\\\0]/g, '-')}_`;
    for (let tries = 1; ; tries += 1) {
      const stem = `${start}${pid}.${random()}_${stampInFileName(writeStamp(now()))}`;
      try {
        for (const file of ['standard', 'output', 'samples'] as const) this.#create(stem, file);
        return stem;
      } catch (error) {
        this.#closeAll();
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || tries === NAMES_TO_TRY) throw error;
      }
    }
  }

  #create(stem: string, file: FileName): number {
    const opened = openSync(join(this.#options.logDir, stem + SUFFIXES[file]), NEW_FILE, 0o666);
    this.#files.set(file, opened);
    return opened;
  }

  /** One record of the standard log. */
  standard(message: string): void {
    this.#append('standard', `${this.#stamp()} - ${message}\n`);
  }

  /** One record of the output log. */
  output(message: string): void {
    this.#append('output', `${this.#stamp()} - CarbonTracker: ${message}\n`);
  }

  /** One record of the err log, which exists only once it has one. */
  error(level: 'WARNING' | 'ERROR', message: string): void {
    const milliseconds = String(this.#options.now().getMilliseconds()).padStart(3, '0');
    this.#append('err', `${this.#stamp()},${milliseconds} - MainThread - ${level} - ${message}\n`);
  }

  /** Writes the header of the samples file, for these keys of devices. */
  samplesHeader(devices: readonly string[]): void {
    this.#append('samples', `${writeSamplesHeader(devices)}\n`);
  }

  /** Writes a row of the samples file. */
  sample(row: SampleRow): void {
    if (this.#held.size > 0 && !this.#retry()) return;
    this.#append('samples', `${writeSample(row)}\n`);
  }

  /** Writes all that an action logs with one call per file: many short epochs would take many. */
  together(action: () => void): void {
    const waiting = new Map<FileName, string>();
    this.#waiting = waiting;
    try {
      action();
    } finally {
      this.#waiting = null;
      for (const [name, text] of waiting) this.#append(name, text);
    }
  }

  /** Brings everything to the disk, and waits for it. */
  sync(): void {
    this.#tryHeld();
    for (const [name, file] of this.#files)
      this.#guard(name, () => {
        try {
          fsyncSync(file);
        } catch (error) {
          this.#notSynced(name, error);
        }
      });
  }

  /** Brings what is written to the disk within a second, and waits for nothing: a disk may take long. */
  syncSoon(): void {
    if (this.#closed || this.#syncTimer !== null) return;
    const waitMs = this.#syncedAtMs + SYNC_INTERVAL_MS - performance.now();
    if (waitMs <= 0 && this.#syncing === 0) this.#syncNow();
    else {
      this.#syncTimer = setTimeout(
        () => {
          this.#syncTimer = null;
          this.syncSoon();
        },
        // A disk that takes longer than the interval gets no second request.
        waitMs > 0 ? waitMs : SYNC_INTERVAL_MS,
      );
      this.#syncTimer.unref();
    }
  }

  #syncNow(): void {
    this.#syncedAtMs = performance.now();
    const bring = this.#options.fsync ?? fsync;
    for (const [name, file] of this.#files) {
      this.#syncing += 1;
      bring(file, (error) => {
        this.#syncing -= 1;
        // A file that was closed meanwhile was brought to the disk before.
        if (error === null || this.#files.get(name) !== file) return;
        this.#guard(name, () => this.#notSynced(name, error));
      });
    }
  }

  /** @throws Error where the file is to be given up */
  #notSynced(name: FileName, error: unknown): void {
    if (!mayPass(error)) throw error;
    this.#unsynced.add(name);
    this.#report(name, error);
  }

  /** Closes the files. What comes later, as an answer that was on its way, is dropped. */
  close(): void {
    this.#tryHeld();
    this.#closed = true;
    if (this.#syncTimer !== null) clearTimeout(this.#syncTimer);
    this.#closeAll();
  }

  #closeAll(): void {
    for (const name of [...this.#files.keys()]) this.#close(name);
  }

  #close(name: FileName): void {
    const file = this.#files.get(name);
    this.#files.delete(name);
    try {
      if (file !== undefined) closeSync(file);
    } catch {
      // Nothing can be done for a file that does not even close.
    }
  }

  #stamp(): string {
    return writeStamp(this.#options.now());
  }

  #append(name: FileName, text: string): void {
    if (this.#waiting !== null) {
      this.#waiting.set(name, (this.#waiting.get(name) ?? '') + text);
      return;
    }
    this.#guard(name, () =>
      this.#write(name, Buffer.concat([this.#held.get(name) ?? Buffer.alloc(0), Buffer.from(text)])),
    );
  }

  /** @throws Error where the file is to be given up */
  #write(name: FileName, bytes: Uint8Array): void {
    const write: (file: number, bytes: Uint8Array) => number = this.#options.write ?? writeSync;
    let rest = bytes;
    try {
      const file = this.#files.get(name) ?? this.#create(this.stem, name);
      // A file that was removed takes every write and keeps none.
      if (fstatSync(file).nlink === 0) throw new Error('the log files were removed');
      while (rest.length > 0) rest = rest.subarray(write(file, rest));
      if (this.#held.delete(name)) this.#reportIfComplete();
    } catch (error) {
      if (!mayPass(error) || rest.length > MOST_HELD_BYTES) throw error;
      this.#held.set(name, rest);
      this.#triedAtMs = performance.now();
      this.#report(name, error);
    }
  }

  /** Tries what waits again from time to time; returns whether nothing waits any more. */
  #retry(): boolean {
    if (performance.now() - this.#triedAtMs >= RETRY_MS) this.#tryHeld();
    return this.#held.size === 0;
  }

  /** Figures go before samples, which are many. */
  #tryHeld(): void {
    if (this.#held.size === 0) return;
    for (const name of ['standard', 'output', 'err', 'samples'] as const) {
      const held = this.#held.get(name);
      if (held !== undefined) this.#guard(name, () => this.#write(name, held));
    }
  }

  /** The samples file is the longest: where it alone meets a limit, the figures are still written. */
  #guard(name: FileName, action: () => void): void {
    if (this.#closed || this.#failed.has(name)) return;
    try {
      action();
    } catch (error) {
      this.#failed.add(name);
      this.#held.delete(name);
      this.#close(name);
      this.#report(name, error);
    }
  }

  #reportIfComplete(): void {
    if (this.#held.size === 0 && this.#failed.size === 0 && this.#unsynced.size === 0)
      this.#options.onFailure(`logging to ${this.#options.logDir} goes on: nothing but samples is missing`);
  }

  #report(name: FileName, error: unknown): void {
    if (!this.#isReported) this.#options.onFailure(this.#failure(name, error));
    this.#isReported = true;
  }

  #failure(name: FileName, error: unknown): string {
    const what = name === 'samples' ? 'writing samples' : 'logging';
    return `${what} to ${this.#options.logDir} stopped: ${systemReason(error)}`;
  }
}

const mayPass = (error: unknown): boolean => PASSING.includes((error as NodeJS.ErrnoException).code ?? '');
