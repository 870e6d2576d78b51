/** The epochs of a run that have ended: their sums, and the first ones in full, so that a run of millions of them takes little memory. */
import type { MeasuredEpoch } from '../epoch-result.ts';

/** So many epochs are kept in full. */
const MOST_LISTED = 10_000;

/** Epochs that have ended. */
export class EndedEpochs {
  readonly #listed: MeasuredEpoch[] = [];
  #length = 0;
  #complete = 0;
  #energyJ = 0;
  #durationS = 0;
  #hasEnergy = false;

  /** Number of all epochs. */
  get length(): number {
    return this.#length;
  }

  /** Number of those that were not cut off. */
  get complete(): number {
    return this.#complete;
  }

  /** Energy of all epochs in J, without PUE; null where none was measured. */
  get energyJ(): number | null {
    return this.#hasEnergy ? this.#energyJ : null;
  }

  /** Duration of all epochs in s. */
  get durationS(): number {
    return this.#durationS;
  }

  /** The first epochs, in their order. */
  get listed(): readonly MeasuredEpoch[] {
    return this.#listed;
  }

  /** Adds the next epoch. */
  add(epoch: MeasuredEpoch): void {
    this.#length += 1;
    if (epoch.complete) this.#complete += 1;
    this.#energyJ += epoch.energyJ ?? 0;
    this.#durationS += epoch.durationS;
    this.#hasEnergy ||= epoch.energyJ !== null;
    if (this.#listed.length < MOST_LISTED) this.#listed.push(epoch);
  }
}
