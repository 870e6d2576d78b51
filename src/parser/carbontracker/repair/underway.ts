/** The runs of a standard log while its lines pass: which of them an epoch belongs to, and whether their clock goes back. */
import { newFinding } from '../../../model/findings.ts';
import type { Epoch } from '../../../model/run.ts';
import { stampToMs } from '../../../model/units.ts';
import type { Fragment } from './fragment.ts';

/** Processes share a file when they start in the same second, or minute up to 1.1.2. */
const SAME_START_MS = 61_000;
/** Open runs that an epoch is looked for in; more at once were never seen, and the bound keeps the pass linear. */
const MOST_OPEN_RUNS = 64;
/** Stamps and durations are rounded, and lines are written a little later. */
const SLACK_MS = 2_000;

const nextNumber = (fragment: Fragment): number => (fragment.epochs.at(-1)?.number ?? 0) + 1;

/** Runs that have not ended. */
export class Underway {
  /** Whether an epoch that follows no open run belongs to a run with its header in another file. */
  readonly #apart: boolean;
  /** Runs that lines may belong to, in the order of their heads. */
  #open: Fragment[] = [];
  /** Runs that began long before the newest one: over, unless an epoch shows that two trackers of a process ran at once. */
  #older: Fragment[] = [];
  #concurrent = false;
  /** Epochs of several runs overlapped; else the runs take turns, as in a loop that trains several models. */
  #overlaps = false;
  #lastEpochMs = Number.NEGATIVE_INFINITY;

  constructor(apart: boolean) {
    this.#apart = apart;
  }

  /** Whether several runs were open at once. */
  get concurrent(): boolean {
    return this.#concurrent;
  }

  /** Runs that may still have epochs, in the order in which they began. */
  get open(): readonly Fragment[] {
    return this.#open;
  }

  /** Whether an epoch can only belong to the one run that is open. */
  get isSingle(): boolean {
    return !this.#apart && this.#open.length <= 1 && this.#older.length === 0;
  }

  /** Adds a run with a header; runs that began long before it are over. */
  begin(fragment: Fragment): void {
    const isOlder = ({ startMs }: Fragment): boolean => Math.abs(startMs - fragment.startMs) > SAME_START_MS;
    // A run that began long before is over: its process died, or a later tracker took the file over.
    this.#older = [...this.#older, ...this.#open.filter(isOlder)].slice(-MOST_OPEN_RUNS);
    this.#open = this.#open.filter((other) => !isOlder(other)).slice(1 - MOST_OPEN_RUNS);
    if (this.#open.length > 0) this.#concurrent = true;
    this.#open.push(fragment);
  }

  /** Adds a run without a header to the open runs. */
  beginWithoutHead(fragment: Fragment): void {
    if (this.#open.length > 0) this.#concurrent = true;
    this.#open.push(fragment);
  }

  /** Closes a run: it gets no further epochs. */
  end(run: Fragment): void {
    this.#open = this.#open.filter((other) => other !== run);
  }

  /** The run with the newest epoch of those that fit; of equal ones the later in the file; null where none fits. */
  newest(fits: (fragment: Fragment) => boolean): Fragment | null {
    return this.#open.reduce<Fragment | null>((newest, run) => {
      if (run.epochs.length === 0 || !fits(run)) return newest;
      return newest === null || (run.lastEpochAt ?? '') >= (newest.lastEpochAt ?? '') ? run : newest;
    }, null);
  }

