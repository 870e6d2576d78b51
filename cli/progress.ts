/** Progress on a terminal: one line on stderr that is rewritten, and removed at the end. */

/** No progress is shown before this time in ms. */
const QUIET_MS = 1000;
/** Shortest time between two updates in ms. */
const PERIOD_MS = 100;
const CLEAR_LINE = '\r\u001b[K';

/** What progress needs of an output. */
export interface ProgressOutput {
  /** Whether it leads to a terminal; nothing is shown elsewhere. */
  isTTY?: boolean;
  /** Writes a text at once. */
  write(text: string): unknown;
}

/** Shows one line of progress. */
export class Progress {
  readonly #output: ProgressOutput;
  readonly #now: () => number;
  #nextMs: number;
  #isShown = false;

  constructor(output: ProgressOutput, now: () => number = Date.now) {
    this.#output = output;
    this.#now = now;
    this.#nextMs = now() + QUIET_MS;
  }

  /**
   * Shows a text where the last one is old enough.
   *
   * @param text - made only when it is shown
   */
  show(text: () => string): void {
    if (this.#output.isTTY !== true || this.#now() < this.#nextMs) return;
    this.#write(text());
  }

  /** Shows a text at once, for a step that reports no progress. */
  announce(text: string): void {
    if (this.#output.isTTY === true) this.#write(text);
  }

  /** Removes the line, before anything else is written. */
  end(): void {
    if (this.#isShown) this.#output.write(CLEAR_LINE);
    this.#isShown = false;
  }

  #write(text: string): void {
    this.#output.write(`${CLEAR_LINE}${text}`);
    this.#isShown = true;
    this.#nextMs = this.#now() + PERIOD_MS;
  }
}
