/** Runs that count, in the order in which they were read as far as memory allows. */
import type { Settled } from './same-runs.ts';

/** Epochs of complete runs that are held behind a run that waits. */
const MOST_HELD_EPOCHS = 100_000;

/** Holds complete runs while a run before them waits; from many epochs on they come first. */
export class ReadOrder<T extends { place: number }> {
  #held: Settled<T>[] = [];
  #heldEpochs = 0;

  /** @returns the runs that count now */
  add(settled: Settled<T>, isWaiting: boolean): Settled<T>[] {
    if (!isWaiting && this.#held.length === 0) return [settled];
    this.#held.push(settled);
    this.#heldEpochs += 1 + settled.known.epochs;
    if (isWaiting && this.#heldEpochs <= MOST_HELD_EPOCHS) return [];
    const held = this.#held;
    this.#held = [];
    return held;
  }

  /** The runs that are left, with those that waited. */
  close(waited: readonly Settled<T>[]): Settled<T>[] {
    return [...this.#held, ...waited].sort((a, b) => a.item.place - b.item.place);
  }
}
