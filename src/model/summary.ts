/** What the epochs of a run add up to, found in one pass over them. */
import { totalPowerW } from './energy.ts';
import { type EpochColumns, type PowerColumn, totalAtW } from './epoch-columns.ts';
import type { Epoch, Power, Run } from './run.ts';
import type { TrackedEpoch } from './tracking.ts';
import { joulesToKwh } from './units.ts';

/** What the epochs show of one component; powers are as logged, without PUE. */
export interface ComponentSummary {
  name: string;
  /** Epochs with a reading. */
  readings: number;
  /** Sum of power x duration, in J without PUE, added from the last epoch to the first. */
  energyJ: number;
  /** Seconds with a reading. */
  coveredS: number;
  /** Seconds of epochs without one. */
  missingS: number;
  /** Lowest and highest power of an epoch that has a duration, in W; null where there is none. */
  seenW: [number, number] | null;
  /** The power of every epoch with a reading, in W; null where they differ or there is none. */
  constantW: number | null;
  /** Some epoch has a power above 0 W. */
  hasPower: boolean;
  /** Some power above 0 W is the mean of several devices. */
  isMean: boolean;
}

/** What the epochs of a run add up to; PUE is applied in kWh. */
export interface Summary {
  epochs: number;
  /** Seconds of all epochs, added from the last to the first; ct-track's journal has them in full. */
  durationS: number;
  /** Energy with powers as logged, in kWh. An epoch without a reading has the power of the next one that has one. */
  loggedKwh: number;
  /** Part of `loggedKwh` that stands in for readings that are missing, in kWh. */
  filledKwh: number;
  /** Largest error that the printed durations allow, in kWh of `loggedKwh`. */
  resolutionKwh: number;
  /** Epochs that have a duration and the power of at least one component. */
  measuredEpochs: number;
  /** Seconds of epochs in which a component has no reading. */
  unmeasuredS: number;
  /** Some epoch has no duration. */
  lacksDuration: boolean;
  /** The epochs are numbered 1, 2, 3 ... */
  isNumbered: boolean;
  /** In the order of the run's components. */
  components: ComponentSummary[];
}

/** Adds the epochs of a run up, in one pass. */
export function summarize(run: Run): Summary {
  return summaryOf(run, new EpochObjects(run));
}

/**
 * Adds epochs that are columns up, to the same result as `summarize`.
 *
 * @param run all of the run but its epochs; one without a journal
 */
export function summarizeColumns(run: Omit<Run, 'epochs'>, columns: EpochColumns): Summary {
  return summaryOf(run, new EpochsInColumns(run, columns));
}

/** The numbers of epochs, wherever they are kept; components are those of the run, by their place. */
interface EpochNumbers {
  readonly length: number;
  number(epoch: number): number;
  /** NaN where there is none. */
  durationS(epoch: number): number;
  /** Sum of the values, in W; NaN where none was measured. */
  powerW(epoch: number, component: number): number;
  isMean(epoch: number, component: number): boolean;
}

class EpochObjects implements EpochNumbers {
  readonly length: number;
  readonly #epochs: readonly Epoch[];
  readonly #tracked: readonly (TrackedEpoch | null)[];
  readonly #names: readonly string[];

  constructor({ epochs, tracking, components }: Run) {
    this.length = epochs.length;
    this.#epochs = epochs;
    this.#tracked = tracking?.epochs ?? [];
    this.#names = components.map(({ name }) => name);
  }

