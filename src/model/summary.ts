/** Sums over the epochs of a run, computed in one pass. */
import { totalPowerW } from './energy.ts';
import type { EpochColumns, PowerColumn } from './epoch-columns.ts';
import type { Component, Run } from './run.ts';
import { joulesToKwh } from './units.ts';

/** Sums over the epochs for one component; powers as logged, without PUE. */
export interface ComponentSummary {
  /** Name of the component, as in `Run.components`. */
  name: string;
  /** Epochs with a reading. */
  readings: number;
  /** Sum of power x duration, in J without PUE, added from the last epoch to the first. */
  energyJ: number;
  /** Seconds with a reading. */
  coveredS: number;
  /** Seconds of epochs without one. */
  missingS: number;
  /** Lowest and highest power of an epoch with a duration, in W; null without any. */
  seenW: [number, number] | null;
  /** The power that all epochs with a reading have, in W; null where they differ or there is none. */
  constantW: number | null;
  /** Whether some epoch has a power above 0 W. */
  hasPower: boolean;
  /** Whether some power above 0 W is the mean of several devices. */
  isMean: boolean;
}

/** Sums over the epochs of a run; energies in kWh include the PUE. */
export interface Summary {
  /** Number of epochs on record. */
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
  /** Whether some epoch has no duration. */
  lacksDuration: boolean;
  /** Whether the epochs are numbered 1, 2, 3 ... */
  isNumbered: boolean;
  /** Summaries in the order of the run's components. */
  components: ComponentSummary[];
}

/** Adds the epochs of a run up. */
export function summarize(run: Run): Summary {
  const { epochs, components, tracking } = run;
  const stride = 2 + components.length;
  const rows = new Float64Array(epochs.length * stride);
  const areMeans = components.map(() => false);
  for (const [i, { number, durationS, powerW }] of epochs.entries()) {
    // The journal of ct-track has the duration in full, the line of carbontracker's format to 0.01 s.
    const tracked = tracking?.epochs[i] ?? null;
    rows[i * stride] = number;
    rows[i * stride + 1] =
      tracked === null || durationS === null ? (durationS ?? Number.NaN) : tracked.endS - tracked.startS;
    for (const [component, { name }] of components.entries()) {
      const ownW = totalPowerW(powerW[name]);
      rows[i * stride + 2 + component] = ownW ?? Number.NaN;
      if (ownW !== null && ownW > 0 && powerW[name]?.scope === 'mean') areMeans[component] = true;
    }
  }
  const places = components.map((_, component) => 2 + component);
  return summaryOf(run, { rows, stride, places, areMeans });
}

/**
 * Adds epochs that are columns up, to the same result as `summarize`.
 *
 * @param run all of the run but its epochs; one without a journal
 */
export function summarizeColumns(run: Omit<Run, 'epochs'>, columns: EpochColumns): Summary {
  const { rows, layout } = columns;
  const { powers, stride } = layout;
  const { components } = run;
  // Nearly always the log has the powers in the order in which it names their components.
  let isInOrder = powers.length === components.length;
  for (let i = 0; i < powers.length; i += 1) {
    const { width, name } = powers[i] as PowerColumn;
    if (width > 1) return summarize({ ...run, epochs: columns.epochs() });
    if (name !== components[i]?.name) isInOrder = false;
  }
  if (isInOrder) return summaryOf(run, { rows, stride, places: layout.places, areMeans: layout.areMeans });
  const powersOf = components.map(({ name }) => powers.findIndex((power) => power.name === name));
  const places = powersOf.map((power) => layout.places[power] ?? -1);
  const areMeans = powersOf.map((power) => layout.areMeans[power] ?? false);
  return summaryOf(run, { rows, stride, places, areMeans });
}

/** Epochs as rows: a number, a duration in s, powers in W summed over the devices; NaN where there is none. */
interface EpochTable {
  rows: Float64Array;
  stride: number;
  /** Place in a row of the power of each component; -1 where no epoch has it. */
  places: readonly number[];
  /** Whether the power of a component, where it is above 0 W, is the mean of several devices. */
  areMeans: readonly boolean[];
}

