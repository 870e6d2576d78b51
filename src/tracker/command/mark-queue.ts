/** Marks that wait for a reading. Readings are expensive on some devices, so that many marks share one where they come fast. */
import type { TimedMark } from '../marked-epochs.ts';

/** What the queue needs of a session. */
export interface MarkReader {
  /** Reads every device. */
  readAll(): void;
  /** Writes what an action logs at once. */
  together(action: () => void): void;
  /** Brings what was written to the disk soon, without waiting for it. */
  save(): void;
}

/** Readings for marks take no more of a core than this share, beyond `SAVED_UP_S`. */
const LARGEST_SHARE = 0.05;

/** Time for readings that can be saved up. */
const SAVED_UP_S = 0.1;

/** Marks that come faster share a reading. */
const SHORTEST_REST_S = 0.05;

/** Holds marks until every device was read after them. */
export class MarkQueue {
  readonly #reader: MarkReader;
  readonly #take: (mark: TimedMark, isLast: boolean) => void;
  readonly #clock: () => number;
  #waiting: TimedMark[] = [];
  #timer: NodeJS.Timeout | null = null;
  #savedUpS = SAVED_UP_S;
  #readAtS = Number.NEGATIVE_INFINITY;

  /**
   * @param take called for each mark when every device has been read after it; `isLast`: no more are there for now
   * @param clock that of the session
   */
  constructor(reader: MarkReader, take: (mark: TimedMark, isLast: boolean) => void, clock: () => number) {
    this.#reader = reader;
    this.#take = take;
    this.#clock = clock;
  }

  /** Adds marks in their order; they are taken at once where that is affordable. */
  add(marks: readonly TimedMark[]): void {
    for (const mark of marks) this.#waiting.push(mark);
    if (marks.length === 0 || this.#timer !== null) return;
    const waitS = this.#restS();
    if (waitS <= 0) this.flush();
    else {
      this.#timer = setTimeout(() => this.flush(), waitS * 1000);
      this.#timer.unref();
    }
  }

  /** Takes all that wait, after one reading. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#waiting.length === 0) return;
    const beforeS = this.#clock();
    this.#reader.readAll();
    const afterS = this.#clock();
    this.#savedUpS = this.#savedUpAt(afterS) - (afterS - beforeS);
    this.#readAtS = afterS;
    const marks = this.#waiting;
    this.#waiting = [];
    this.#reader.together(() => {
      for (const [i, mark] of marks.entries()) this.#take(mark, i + 1 === marks.length);
    });
    this.#reader.save();
  }

  /** Seconds until the next reading is affordable. */
  #restS(): number {
    const nowS = this.#clock();
    const savedUpS = this.#savedUpAt(nowS);
    const untilSavedS = savedUpS > 0 ? 0 : -savedUpS / LARGEST_SHARE;
    return Math.max(untilSavedS, this.#readAtS + SHORTEST_REST_S - nowS);
  }

  #savedUpAt(atS: number): number {
    const sinceS = Number.isFinite(this.#readAtS) ? atS - this.#readAtS : 0;
    return Math.min(SAVED_UP_S, this.#savedUpS + sinceS * LARGEST_SHARE);
  }
}