  number(epoch: number): number {
    return (this.#epochs[epoch] as Epoch).number;
  }

  durationS(epoch: number): number {
    const { durationS } = this.#epochs[epoch] as Epoch;
    if (durationS === null) return Number.NaN;
    // The journal of ct-track has the duration in full, the line of carbontracker's format to 0.01 s.
    const tracked = this.#tracked[epoch] ?? null;
    return tracked === null ? durationS : tracked.endS - tracked.startS;
  }

  powerW(epoch: number, component: number): number {
    return totalPowerW(this.#powerOf(epoch, component)) ?? Number.NaN;
  }

  isMean(epoch: number, component: number): boolean {
    return this.#powerOf(epoch, component)?.scope === 'mean';
  }

  #powerOf(epoch: number, component: number): Power | null | undefined {
    return (this.#epochs[epoch] as Epoch).powerW[this.#names[component] as string];
  }
}

class EpochsInColumns implements EpochNumbers {
  readonly length: number;
  readonly #numbers: Float64Array;
  readonly #durationsS: Float64Array;
  /** By the place of the component; undefined where no epoch has its power. */
  readonly #powers: readonly (PowerColumn | undefined)[];

  constructor({ components }: Pick<Run, 'components'>, { numbers, durationsS, powers }: EpochColumns) {
    this.length = numbers.length;
    this.#numbers = numbers;
    this.#durationsS = durationsS;
    this.#powers = components.map(({ name }) => powers.find((power) => power.name === name));
  }

  number(epoch: number): number {
    return this.#numbers[epoch] as number;
  }

  durationS(epoch: number): number {
    return this.#durationsS[epoch] as number;
  }

  powerW(epoch: number, component: number): number {
    const column = this.#powers[component];
    return column === undefined ? Number.NaN : totalAtW(column, epoch);
  }

  isMean(_epoch: number, component: number): boolean {
    return this.#powers[component]?.scope === 'mean';
  }
}

/** A component while its epochs are added up. */
interface Adding extends ComponentSummary {
  /** Power of the next measured epoch; NaN until there is one. */
  nextW: number;
  lowW: number;
  highW: number;
  /** Some powers differ. */
  varies: boolean;
}

function newAdding(name: string): Adding {
  return {
    name,
    readings: 0,
    energyJ: 0,
    coveredS: 0,
    missingS: 0,
    seenW: null,
    constantW: null,
    hasPower: false,
    isMean: false,
    nextW: Number.NaN,
    lowW: Number.POSITIVE_INFINITY,
    highW: Number.NEGATIVE_INFINITY,
    varies: false,
  };
}

function summaryOf({ components, pue, durationResolutionS }: Omit<Run, 'epochs'>, epochs: EpochNumbers): Summary {
  const factor = pue?.value ?? 1;
  const adding = components.map(({ name }) => newAdding(name));
  const summary: Summary = {
    epochs: epochs.length,
    durationS: 0,
    loggedKwh: 0,
    filledKwh: 0,
    resolutionKwh: 0,
    measuredEpochs: 0,
    unmeasuredS: 0,
    lacksDuration: false,
    isNumbered: true,
    components: [],
  };
  // From the last to the first, as an epoch without a reading gets the power of the next one that has one.
  for (let i = epochs.length - 1; i >= 0; i -= 1) {
    if (epochs.number(i) !== i + 1) summary.isNumbered = false;
    const durationS = epochs.durationS(i);
    const hasDuration = !Number.isNaN(durationS);
    if (hasDuration) summary.durationS += durationS;
    else summary.lacksDuration = true;
    let measured = false;
    let missing = false;
    for (let c = 0; c < adding.length; c += 1) {
      const one = adding[c] as Adding;
      const ownW = epochs.powerW(i, c);
      const isMeasured = !Number.isNaN(ownW);
      if (isMeasured) addReading(one, ownW, epochs.isMean(i, c));
      if (!hasDuration) continue;
      if (isMeasured) {
        measured = true;
        one.nextW = ownW;
        if (ownW < one.lowW) one.lowW = ownW;
        if (ownW > one.highW) one.highW = ownW;
        one.energyJ += ownW * durationS;
        one.coveredS += durationS;
      } else {
        missing = true;
        one.missingS += durationS;
      }
      const powerW = one.nextW;
      if (Number.isNaN(powerW)) continue;
      const energyKwh = joulesToKwh(powerW * durationS) * factor;
      summary.loggedKwh += energyKwh;
      summary.resolutionKwh += joulesToKwh(powerW * durationResolutionS) * factor;
      if (!isMeasured) summary.filledKwh += energyKwh;
    }
    if (measured) summary.measuredEpochs += 1;
    if (missing) summary.unmeasuredS += durationS;
  }
  summary.components = adding.map(finished);
  return summary;
}

function addReading(one: Adding, powerW: number, isMean: boolean): void {
  if (one.readings === 0) one.constantW = powerW;
  else if (one.constantW !== powerW) one.varies = true;
  one.readings += 1;
  if (powerW > 0) {
    one.hasPower = true;
    if (isMean) one.isMean = true;
  }
}

function finished(one: Adding): ComponentSummary {
  const { name, readings, energyJ, coveredS, missingS, hasPower, isMean } = one;
  return {
    name,
    readings,
    energyJ,
    coveredS,
    missingS,
    seenW: one.lowW <= one.highW ? [one.lowW, one.highW] : null,
    constantW: one.varies ? null : one.constantW,
    hasPower,
    isMean,
  };
}
