/** The clock of a run. It stands still while the run is paused, so that this time is in no epoch, sample or prediction. */
import type { Clock } from '../sensors/sensor.ts';

/** A clock that can be stopped. */
export class RunClock {
  readonly #clock: Clock;
  #pausedAtS: number | null = null;
  #pastPausesS = 0;

  /** @param clock that goes on */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Time of the run in s; only differences mean anything. */
  readonly now: Clock = () => (this.#pausedAtS ?? this.#clock()) - this.#pastPausesS;

  /** Whether it stands still. */
  get isPaused(): boolean {
    return this.#pausedAtS !== null;
  }

  /** Seconds of all pauses that have ended. */
  get pausedS(): number {
    return this.#pastPausesS;
  }

  /** Stops the clock; does nothing where it stands still. */
  pause(): void {
    this.#pausedAtS ??= this.#clock();
  }

  /** Lets the clock go on from the time at which it stopped. */
  resume(): void {
    if (this.#pausedAtS === null) return;
    this.#pastPausesS += this.#clock() - this.#pausedAtS;
    this.#pausedAtS = null;
  }
}