  /** The first epoch went to the newer run while nothing showed that the older one was alive; they take turns. */
  #takeTurns(older: Fragment, newer: Fragment | undefined, number: number): void {
    if (older.epochs.length > 0 || newer?.epochs.length !== 1 || newer.epochs[0]?.number !== number) return;
    Object.assign(older, {
      epochs: newer.epochs,
      lastEpochAt: newer.lastEpochAt,
      endedAt: newer.lastEpochAt,
      readyMs: Number.NaN,
      powerNames: new Set(newer.powerNames),
      durationResolutionS: newer.durationResolutionS,
    });
    Object.assign(newer, { epochs: [], lastEpochAt: null, readyMs: newer.startMs });
  }

  /** Gives an epoch of a run without a head to it, or to the run that has one, which is the newest of them. */
  giveToNewest(run: Fragment, epoch: Epoch, stamp: string): Fragment {
    const [newest] = this.#open;
    this.#takeTurns(run, newest, epoch.number);
    const owner = newest !== undefined && newest.epochs.length === 0 && run.epochs.length > 0 ? newest : run;
    this.give(owner, epoch, stamp);
    return owner;
  }

  /** Gives an epoch to its run; null where no run is open that it can belong to. */
  place(epoch: Epoch, stamp: string): Fragment | null {
    const run = this.isSingle ? (this.#open[0] ?? null) : this.#runOf(epoch, stamp);
    if (run !== null) this.give(run, epoch, stamp);
    return run;
  }

  /** Adds an epoch to a run, with the stamp of its record. */
  give(run: Fragment, epoch: Epoch, stamp: string): void {
    run.epochs.push(epoch);
    run.lastEpochAt = stamp;
    // Not needed while only one run is open.
    run.readyMs = this.isSingle ? Number.NaN : stampToMs(stamp);
  }

  #runOf(epoch: Epoch, stamp: string): Fragment | null {
    const endMs = stampToMs(stamp);
    const beganMs = endMs - (epoch.durationS ?? 0) * 1000;
    if (beganMs < this.#lastEpochMs - SLACK_MS) this.#overlaps = true;
    this.#lastEpochMs = endMs;
    this.#reopen(epoch.number, beganMs);
    if (this.#apart && !this.#open.some((fragment) => nextNumber(fragment) === epoch.number)) return null;
    const rank = (fragment: Fragment): number => {
      if (Number.isNaN(fragment.readyMs) && fragment.lastEpochAt !== null)
        fragment.readyMs = stampToMs(fragment.lastEpochAt);
      const readyMs = Number.isNaN(fragment.readyMs) ? beganMs : fragment.readyMs;
      const waits = this.#overlaps ? Math.abs(readyMs - beganMs) : readyMs - beganMs;
      return (nextNumber(fragment) === epoch.number ? 0 : 1e15) + waits;
    };
    return this.#open.reduce<Fragment | null>(
      (best, fragment) => (best !== null && rank(best) <= rank(fragment) ? best : fragment),
      null,
    );
  }

  /** Takes an older run up again where an epoch is its next one and cannot be one of the runs that are open. */
  #reopen(number: number, beganMs: number): void {
    if (this.#open.some((fragment) => nextNumber(fragment) === number && !(beganMs < fragment.startMs - SLACK_MS)))
      return;
    const isTaken = this.#open.every(
      (fragment) => (fragment.epochs.at(-1)?.number ?? 0) >= number || beganMs < fragment.startMs - SLACK_MS,
    );
    const older = isTaken ? this.#older.findLast((fragment) => nextNumber(fragment) === number) : undefined;
    if (older === undefined) return;
    this.#older = this.#older.filter((other) => other !== older);
    this.#takeTurns(older, this.#open[0], number);
    if (this.#open.length > 0) this.#concurrent = true;
    this.#open.unshift(older);
  }
}

/** Smaller steps back are the order in which threads wrote. */
const LEAST_STEP_MS = 2_000;

/** Detects time stamps of a log that go back. */
export class ClockSteps {
  #lastStamp = '';
  #lastRun: Fragment | null = null;
  readonly #largestMs = new Map<Fragment, number>();

  /** Takes the stamp of the next record, and the run that it belongs to. */
  see(run: Fragment, stamp: string): void {
    if (stamp < this.#lastStamp && run === this.#lastRun) {
      const stepMs = stampToMs(this.#lastStamp) - stampToMs(stamp);
      if (stepMs >= LEAST_STEP_MS) this.#largestMs.set(run, Math.max(stepMs, this.#largestMs.get(run) ?? 0));
    }
    this.#lastStamp = stamp;
    this.#lastRun = run;
  }

  /** Adds a finding to each run with time stamps that went back. */
  addFindings(): void {
    for (const [run, stepMs] of this.#largestMs) {
      const effect = 'unless summer time ended, an epoch may be logged too short';
      run.findings.push(newFinding('clock-set-back', `the time stamps go back by ${stepMs / 1000} s: ${effect}`));
    }
  }
}
