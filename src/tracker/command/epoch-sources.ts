/** What shows the epochs of a command: the marks of the training itself, else lines of its output, else nothing. */
import { systemReason } from '../../model/errors.ts';
import { EpochMarks } from '../epoch-marks.ts';
import type { EpochPattern } from '../epoch-pattern.ts';
import { wereEnds } from '../line-moment.ts';
import { MarkedEpochs, type TimedMark } from '../marked-epochs.ts';
import type { Clock } from '../sensors/sensor.ts';
import type { Session } from '../session/session.ts';
import type { OpenEnd } from '../session/types.ts';
import type { ShownMoment } from '../summary.ts';
import { EPOCHS_VARIABLE, EpochFile } from './epoch-file.ts';
import { MarkQueue } from './mark-queue.ts';
import type { SeenLine } from './output.ts';

const BYTES_PER_MIB = 2 ** 20;

/** Options of `EpochSources`. */
export interface EpochSourcesOptions {
  /** Pattern of the lines that show epochs; null where the output is not watched. */
  pattern: EpochPattern | null;
  /** Given on the command line; null: not given. */
  plannedEpochs: number | null;
  /** A file of marks that exists already; null for none; without, one is made. */
  path?: string | null;
  /** Called with each note for the user. */
  note: (message: string) => void;
}

/** Starts and ends the epochs of a session, as the training or its output shows them. */
export class EpochSources {
  readonly #session: Session;
  readonly #lines: EpochMarks | null;
  readonly #marked: MarkedEpochs;
  readonly #queue: MarkQueue;
  readonly #file: EpochFile | null;
  readonly #decidesByTimes: boolean;
  #hasSeenLines = false;

  /** Watches from now on. Where nothing may show epochs, the whole run is one until the training marks some. */
  constructor(session: Session, { pattern, plannedEpochs, path, note }: EpochSourcesOptions) {
    this.#session = session;
    this.#marked = new MarkedEpochs(session, plannedEpochs, session.clock());
    this.#queue = new MarkQueue(session, (mark, isLast) => this.#take(mark, isLast), session.clock);
    this.#lines =
      pattern === null
        ? null
        : new EpochMarks(pattern, plannedEpochs, {
            opens: () => this.#show(() => session.firstEpoch()),
            passes: (passed) => this.#show(() => session.nextEpoch(passed)),
            closes: () => this.#show(() => session.epochEnd()),
          });
    this.#decidesByTimes = pattern?.decidesByTimes ?? false;
    if (pattern === null ? plannedEpochs === null : EpochMarks.mayEnd(pattern)) session.startWhole();
    this.#file = path === null ? null : openFile(path, this.#queue, session.clock, note);
  }

  /** What the command needs in its environment to mark epochs. */
  get environment(): Record<string, string> {
    return this.#file === null ? {} : { [EPOCHS_VARIABLE]: this.#file.path };
  }

  /** Whether the training marked an epoch. */
  get hasMarks(): boolean {
    return this.#marked.hasBegun;
  }

  /** Whether any epoch was shown. */
  get hasEpochs(): boolean {
    return this.hasMarks || this.#hasSeenLines;
  }

  /** Takes a line of the output; marks win over lines. */
  look(line: SeenLine): void {
    if (!this.hasMarks) this.#lines?.look(line, line.atS);
  }

  /** What the epoch is that is open when the command has ended with this status. */
  openEnd(exitCode: number): OpenEnd {
    if (this.hasMarks) return exitCode === 0 ? this.#marked.openEnd : 'cut-off';
    if (this.#lines === null) return 'complete';
    if (!this.#hasSeenLines) return 'whole';
    if (exitCode !== 0) return 'cut-off';
    const mayBeEnds = this.#decidesByTimes && this.#lines.areStarts === true && this.#lines.isDoubtful;
    return mayBeEnds && wereEnds(this.#session.times) ? 'before' : this.#lines.openEnd;
  }

  /** What lines that showed epochs are taken for, or `certain`; null where marks count or no line came. */
  get shownAt(): ShownMoment | null {
    const areStarts = this.#lines?.areStarts ?? null;
    if (this.#lines === null || areStarts === null || this.hasMarks) return null;
    if (!this.#lines.isDoubtful) return 'certain';
    return areStarts ? 'start' : 'end';
  }

  /** Takes the marks that were made until now. */
  readNow(): void {
    this.#file?.readNow();
    this.#queue.flush();
  }

  #take(mark: TimedMark, isLast: boolean): void {
    this.#marked.take(mark);
    if (isLast) this.#marked.settle();
  }

  #show(act: () => void): void {
    this.#hasSeenLines = true;
    act();
  }

  /**
   * Takes the last marks and ends the watching.
   *
   * @returns what makes the epochs doubtful, a sentence each, as in the logs
   */
  close(): string[] {
    this.#file?.close();
    this.#queue.flush();
    const ofLines = this.hasMarks ? null : (this.#lines?.problem ?? null);
    const problems = [
      ...this.#marked.problems(),
      ...(ofLines === null ? [] : [ofLines]),
      ...(this.#file === null ? [] : problemsOf(this.#file)),
    ];
    for (const problem of problems) this.#session.warn(problem);
    return problems;
  }
}

/** A training runs even where it cannot mark its epochs. */
function openFile(
  path: string | undefined,
  queue: MarkQueue,
  clock: Clock,
  note: (message: string) => void,
): EpochFile | null {
  try {
    return new EpochFile({ clock, onMarks: (marks) => queue.add(marks), path });
  } catch (error) {
    note(`epochs cannot be marked with ${EPOCHS_VARIABLE}: ${systemReason(error)}`);
    return null;
  }
}

function problemsOf({ strange, wrongTimes, unreadBytes, failure }: EpochFile): string[] {
  const problems: string[] = [];
  if (failure !== null)
    problems.push(`${EPOCHS_VARIABLE} could not be read at times (${failure}): marks may be missing`);
  if (strange.count > 0) {
    const lines = strange.count === 1 ? 'a line' : `${strange.count} lines`;
    problems.push(
      `${lines} of ${EPOCHS_VARIABLE} not understood, first "${strange.first}"; write start, end or total 10`,
    );
  }
  if (wrongTimes > 0) {
    const marks = wrongTimes === 1 ? '1 mark' : `${wrongTimes} marks`;
    problems.push(`${marks} of ${EPOCHS_VARIABLE} had the time of another clock: the time at which they came counts`);
  }
  if (unreadBytes > 0)
    problems.push(
      `${EPOCHS_VARIABLE} grew too fast: its last ${Math.ceil(unreadBytes / BYTES_PER_MIB)} MiB were not read; write only marks to it`,
    );
  return problems;
}
