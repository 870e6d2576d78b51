/** How many epochs a run is to have, and how many of them are monitored. */

/** The planned and the monitored number of epochs. */
export class EpochPlan {
  readonly #monitorEpochs: number;
  #plannedEpochs: number | null;
  #isBinding = true;

  /**
   * @param plannedEpochs null for a command without epochs
   * @param monitorEpochs epochs to monitor; -1: all
   */
  constructor(plannedEpochs: number | null, monitorEpochs: number) {
    this.#plannedEpochs = plannedEpochs;
    this.#monitorEpochs = monitorEpochs;
  }

  /** Epochs of all of the run; null without a plan. */
  get plannedEpochs(): number | null {
    return this.#plannedEpochs;
  }

  /** Plans that many epochs for all of the run; returns whether that is new. */
  change(epochs: number): boolean {
    const isNew = epochs !== this.#plannedEpochs;
    this.#plannedEpochs = epochs;
    return isNew;
  }

  /** Lets epochs beyond the plan count: marks of the training itself are never beyond it. */
  loosen(): void {
    this.#isBinding = false;
  }

  /** Most epochs that count: what follows the last planned epoch, or the last to be monitored, is no epoch. */
  get mostEpochs(): number {
    if (this.#isBinding) return this.#wantedEpochs;
    return this.#monitorEpochs < 0 ? Number.POSITIVE_INFINITY : this.#monitorEpochs;
  }

  /** Whether the user wanted more than a part of the epochs. */
  get wantsAll(): boolean {
    return this.#monitorEpochs < 0 || (this.#plannedEpochs !== null && this.#monitorEpochs >= this.#plannedEpochs);
  }

  /** Planned epochs of a run that ended before them; null where it did not. */
  interruptedOf(completeEpochs: number): number | null {
    return this.#plannedEpochs !== null && completeEpochs < this.#wantedEpochs ? this.#plannedEpochs : null;
  }

  /** Epochs that a run which is not interrupted has. */
  get #wantedEpochs(): number {
    const planned = this.#plannedEpochs ?? Number.POSITIVE_INFINITY;
    return this.#monitorEpochs < 0 ? planned : Math.min(this.#monitorEpochs, planned);
  }
}
