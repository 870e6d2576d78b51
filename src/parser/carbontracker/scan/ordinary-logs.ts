/**
 * Ordinary pairs of logs -> runs, straight from their bytes. A pair is ordinary where each of its lines is
 *
 * - of an epoch in the usual form (`epoch-lines.ts`),
 * - of a total in the usual form (`total-blocks.ts`), or
 * - one that is the same in every log (`known-lines.ts`), of which the reader of all logs has the meaning (`template.ts`),
 *
 * and stamps never go back. The first line that is none of these hands the whole pair to the reader of all logs, which
 * begins again at the first byte.
 */
import path from 'node:path';
import type { Consumption, Run } from '../../../model/run.ts';
import { nowMs } from '../../clock.ts';
import { isTar } from '../../find/decode.ts';
import type { FileSet } from '../../find/file-sets.ts';
import { isEpochAt, type Layout, layoutAt } from './epoch-layout.ts';
import { EpochLines } from './epoch-lines.ts';
import { KnownPlace } from './known-lines.ts';
import { follows, isLongStampAt, isStampAt, LONG_STAMP_BYTES, STAMP_BYTES, stampAt } from './line-bytes.ts';
import { LONGEST_BYTES, LogWindow } from './log-window.ts';
import { runOfPair } from './pair-run.ts';
import type { StampLength } from './template.ts';
import { isBlockAt, TotalBlocks } from './total-blocks.ts';

/** Places that are remembered before all are forgotten: those of folders in which no log is like another one. */
const MOST_PLACES = 20_000;
/**
 * To learn what new lines mean takes about as long as four known pairs save. Where hardly any pair is known, as with live
 * carbon intensities in each log, new ones are left to the reader of all logs, and only some are learnt.
 */
const LESSON_COST = 4;
const MOST_CREDIT = 64;
const LEARN_EVERY = 64;
/** Half of what must be in the window, as a line begins behind the one before it. */
const LONGEST_LINE_BYTES = LONGEST_BYTES / 2;
/** Sets of which the reading is always measured; of later ones some are, as asking for the time takes a while. */
const MEASURED_SETS = 32;
const MEASURE_EVERY = 32;
const LINE_FEED = 10;
const NUL = 0;

/** Reads the ordinary pairs of one reading pass, each with what the ones before it have shown. */
export class OrdinaryLogs {
  /** Time that the first file of the last set took to open and read, in ms; NaN where it was not measured. */
  readMs = 0;
  readonly #log = new LogWindow();
  readonly #epochs = new EpochLines();
  readonly #totals = new TotalBlocks();
  #start = new KnownPlace();
  #newPlaces = 0;
  readonly #lessonCost: number;
  #credit = MOST_CREDIT;
  #sets = 0;
  /** New lines of the pair that is read may be learnt, and whether some were. */
  #mayLearn = true;
  #hasLearnt = false;
  /** Of the pair that is read. */
  #layout: Layout | null = null;
  #actual: Consumption | null = null;
  #predicted: Consumption | null = null;
  #startedAt = '';
  #endedAt = '';
  #folder = '';
  #beforeStem = '';
  /** Place in the window after the last read byte, and of the line with the latest time stamp. */
  #at = 0;
  #before = 0;

  /** @param lessonCost pairs that must be known for each that is not; with 0 every one is learnt */
  constructor(lessonCost = LESSON_COST) {
    this.#lessonCost = lessonCost;
  }

  /** The run of an ordinary pair; null for any other set of files, and where a file cannot be read. */
  read(set: FileSet): Run | null {
    const { standard, output, error } = set.files;
    this.readMs = 0;
    if (set.read !== undefined || standard === null) return null;
    this.readMs = Number.NaN;
    if (this.#newPlaces > MOST_PLACES) this.#forget();
    this.#epochs.clear();
    this.#layout = null;
    this.#actual = null;
    this.#predicted = null;
    this.#startedAt = '';
    this.#endedAt = '';
    this.#sets += 1;
    this.#mayLearn = this.#credit > 0 || this.#sets % LEARN_EVERY === 0;
    this.#hasLearnt = false;
    const run = this.#readFiles(set, standard, output, error);
    if (this.#hasLearnt) this.#credit -= this.#lessonCost;
    else if (run !== null && this.#credit < MOST_CREDIT) this.#credit += 1;
    return run;
  }

  #readFiles(set: FileSet, standard: string, output: string | null, error: string | null): Run | null {
    let place = this.#readFile(standard, this.#start);
    if (place !== null && output !== null) place = this.#readFile(output, place.file('output'));
    if (place !== null && error !== null) place = this.#readFile(error, place.file('error'));
    if (place === null) return null;
    return runOfPair(place, this.#epochs, {
      id: this.#idOf(set.folder, set.stem || 'carbontracker'),
      files: set.files,
      startedAt: this.#startedAt,
      endedAt: this.#endedAt,
      actual: this.#actual,
      predicted: this.#predicted,
    });
  }

  #forget(): void {
    this.#start = new KnownPlace();
    this.#newPlaces = 0;
  }

