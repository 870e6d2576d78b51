/**
 * The file to which a training appends its marks: a regular file, so that writing to it never waits for us. It lies in no
 * folder of its own, so that a training can go on marking when the file was removed or ct-track is gone.
 */
import {
  closeSync,
  constants,
  type FSWatcher,
  fchmodSync,
  fstatSync,
  openSync,
  readSync,
  rmSync,
  watch,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { systemReason } from '../../model/errors.ts';
import { readMark } from '../mark-line.ts';
import type { TimedMark } from '../marked-epochs.ts';
import { newMarkPath, removeLeftovers } from './mark-files.ts';

/** Name of the variable of the command that holds the path of the file. */
export const EPOCHS_VARIABLE = 'CT_TRACK_EPOCHS';

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_RDONLY, O_RDWR } = constants;

/** Where the system cannot watch the file, it is looked at this often; a mark may be 20 ms late. */
const POLL_MS = 15;

/** Watching misses what is written on another machine. */
const SLOW_POLL_MS = 1000;

/** Files that killed processes left are looked for after this time, so that short commands need not wait for it. */
const TIDY_MS = 100;

/** Marks that follow one another faster are read together. */
const REST_MS = 12;

/** Marks with times of their own may wait: where this many come in that time, waking up for each would cost more. */
const MANY_TIMED = { marks: 4, ms: 100 };

const CHUNK_BYTES = 65_536;

/** The most that is read in one go: a file that grows without end must not keep ct-track from measuring. */
const MOST_BYTES_AT_ONCE = 4 * CHUNK_BYTES;

/** The most that is read at the end, so that nothing waits for a file that is no list of marks. */
const MOST_BYTES_AT_END = 32 * MOST_BYTES_AT_ONCE;

/** So many of the last bytes show whether the file was written over. */
const TAIL_BYTES = 64;

/** A longer line is none of ours. */
const LINE_LIMIT_BYTES = 4096;

/** Own times that differ more from when their line came, or from the start, are those of a wrong clock. */
const CLOCK_SLACK_S = 1;

/** The clock of the system is read in whole milliseconds. */
const HALF_A_TICK_MS = 0.5;

/** Lines that are not marks. */
export interface StrangeLines {
  /** Number of lines. */
  count: number;
  /** The first of them, shortened; empty without any. */
  first: string;
}

/** Options of `EpochFile`. */
export interface EpochFileOptions {
  /** Monotonic time in s, on which marks are placed. */
  clock: () => number;
  /** Called with the marks that were read, in the order of the file. */
  onMarks: (marks: TimedMark[]) => void;
  /** Another file than one of ours: it is read from its end on, and stays. */
  path?: string | undefined;
}

/** Reads the marks that a training appends to a file. */
export class EpochFile {
  /** Path of the file, as the training gets it. */
  readonly path: string;
  readonly #options: EpochFileOptions;
  readonly #isOurs: boolean;
  readonly #startedAtS: number;
  readonly #buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  #file: number;
  #offset = 0;
  /** The last bytes that were read. */
  #tail = Buffer.alloc(0);
  /** Bytes of a line that has not ended. */
  #rest = Buffer.alloc(0);
  #isSkipping = false;
  /** Whether the file is read from time to time, as many marks come. */
  #isResting = false;
  #lookedAtS: number;
  #watcher: FSWatcher | null = null;
  #poll: NodeJS.Timeout | null = null;
  #soon: NodeJS.Timeout | null = null;
  #tidy: NodeJS.Timeout | null = null;
  readonly #strange: StrangeLines = { count: 0, first: '' };
  #wrongTimes = 0;
  #unreadBytes = 0;
  #failure: string | null = null;

