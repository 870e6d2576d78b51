/** Decides which marks of a training start and end epochs. Several processes of it may mark the same epochs. */
import { plural } from '../model/text.ts';
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

/** More epochs without a length are no chance of a busy machine. */
const TOGETHER_SHARE = 0.25;

/** Marks of a command that runs for less are not held back: its epochs are as short as they look. */
const SHORTEST_S = 2;

/** Numbers that are remembered: ranks mark the same epochs at about the same time. */
const MOST_NUMBERS = 10_000;

/** A rank that is late marks its first epoch while one of the first epochs is open. */
const LATEST_RANK_EPOCHS = 2;

/** Turns marks into starts and ends of epochs. */
export class MarkedEpochs {
  readonly #session: MarkedSession;
  readonly #plannedEpochs: number | null;
  readonly #sinceS: number;
  /** Numbers of the epochs that have started: each starts once, until another training begins. */
  readonly #started = new Set<number>();
  /** The first of these numbers; null before it. */
  #first: number | null = null;
  /** Planned epochs, as marked last; null before. */
  #total: number | null = null;
  /** Epochs of the current training. */
  #count = 0;
  /** Epochs of the trainings before the current one. */
  #epochsBefore = 0;
  /** Number of the open epoch, null for one without; undefined when none is open. */
  #open: number | null | undefined;
  #hasBegun = false;
  #hasEnds = false;
  /** Marks without a number that came when the epoch had started or ended already. */
  #repeatedStarts = 0;
  #repeatedEnds = 0;
  /** Starts and ends of one moment that no other came before, as a program writes that holds its lines back; null afterwards. */
  #held: TimedMark[] | null = [];
  /** When the open epoch started. */
  #openedAtS = 0;
  /** Epochs that have ended, and how many of them ended at the moment of their start. */
  #ended = 0;
  #endedAtOnce = 0;

  /**
   * @param plannedEpochs of the command line, which count before those of the training; null: not given
   * @param sinceS when the command started, on the clock of the marks
   */
  constructor(session: MarkedSession, plannedEpochs: number | null, sinceS: number) {
    this.#session = session;
    this.#plannedEpochs = plannedEpochs;
    this.#sinceS = sinceS;
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
  take(mark: TimedMark): void {
    const isOfOneMoment = mark.unixS === null && (this.#held?.[0]?.atS ?? mark.atS) === mark.atS;
    const isHeld = mark.kind !== 'total' && isOfOneMoment && mark.atS - this.#sinceS >= SHORTEST_S;
    if (isHeld && this.#held !== null) this.#held.push(mark);
    else {
      if (mark.kind !== 'total') this.#release();
      this.#act(mark);
    }
  }

  /** Must be called when no more marks are there for now. */
  settle(): void {
    if (this.#held?.at(-1)?.kind === 'start') this.#release();
  }

  #release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const mark of held) this.#act(mark);
  }

  #act({ kind, number, unixS, atS }: TimedMark): void {
    if (kind === 'total') this.#plan(number);
    else if (kind === 'start') this.#start(number, atS);
    else this.#end(number, atS, unixS !== null);
  }

  /** What makes the epochs doubtful, one sentence each. */
  problems(): string[] {
    const problems: string[] = [];
    const heldStarts = this.#held?.filter(({ kind }) => kind === 'start').length ?? 0;
    if (heldStarts > 0) problems.push(`${marksOfOneMoment(heldStarts, heldStarts)}: they do not count`);
    else if (this.#endedAtOnce > TOGETHER_SHARE * this.#ended)
      problems.push(marksOfOneMoment(this.#endedAtOnce, this.#ended));
    const heldEnds = heldStarts === 0 ? (this.#held?.length ?? 0) : 0;
    if (!this.#hasBegun && this.#repeatedEnds + heldEnds > 0) {
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
    this.#total = epochs;
    if (this.#plannedEpochs === null && epochs !== null) this.#session.plan(this.#epochsBefore + epochs);
  }

  /** The same command may train several times, one after the other, and number the epochs of each from the start. */
  #beginAgain(): void {
    this.#epochsBefore += this.#count;
    this.#count = 0;
    this.#started.clear();
    this.#plan(this.#total);
  }

  #start(number: number | null, atS: number): void {
    const isLateRank = this.#open !== undefined && this.#started.size <= LATEST_RANK_EPOCHS;
    if (number !== null && number === this.#first && !isLateRank) this.#beginAgain();
    if (number === null ? this.#open !== undefined : this.#started.has(number)) {
      if (number === null) this.#repeatedStarts += 1;
      return;
    }
    // What was taken for an epoch before, such as the whole command, was none.
    if (!this.#hasBegun) this.#session.forgetEpoch();
    this.#hasBegun = true;
    this.#open = number;
    if (number !== null) this.#note(number);
    this.#first ??= number;
    this.#openedAtS = atS;
    this.#session.markStart(atS);
  }

  /** Of very many numbers the oldest ones are forgotten. */
  #note(number: number): void {
    this.#count += 1;
    this.#started.add(number);
    const [oldest] = this.#started;
    if (oldest !== undefined && this.#started.size > MOST_NUMBERS) this.#started.delete(oldest);
  }

  #end(number: number | null, atS: number, isTimed: boolean): void {
    // The end of another epoch comes late from another process.
    const isOther = number !== null && this.#open !== null && number !== this.#open;
    if (this.#open === undefined || isOther) {
      if (number === null) this.#repeatedEnds += 1;
      return;
    }
    this.#open = undefined;
    this.#hasEnds = true;
    this.#ended += 1;
    if (atS === this.#openedAtS && !isTimed) this.#endedAtOnce += 1;
    this.#session.markEnd(atS);
  }
}

function marksOfOneMoment(count: number, of: number): string {
  const epochs = count === of ? plural(of, 'epoch') : `${count} of ${plural(of, 'epoch')}`;
  return `start and end of ${epochs} came at one moment, as from a program that buffers its lines: flush each line, or write its time (start @1795976938.182)`;
}