  #readFile(file: string, start: KnownPlace): KnownPlace | null {
    const log = this.#log;
    try {
      const isMeasured = start === this.#start && (this.#sets <= MEASURED_SETS || this.#sets % MEASURE_EVERY === 0);
      const before = isMeasured ? nowMs() : 0;
      log.open(file);
      if (isMeasured) this.readMs = nowMs() - before;
      this.#at = 0;
      this.#before = 0;
      if (isTar(log.bytes, log.end)) return null;
      return start.part?.kind === 'error' ? this.#readErrors(start) : this.#readLog(start);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      // The reader of all logs finds the same error, and reports it.
      return null;
    } finally {
      log.close();
    }
  }

  /** @returns the place where the log ends; null where it is not ordinary */
  #readLog(start: KnownPlace): KnownPlace | null {
    const log = this.#log;
    const { bytes, view } = log;
    if (log.end === 0) return start;
    if (!isStampAt(view, 0)) return null;
    if (this.#startedAt === '') this.#startedAt = stampAt(bytes, 0);
    let place: KnownPlace | null = start;
    while (this.#isMore()) {
      const at = this.#at;
      if (!follows(view, at, this.#before)) return null;
      if (isEpochAt(view, at)) place = this.#readEpochs(place, at);
      else if (isBlockAt(view, at + STAMP_BYTES)) place = this.#readBlock(place, at);
      else place = this.#readLine(place, at, STAMP_BYTES);
      if (place === null) return null;
    }
    if (this.#at !== log.end) return null;
    const endedAt = stampAt(bytes, this.#before);
    if (endedAt > this.#endedAt) this.#endedAt = endedAt;
    return place;
  }

  /** Whether something is left of the file; if so, enough of it is in the window. */
  #isMore(): boolean {
    const log = this.#log;
    if (!log.isWhole && log.end - this.#at <= LONGEST_BYTES) {
      this.#at -= log.advance(this.#before);
      this.#before = 0;
    }
    return this.#at < log.end;
  }

  /** Every line of an err log must be the same as before, whatever it is; when it was written does not matter. */
  #readErrors(start: KnownPlace): KnownPlace | null {
    const { view } = this.#log;
    let place: KnownPlace | null = start;
    while (this.#isMore()) {
      const at = this.#at;
      const stamp = isStampAt(view, at) ? STAMP_BYTES : isLongStampAt(this.#log.bytes, at) ? LONG_STAMP_BYTES : 0;
      place = this.#readLine(place, at, stamp);
      if (place === null) return null;
    }
    return this.#at === this.#log.end ? place : null;
  }

  #readEpochs(place: KnownPlace, at: number): KnownPlace | null {
    const known = this.#layout === null ? this.#readKnownEpochs(place, at) : null;
    if (known !== null) return known;
    this.#layout ??= layoutAt(this.#log, at);
    const layout = this.#layout;
    if (layout === null || !this.#readEpochsOf(layout, at)) return null;
    // The end of the window lay between them and those before.
    if (place.part?.kind === 'epochs') return place;
    return place.epochs.find((one) => one.layout === layout)?.place ?? this.#added(place)?.addEpochs(layout) ?? null;
  }

  /** The first epochs of a pair have one of the layouts that were met at their place, or a new one. */
  #readKnownEpochs(place: KnownPlace, at: number): KnownPlace | null {
    const { epochs } = place;
    for (let i = 0; i < epochs.length; i += 1) {
      const known = epochs[i] as (typeof epochs)[number];
      if (!this.#readEpochsOf(known.layout, at)) continue;
      this.#layout = known.layout;
      return known.place;
    }
    return null;
  }

  #readEpochsOf(layout: Layout, at: number): boolean {
    const next = this.#epochs.read(this.#log, at, this.#before, layout);
    if (next === at) return false;
    this.#at = next;
    this.#before = this.#epochs.lastAt;
    return true;
  }

  #readLine(place: KnownPlace, at: number, stamp: StampLength): KnownPlace | null {
    const known = place.line(this.#log.view, at, stamp);
    if (known === null) return this.#readNewLine(place, at, stamp);
    this.#before = at;
    this.#at = at + stamp + known.text.length;
    return known.place;
  }

  #readNewLine(place: KnownPlace, at: number, stamp: StampLength): KnownPlace | null {
    const { bytes, end } = this.#log;
    const from = at + stamp;
    this.#before = at;
    // What is learnt of a long log is worth it, whatever follows.
    if (!this.#mayLearn && this.#log.isWhole) return null;
    const lineFeed = bytes.indexOf(LINE_FEED, from);
    if (lineFeed === -1 || lineFeed >= end || lineFeed - from >= LONGEST_LINE_BYTES) return null;
    this.#at = lineFeed + 1;
    const text = bytes.subarray(from, lineFeed + 1);
    return text.includes(NUL) ? null : (this.#added(place)?.addLine(text, stamp) ?? null);
  }

  #readBlock(place: KnownPlace, at: number): KnownPlace | null {
    const totals = this.#totals;
    const form = totals.read(this.#log, at + STAMP_BYTES);
    const { consumption } = totals;
    if (form === -1 || consumption === null) return null;
    this.#before = at;
    this.#at = totals.end;
    if (consumption.block === 'actual') {
      if (this.#actual !== null) return null;
      this.#actual = consumption;
    } else {
      if (this.#predicted !== null) return null;
      this.#predicted = consumption;
    }
    return place.isFull ? null : place.block(form);
  }

  /** A place that one more is added to; null where its logs have too many parts. */
  #added(place: KnownPlace): KnownPlace | null {
    this.#newPlaces += 1;
    this.#hasLearnt = true;
    return place.isFull ? null : place;
  }

  /** As `path.join`, which is slow, for a folder that is nearly always that of the set before. */
  #idOf(folder: string, stem: string): string {
    if (stem === '.' || stem === '..') return path.join(folder, stem);
    if (folder !== this.#folder) [this.#folder, this.#beforeStem] = [folder, path.join(folder, '_').slice(0, -1)];
    return this.#beforeStem + stem;
  }
}
