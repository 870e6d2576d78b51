/** The monitored part of a run: the sum of its epochs or the printed total, whichever is finer. */
import { summaryOf } from '../../model/column-run.ts';
import { totalPowerW } from '../../model/energy.ts';
import { countsSpans, type Run, recordsEpochs } from '../../model/run.ts';
import type { Summary } from '../../model/summary.ts';
import { joulesToKwh } from '../../model/units.ts';
import { deviceFactor, totalDeviceFactor } from './devices.ts';
import { printedCountOf } from './ending.ts';
import { appliesNoPue } from './writers.ts';

/** The monitored part of a run. */
export interface MonitoredPart {
  /** Energy in kWh, corrected for the averaging of devices; PUE applied. */
  energyKwh: number;
  /** Duration in s. */
  durationS: number;
  /** Number of epochs; 0 for a format without epochs. */
  epochs: number;
  /** Ratio of the corrected to the logged energy, which the averaging of devices reduced. */
  deviceRatio: number;
  /** `printed`, or `epochs` where those are finer or nothing was printed. */
  source: 'printed' | 'epochs';
  /** How printed total and epochs compare: `apart` is a difference beyond rounding. */
  agreement: 'same' | 'apart' | 'unknown';
  /** Sums over the recorded epochs. */
  sum: EpochSum;
  /** Sums over the recorded epochs as logged. */
  summary: Summary;
}

/** Printed durations are rounded to the second; beyond this the epochs do not agree with the total. */
const DURATION_TOLERANCE_S = 1.5;
/** Rounding of powers and sums that is in no printed digit. */
const RELATIVE_TOLERANCE = 1e-6;

/** Energy, duration and count of the epochs that were monitored. */
export function monitoredPart(run: Run): MonitoredPart {
  const summary = summaryOf(run);
  const sum = sumOf(run, summary);
  const { epochs } = summary;
  const withoutEpochs = epochs === 0 ? (totalDeviceFactor(run) ?? 1) : 1;
  const deviceRatio = sum.loggedKwh > 0 ? sum.correctedKwh / sum.loggedKwh : withoutEpochs;
  // Measured spans of other formats are no epochs that a figure could stand for.
  const ofSum = recordsEpochs(run) ? epochs : 0;
  const { actual } = run;
  const spans = countsSpans(run);
  if (spans || actual === null || (actual.block === 'first' && epochs > (actual.epochs ?? 0))) {
    return {
      energyKwh: spans ? sum.correctedKwh - sum.filledCorrectedKwh : sum.correctedKwh,
      durationS: sum.durationS,
      epochs: ofSum,
      deviceRatio,
      source: 'epochs',
      agreement: spans ? compare(run, sum, summary) : 'unknown',
      sum,
      summary,
    };
  }
  const toleranceS = DURATION_TOLERANCE_S + epochs * run.durationResolutionS;
  const sameDuration =
    epochs > 0 && (actual.durationS === null || Math.abs(actual.durationS - sum.durationS) <= toleranceS);
  const printedIsCoarser = actual.energyResolutionKwh > sum.resolutionKwh && sum.loggedKwh > 0;
  const agreement = compare(run, sum, summary);
  const useEpochs = printedIsCoarser && sameDuration && agreement !== 'apart' && isPueKnown(run);
  return {
    energyKwh: (useEpochs ? sum.loggedKwh : actual.energyKwh) * deviceRatio,
    durationS: sameDuration ? sum.durationS : (actual.durationS ?? sum.durationS),
    epochs: sameDuration ? ofSum : (printedCountOf(run)?.epochs ?? actual.epochs ?? ofSum),
    deviceRatio,
    source: useEpochs ? 'epochs' : 'printed',
    agreement,
    sum,
    summary,
  };
}

/** Since 1.1.0 a printed total includes a PUE; without the line that names it, it cannot be compared with the epochs. */
const isPueKnown = ({ pue, writer }: Run): boolean => pue !== null || appliesNoPue(writer);

function compare(run: Run, sum: EpochSum, { epochs, lacksDuration }: Summary): MonitoredPart['agreement'] {
  const { actual } = run;
  if (actual === null || epochs === 0 || lacksDuration) return 'unknown';
  if (!isPueKnown(run)) return 'unknown';
  const differenceKwh = Math.abs(actual.energyKwh - sum.loggedKwh);
  const largest = Math.max(actual.energyKwh, sum.loggedKwh);
  const toleranceKwh = actual.energyResolutionKwh + sum.resolutionKwh + RELATIVE_TOLERANCE * largest;
  return differenceKwh <= toleranceKwh ? 'same' : 'apart';
}

/** Sums over the epochs of a run, with PUE. */
export interface EpochSum {
  /** Energy with powers as logged, in kWh. */
  loggedKwh: number;
  /** Energy with the device fault corrected, in kWh. */
  correctedKwh: number;
  /** Largest error that the printed durations allow, in kWh of the logged sum. */
  resolutionKwh: number;
  /** Duration of all epochs in s. */
  durationS: number;
  /** Epochs of which at least one component has a power and a duration. */
  measuredEpochs: number;
  /** Time of epochs in which a component that others show has no reading, in s. */
  unmeasuredS: number;
  /** Part of `loggedKwh` that is filled in for missing readings, in kWh. */
  filledKwh: number;
  /** Part of `correctedKwh` that is filled in for missing readings, in kWh. */
  filledCorrectedKwh: number;
}

/** Sums over the epochs of a run. */
function sumOf(run: Run, summary: Summary): EpochSum {
  for (const component of run.components) if (deviceFactor(run, component) !== 1) return sumEpochs(run);
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
 * totals do; `filledKwh` is that part.
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
    // The journal of ct-track has the duration in full, the line of carbontracker's format to 0.01 s.
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
