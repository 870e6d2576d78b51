/** Progress on a terminal: one line on stderr that is rewritten and gone at the end. */

/** Short work needs no progress. */
const QUIET_MS = 1000;
/** Faster than this nobody reads. */
const PERIOD_MS = 100;
const CLEAR_LINE = '\r\u001b[K';

/** What progress needs of an output. */
export interface ProgressOutput {
  isTTY?: boolean;
  write(text: string): unknown;
}

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

  /** @param text - made only when it is shown */
  show(text: () => string): void {
    if (this.#output.isTTY !== true || this.#now() < this.#nextMs) return;
    this.#write(text());
  }

  /** Shown at once, for a step during which nothing can be told. */
  announce(text: string): void {
    if (this.#output.isTTY === true) this.#write(text);
  }

  /** Takes the line away, before anything else is written. */
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
