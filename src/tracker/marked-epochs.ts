/** Decides which marks of a training start and end epochs. Several processes of it may mark the same epochs. */
import type { Mark } from './mark-line.ts';
import type { OpenEnd } from './session/types.ts';

/** A mark with its time on the clock of the session. */
export interface TimedMark extends Mark {
  /** Time in s; only differences mean anything. */
  atS: number;
}

/** What marks act on. */
export interface MarkedSession {
  /** Starts an epoch at a time of the session's clock, in s. */
  markStart(atS: number): void;
  /** Ends the open epoch at a time of the session's clock, in s. */
  markEnd(atS: number): void;
  /** Drops the open epoch. */
  forgetEpoch(): void;
  /** Plans that many epochs. */
  plan(epochs: number): void;
}

/** Turns marks into starts and ends of epochs. */
export class MarkedEpochs {
  readonly #session: MarkedSession;
  readonly #plannedEpochs: number | null;
  /** Numbers of the epochs that have started: each starts once. */
  readonly #started = new Set<number>();
  /** Number of the open epoch, null for one without; undefined when none is open. */
  #open: number | null | undefined;
  #hasBegun = false;
  #hasEnds = false;
  /** Marks without a number that came when the epoch had started or ended already. */
  #repeatedStarts = 0;
  #repeatedEnds = 0;

  /** @param plannedEpochs of the command line, which count before those of the training; null: not given */
  constructor(session: MarkedSession, plannedEpochs: number | null) {
    this.#session = session;
    this.#plannedEpochs = plannedEpochs;
  }

  /** Whether an epoch was marked: then the output is not looked at for more. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** What an epoch that is open at the end of a command that ended well is. */
  get openEnd(): OpenEnd {
    return this.#hasEnds ? 'cut-off' : 'complete';
  }

  /** Takes the next mark; each counts at its own time. */
  take({ kind, number, atS }: TimedMark): void {
    if (kind === 'total') this.#plan(number);
    else if (kind === 'start') this.#start(number, atS);
    else this.#end(number, atS);
  }

  /** What makes the epochs doubtful, one sentence each. */
  problems(): string[] {
    const problems: string[] = [];
    if (!this.#hasBegun && this.#repeatedEnds > 0) {
      problems.push('ends of epochs were marked, but no start: no marked epoch counts');
    } else if (!this.#hasEnds && this.#repeatedStarts > 0) {
      const starts = `${this.#repeatedStarts + 1} starts`;
      problems.push(
        `epochs were marked by ${starts} without a number and no end: they count as one; mark the ends too`,
      );
    } else if (this.#repeatedStarts + this.#repeatedEnds > 0) {
      problems.push(
        'several processes marked epochs without numbers: the first start and the first end count; mark start 3 and end 3 to be exact',
      );
    }
    return problems;
  }

  #plan(epochs: number | null): void {
    if (this.#plannedEpochs === null && epochs !== null) this.#session.plan(epochs);
  }

  #start(number: number | null, atS: number): void {
    if (number === null ? this.#open !== undefined : this.#started.has(number)) {
      if (number === null) this.#repeatedStarts += 1;
      return;
    }
    // What was taken for an epoch before, such as the whole command, was none.
    if (!this.#hasBegun) this.#session.forgetEpoch();
    this.#hasBegun = true;
    this.#open = number;
    if (number !== null) this.#started.add(number);
    this.#session.markStart(atS);
  }

  #end(number: number | null, atS: number): void {
    // The end of another epoch comes late from another process.
    const isOther = number !== null && this.#open !== null && number !== this.#open;
    if (this.#open === undefined || isOther) {
      if (number === null) this.#repeatedEnds += 1;
      return;
    }
    this.#open = undefined;
    this.#hasEnds = true;
    this.#session.markEnd(atS);
  }
}