  /** @throws Error where no file can be made or read */
  constructor(options: EpochFileOptions) {
    this.#options = options;
    this.#isOurs = options.path === undefined;
    this.path = options.path ?? newMarkPath(tmpdir());
    this.#file = this.#isOurs ? create(this.path) : openExisting(this.path);
    if (!this.#isOurs) this.#offset = fstatSync(this.#file).size;
    this.#startedAtS = options.clock();
    this.#lookedAtS = this.#startedAtS;
    this.#watch();
    if (!this.#isOurs) return;
    this.#tidy = setTimeout(() => void removeLeftovers(tmpdir()), TIDY_MS);
    this.#tidy.unref();
  }

  /** Lines that are not marks. */
  get strange(): StrangeLines {
    return this.#strange;
  }

  /** Marks with an impossible time of their own; the time of their arrival is used instead. */
  get wrongTimes(): number {
    return this.#wrongTimes;
  }

  /** Bytes that were left unread at the end, as the file grew faster than marks do. */
  get unreadBytes(): number {
    return this.#unreadBytes;
  }

  /** Why the file could not be read at the latest failed try; null where every try succeeded. */
  get failure(): string | null {
    return this.#failure;
  }

  /** Takes what was written until now. */
  readNow(): void {
    for (let bytes = 0; this.#look() && bytes < MOST_BYTES_AT_END; ) bytes += MOST_BYTES_AT_ONCE;
  }

  /** Takes what was written until now, and a last line without its end. The file is removed. */
  close(): void {
    this.#unwatch();
    if (this.#tidy !== null) clearTimeout(this.#tidy);
    this.readNow();
    // What was written since makes a file that is read again watched again.
    this.#unwatch();
    const last = this.#isSkipping ? '' : this.#rest.toString('latin1');
    if (last.trim() !== '') this.#report([last]);
    this.#rest = Buffer.alloc(0);
    closeSync(this.#file);
    if (this.#isOurs) rmSync(this.path, { force: true });
  }

  #watch(): void {
    try {
      this.#watcher = watch(this.path, { persistent: false }, () => this.#lookSoon());
      this.#watcher.on('error', () => this.#pollOften());
      this.#setPoll(SLOW_POLL_MS);
    } catch {
      // The system allows a user only so many watched files.
      this.#pollOften();
    }
  }

  /** Watches again when fewer marks come. */
  #restIf(isBusy: boolean): void {
    if (isBusy === this.#isResting || this.#poll === null) return;
    this.#isResting = isBusy;
    this.#unwatch();
    if (isBusy) this.#setPoll(MANY_TIMED.ms);
    else {
      this.#watch();
      this.#lookSoon();
    }
  }

  #pollOften(): void {
    this.#watcher?.close();
    this.#watcher = null;
    this.#setPoll(POLL_MS);
  }

  #setPoll(ms: number): void {
    if (this.#poll !== null) clearInterval(this.#poll);
    this.#poll = setInterval(() => this.#look(), ms);
    this.#poll.unref();
  }

  #unwatch(): void {
    this.#watcher?.close();
    this.#watcher = null;
    for (const timer of [this.#poll, this.#soon]) if (timer !== null) clearTimeout(timer);
    this.#poll = null;
    this.#soon = null;
  }

  #lookSoon(): void {
    if (this.#soon !== null) return;
    const sinceMs = (this.#options.clock() - this.#lookedAtS) * 1000;
    if (sinceMs >= REST_MS) {
      this.#look();
      return;
    }
    this.#soon = setTimeout(() => {
      this.#soon = null;
      this.#look();
    }, REST_MS - sinceMs);
    this.#soon.unref();
  }

  /** Returns whether there is more to be read, for which it looks again soon. Measuring goes on where the disk fails. */
  #look(): boolean {
    try {
      return this.#lookInto();
    } catch (error) {
      this.#failure = systemReason(error);
      return false;
    }
  }

  #lookInto(): boolean {
    const { size, nlink } = fstatSync(this.#file);
    // Written with > in place of >>: what is there now is new.
    if (size < this.#offset || this.#isOverwritten()) this.#startOver();
    const lines: string[] = [];
    if (size > this.#offset) this.#read(lines);
    this.#report(lines);
    this.#unreadBytes = Math.max(0, size - this.#offset);
    const hasMore = this.#unreadBytes > 0;
    if (hasMore) this.#lookSoon();
    else if (nlink === 0) this.#openAgain();
    return hasMore;
  }

  /** Whether other bytes are where the last ones were read: a line as long as the one before may have replaced it. */
  #isOverwritten(): boolean {
    const { length } = this.#tail;
    if (length === 0) return false;
    const now = Buffer.alloc(length);
    const bytes = readSync(this.#file, now, 0, length, this.#offset - length);
    return bytes === length && !now.equals(this.#tail);
  }

  #read(lines: string[]): void {
    for (let left = MOST_BYTES_AT_ONCE; left > 0; left -= CHUNK_BYTES) {
      const bytes = readSync(this.#file, this.#buffer, 0, CHUNK_BYTES, this.#offset);
      if (bytes === 0) return;
      this.#offset += bytes;
      this.#tail = Buffer.from(this.#buffer.subarray(Math.max(0, bytes - TAIL_BYTES), bytes));
      this.#split(this.#buffer.subarray(0, bytes), lines);
    }
  }

  #split(chunk: Buffer, lines: string[]): void {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      const part = chunk.toString('latin1', from, Math.min(end, from + LINE_LIMIT_BYTES));
      if (this.#isSkipping) this.#isSkipping = false;
      else if (end > from || this.#rest.length > 0)
        lines.push(this.#rest.length === 0 ? part : this.#rest.toString('latin1') + part);
      if (this.#rest.length > 0) this.#rest = Buffer.alloc(0);
      from = end + 1;
    }
    if (from === chunk.length || this.#isSkipping) return;
    this.#rest = Buffer.concat([this.#rest, chunk.subarray(from)]);
    if (this.#rest.length <= LINE_LIMIT_BYTES) return;
    lines.push(this.#rest.toString('latin1', 0, LINE_LIMIT_BYTES));
    this.#rest = Buffer.alloc(0);
    this.#isSkipping = true;
  }

  /** Passes marks on, each at its own time, or at the time of the last writing. */
  #report(lines: readonly string[]): void {
    const nowS = this.#options.clock();
    const marks: TimedMark[] = [];
    if (lines.length > 0) {
      const unixNowS = (Date.now() + HALF_A_TICK_MS) / 1000;
      const writtenS = nowS - (unixNowS - fstatSync(this.#file).mtimeMs / 1000);
      const noticedS = Math.max(this.#lookedAtS, Math.min(writtenS, nowS));
      for (const line of lines) {
        const mark = readMark(line);
        if (mark !== null) marks.push({ ...mark, atS: this.#timeOf(mark.unixS, nowS - unixNowS, nowS) ?? noticedS });
        else if (line.trim() !== '') this.#addStrange(line);
      }
    }
    this.#lookedAtS = nowS;
    if (marks.length > 0) this.#options.onMarks(marks);
    this.#restIf(marks.length >= MANY_TIMED.marks && marks.every(({ unixS }) => unixS !== null));
  }

  /** Null for a time that cannot be right. */
  #timeOf(unixS: number | null, offsetS: number, nowS: number): number | null {
    if (unixS === null) return null;
    const atS = unixS + offsetS;
    if (atS >= this.#startedAtS - CLOCK_SLACK_S && atS <= nowS + CLOCK_SLACK_S) return Math.min(atS, nowS);
    this.#wrongTimes += 1;
    return null;
  }

  #addStrange(line: string): void {
    this.#strange.count += 1;
    if (this.#strange.count === 1)
      this.#strange.first = line
        .trim()
        .slice(0, 40)
        .replaceAll(/[^ -~]/g, '?');
  }

  #startOver(): void {
    this.#offset = 0;
    this.#tail = Buffer.alloc(0);
    this.#rest = Buffer.alloc(0);
    this.#isSkipping = false;
  }

  /** The file was removed: the next mark creates it again unless it exists. */
  #openAgain(): void {
    try {
      const again = this.#isOurs ? createOrOpen(this.path) : openExisting(this.path);
      closeSync(this.#file);
      this.#file = again;
    } catch {
      return;
    }
    this.#startOver();
    this.#unwatch();
    this.#watch();
    this.#look();
  }
}

/** Readable and writable for us; root's command may go on as another user, who can only write. */
function create(path: string): number {
  const file = openSync(path, O_RDWR | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  if (process.getuid?.() === 0) fchmodSync(file, 0o622);
  return file;
}

function openExisting(path: string): number {
  const file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  const stats = fstatSync(file);
  if (stats.isFile() && [process.getuid?.(), 0].includes(stats.uid)) return file;
  closeSync(file);
  throw new Error('not a file of ours');
}

function createOrOpen(path: string): number {
  try {
    return create(path);
  } catch {
    return openExisting(path);
  }
}