function summaryOf({ components, pue, durationResolutionS }: Omit<Run, 'epochs'>, table: EpochTable): Summary {
  const { rows, stride, places } = table;
  const factor = pue?.value ?? 1;
  const count = places.length;
  /** Power of the next measured epoch of each component; NaN until there is one. */
  const nextW = new Float64Array(count).fill(Number.NaN);
  let durationSumS = 0;
  let loggedKwh = 0;
  let filledKwh = 0;
  let resolutionKwh = 0;
  let measuredEpochs = 0;
  let unmeasuredS = 0;
  let lacksDuration = false;
  let isNumbered = true;
  // From the last to the first, as an epoch without a reading gets the power of the next one that has one.
  for (let row = rows.length - stride, number = rows.length / stride; row >= 0; row -= stride, number -= 1) {
    if (rows[row] !== number) isNumbered = false;
    const durationS = rows[row + 1] as number;
    if (Number.isNaN(durationS)) {
      lacksDuration = true;
      continue;
    }
    durationSumS += durationS;
    let measured = 0;
    for (let component = 0; component < count; component += 1) {
      const place = places[component] as number;
      const ownW = place === -1 ? Number.NaN : (rows[row + place] as number);
      const isMeasured = !Number.isNaN(ownW);
      if (isMeasured) {
        measured += 1;
        nextW[component] = ownW;
      }
      const powerW = nextW[component] as number;
      if (Number.isNaN(powerW)) continue;
      const energyKwh = joulesToKwh(powerW * durationS) * factor;
      loggedKwh += energyKwh;
      resolutionKwh += joulesToKwh(powerW * durationResolutionS) * factor;
      if (!isMeasured) filledKwh += energyKwh;
    }
    if (measured > 0) measuredEpochs += 1;
    if (measured < count) unmeasuredS += durationS;
  }
  const summaries = Array<ComponentSummary>(count);
  for (let component = 0; component < count; component += 1)
    summaries[component] = componentSummary((components[component] as Component).name, component, table);
  return {
    epochs: rows.length / stride,
    durationS: durationSumS,
    loggedKwh,
    filledKwh,
    resolutionKwh,
    measuredEpochs,
    unmeasuredS,
    lacksDuration,
    isNumbered,
    components: summaries,
  };
}

/** Summarises one component. Sums are local variables, because object properties would cost more than the rest of the pass. */
function componentSummary(
  name: string,
  component: number,
  { rows, stride, places, areMeans }: EpochTable,
): ComponentSummary {
  const place = places[component] as number;
  let readings = 0;
  let energyJ = 0;
  let coveredS = 0;
  let missingS = 0;
  let lowestW = Number.POSITIVE_INFINITY;
  let highestW = Number.NEGATIVE_INFINITY;
  let lastW = Number.NaN;
  let varies = false;
  let hasPower = false;
  for (let row = rows.length - stride; row >= 0; row -= stride) {
    const durationS = rows[row + 1] as number;
    const powerW = place === -1 ? Number.NaN : (rows[row + place] as number);
    if (Number.isNaN(powerW)) {
      if (!Number.isNaN(durationS)) missingS += durationS;
      continue;
    }
    if (readings === 0) lastW = powerW;
    else if (powerW !== lastW) varies = true;
    readings += 1;
    if (powerW > 0) hasPower = true;
    if (Number.isNaN(durationS)) continue;
    energyJ += powerW * durationS;
    coveredS += durationS;
    if (powerW < lowestW) lowestW = powerW;
    if (powerW > highestW) highestW = powerW;
  }
  const seenW: [number, number] | null = lowestW <= highestW ? [lowestW, highestW] : null;
  const constantW = readings === 0 || varies ? null : lastW;
  const isMean = hasPower && areMeans[component] === true;
  return { name, readings, energyJ, coveredS, missingS, seenW, constantW, hasPower, isMean };
}
