/** Energy of a run that belongs to no epoch. */
import type { OutsideEnergy } from '../../model/outside-energy.ts';
import { sumJ } from '../epoch-result.ts';
import type { StationMeasured } from '../station.ts';
import type { CountedDevices } from './counted-devices.ts';

/** Measures the time before the first epoch and after the last. */
export class Outside {
  readonly #counted: CountedDevices;
  /** Energy since the start of the run at the start of the first epoch, and at the end of the last. */
  #beforeFirst: StationMeasured | null = null;
  #untilLast: StationMeasured | null = null;
  #firstStartS = 0;

  constructor(counted: CountedDevices) {
    this.#counted = counted;
  }

  /** What was measured before the first epoch; null where none has started. */
  get beforeFirst(): StationMeasured | null {
    return this.#beforeFirst;
  }

  /** Seconds from the start of monitoring to the first epoch. */
  get firstStartS(): number {
    return this.#firstStartS;
  }

  /** Notes what was measured until an epoch started; only the first one counts. */
  startedFirst(startS: number, measuredUntil: () => StationMeasured): void {
    if (this.#beforeFirst !== null) return;
    this.#beforeFirst = measuredUntil();
    this.#firstStartS = startS;
  }

  /** Notes that no epoch has started yet, or that one starts with the run. */
  startsWithRun(): void {
    this.#beforeFirst = null;
  }

  /** Notes what was measured until an epoch ended. */
  endedLast(measured: StationMeasured): void {
    this.#untilLast = measured;
  }

  /** Notes that the only epoch ended where the first was taken to start. */
  endedFirst(measured: StationMeasured): void {
    this.#untilLast ??= measured;
  }

  /**
   * Energy outside of the epochs.
   *
   * @param total measured in all of the run
   * @param epochsJ energy of all epochs in J
   * @returns null where no epoch ended
   */
  energy(total: StationMeasured, epochsJ: number): OutsideEnergy | null {
    if (this.#untilLast === null) return null;
    const beforeJ = this.#beforeFirst === null ? 0 : this.#sumJ(this.#beforeFirst);
    const untilJ = this.#sumJ(this.#untilLast);
    return {
      beforeJ: toMicrojoules(beforeJ),
      betweenJ: toMicrojoules(untilJ - beforeJ - epochsJ),
      afterJ: toMicrojoules(this.#sumJ(total) - untilJ),
    };
  }

  #sumJ(measured: StationMeasured): number {
    return sumJ(this.#counted.of(measured)) ?? 0;
  }
}

/** Windows of an epoch and of the run differ by rounding. */
const toMicrojoules = (energyJ: number): number => Math.max(0, Math.round(energyJ * 1e6) / 1e6);
