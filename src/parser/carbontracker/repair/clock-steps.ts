/** Time stamps of a run that go back. */
import { newFinding } from '../../../model/findings.ts';
import { stampToMs } from '../../../model/units.ts';
import type { Fragment } from './fragment.ts';

/** Smaller steps back are the order in which threads wrote. */
const LEAST_STEP_MS = 2_000;

/** Watches the stamps of a log as its lines pass. */
export class ClockSteps {
  #lastStamp = '';
  #lastRun: Fragment | null = null;
  readonly #largestMs = new Map<Fragment, number>();

  see(run: Fragment, stamp: string): void {
    if (stamp < this.#lastStamp && run === this.#lastRun) {
      const stepMs = stampToMs(this.#lastStamp) - stampToMs(stamp);
      if (stepMs >= LEAST_STEP_MS) this.#largestMs.set(run, Math.max(stepMs, this.#largestMs.get(run) ?? 0));
    }
    this.#lastStamp = stamp;
    this.#lastRun = run;
  }

  /** Adds a finding to each run whose stamps went back. */
  tell(): void {
    for (const [run, stepMs] of this.#largestMs) {
      const effect = 'unless summer time ended, an epoch may be logged too short';
      run.findings.push(newFinding('clock-set-back', `the time stamps go back by ${stepMs / 1000} s: ${effect}`));
    }
  }
}
