/** Energy of a run from its epochs: sum of power x duration x PUE. */

import { totalPowerW } from '../../model/energy.ts';
import type { Run } from '../../model/run.ts';
import type { Summary } from '../../model/summary.ts';
import { joulesToKwh } from '../../model/units.ts';
import { deviceFactor } from './device-power.ts';

/** What the epochs of a run add up to, PUE applied. */
export interface EpochSum {
  /** Powers as logged. */
  loggedKwh: number;
  /** Powers with the device fault corrected. */
  correctedKwh: number;
  /** Largest error that the printed durations allow, in kWh of the logged sum. */
  resolutionKwh: number;
  durationS: number;
  /** Epochs of which at least one component has a power and a duration. */
  measuredEpochs: number;
  /** Time of epochs in which a component that others show has no reading. */
  unmeasuredS: number;
  /** Part of `loggedKwh` that stands in for readings that are missing. */
  filledKwh: number;
  /** The same part of `correctedKwh`. */
  filledCorrectedKwh: number;
}

/** What the epochs of a run add up to. */
export function sumOf(run: Run, summary: Summary): EpochSum {
  if (run.components.some((component) => deviceFactor(run, component) !== 1)) return sumEpochs(run);
  const { loggedKwh, resolutionKwh, durationS, measuredEpochs, unmeasuredS, filledKwh } = summary;
  return {
    loggedKwh,
    correctedKwh: loggedKwh,
    resolutionKwh,
    durationS,
    measuredEpochs,
    unmeasuredS,
    filledKwh,
    filledCorrectedKwh: filledKwh,
  };
}

/**
 * Adds up the epochs of a run. Epochs without a reading get the power of the next measured epoch, as carbontracker's own
 * totals do; `filledKwh` tells how much that is.
 */
export function sumEpochs(run: Run): EpochSum {
  const pue = run.pue?.value ?? 1;
  const sum: EpochSum = {
    loggedKwh: 0,
    correctedKwh: 0,
    resolutionKwh: 0,
    durationS: 0,
    measuredEpochs: 0,
    unmeasuredS: 0,
    filledKwh: 0,
    filledCorrectedKwh: 0,
  };
  const parts = run.components.map((component) => {
    return { name: component.name, factor: deviceFactor(run, component), nextW: null as number | null };
  });
  for (let i = run.epochs.length - 1; i >= 0; i -= 1) {
    const epoch = run.epochs[i];
    if (epoch === undefined || epoch.durationS === null) continue;
    // The journal of ct-track tells the duration in full, the line of carbontracker's format to 0.01 s.
    const tracked = run.tracking?.epochs[i] ?? null;
    const durationS = tracked === null ? epoch.durationS : tracked.endS - tracked.startS;
    sum.durationS += durationS;
    let measured = false;
    let missing = false;
    for (const part of parts) {
      const ownW = totalPowerW(epoch.powerW[part.name]);
      if (ownW === null) missing = true;
      else measured = true;
      const powerW = ownW ?? part.nextW;
      if (powerW === null) continue;
      const energyKwh = joulesToKwh(powerW * durationS) * pue;
      sum.loggedKwh += energyKwh;
      sum.correctedKwh += energyKwh * part.factor;
      sum.resolutionKwh += joulesToKwh(powerW * run.durationResolutionS) * pue;
      if (ownW === null) {
        sum.filledKwh += energyKwh;
        sum.filledCorrectedKwh += energyKwh * part.factor;
      } else {
        part.nextW = ownW;
      }
    }
    if (measured) sum.measuredEpochs += 1;
    if (missing) sum.unmeasuredS += durationS;
  }
  return sum;
}

/**
 * Energy of each epoch with a reading, in J without PUE, with the device fault corrected; a component without a reading
 * has the power of the next epoch that has one, as in the sum.
 */
export function epochEnergiesJ(run: Run): number[] {
  const parts = run.components.map((component) => {
    return { name: component.name, factor: deviceFactor(run, component), nextW: null as number | null };
  });
  const energiesJ: number[] = [];
  for (const epoch of run.epochs.toReversed()) {
    if (epoch.durationS === null) continue;
    let powerW: number | null = null;
    for (const part of parts) {
      const ownW = totalPowerW(epoch.powerW[part.name]);
      if (ownW !== null) part.nextW = ownW * part.factor;
      if (part.nextW !== null) powerW = (powerW ?? 0) + part.nextW;
    }
    if (powerW !== null) energiesJ.push(powerW * epoch.durationS);
  }
  return energiesJ.reverse();
}
