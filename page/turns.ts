/** Long work in turns: between them the page draws, and answers its reader. */

/** How long a turn may keep the page from answering. */
const TURN_MS = 12;

/** Waits until the page has had time to draw and to answer. */
function nextTurn(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: { yield?: () => Promise<void> } };
  if (scheduler?.yield !== undefined) return scheduler.yield();
  return new Promise((resolve) => setTimeout(resolve));
}

/** Divides a loop into turns. */
export class Turns {
  readonly #isWanted: () => boolean;
  #since = performance.now();

  /** @param isWanted whether anybody still waits for the result */
  constructor(isWanted: () => boolean) {
    this.#isWanted = isWanted;
  }

  /** To be asked after each step: whether to go on, once the page has had its turn. */
  async goesOn(): Promise<boolean> {
    if (performance.now() - this.#since < TURN_MS) return this.#isWanted();
    await nextTurn();
    this.#since = performance.now();
    return this.#isWanted();
  }

  /** Whether the turn is over, so that a loop waits only then. */
  get isOver(): boolean {
    return performance.now() - this.#since >= TURN_MS;
  }
}
