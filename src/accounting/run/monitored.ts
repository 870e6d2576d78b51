/** The monitored part of a run: the sum of its epochs or the printed total, whichever is finer. */
import { summaryOf } from '../../model/column-run.ts';
import { totalPowerW } from '../../model/energy.ts';
import { countsSpans, type Run, recordsEpochs } from '../../model/run.ts';
import type { Summary } from '../../model/summary.ts';
import { joulesToKwh } from '../../model/units.ts';
import { deviceFactor, totalDeviceFactor } from './devices.ts';
import { printedCountOf } from './ending.ts';
import { printedEnergyOf } from './printed-energy.ts';
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
  /** Energy of the recorded epochs, corrected like `energyKwh`. */
  recorded: RecordedEnergy;
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
  const recorded = recordedEnergy(run, summary);
  const { epochs, durationS, loggedKwh } = summary;
  // Epochs that lack their durations or powers show no more of the shares than none.
  const deviceRatio = loggedKwh > 0 ? recorded.correctedKwh / loggedKwh : (totalDeviceFactor(run) ?? 1);
  // Measured spans of other formats are no epochs that a figure could stand for.
  const ofSum = recordsEpochs(run) ? epochs : 0;
  const { actual } = run;
  const spans = countsSpans(run);
  if (spans || actual === null || (actual.block === 'first' && epochs > (actual.epochs ?? 0))) {
    return {
      energyKwh: spans ? recorded.correctedKwh - recorded.filledKwh : recorded.correctedKwh,
      durationS,
      epochs: ofSum,
      deviceRatio,
      source: 'epochs',
      agreement: spans ? compare(run, summary) : 'unknown',
      recorded,
      summary,
    };
  }
  const toleranceS = toleranceOf(run, epochs);
  const sameDuration =
    epochs > 0 && (actual.durationS === null || Math.abs(actual.durationS - durationS) <= toleranceS);
  const printedIsCoarser = actual.energyResolutionKwh > summary.resolutionKwh && loggedKwh > 0;
  const agreement = compare(run, summary);
  const useEpochs = printedIsCoarser && sameDuration && agreement !== 'apart' && isPueKnown(run);
  return {
    energyKwh: (useEpochs ? loggedKwh : printedEnergyOf(actual, run.intensity).energyKwh) * deviceRatio,
    durationS: sameDuration ? durationS : (actual.durationS ?? durationS),
    epochs: sameDuration ? ofSum : (printedCountOf(run)?.epochs ?? actual.epochs ?? ofSum),
    deviceRatio,
    source: useEpochs ? 'epochs' : 'printed',
    agreement,
    recorded,
    summary,
  };
}

/** Seconds by which a printed duration and the sum of the recorded epochs may differ. */
const toleranceOf = ({ durationResolutionS }: Run, epochs: number): number =>
  DURATION_TOLERANCE_S + epochs * durationResolutionS;

/** Whether a printed total stands for more epochs, or a longer time, than the standard log records: it may have been cut. */
export function lacksEpochs(run: Run): boolean {
  const { actual } = run;
  if (actual === null || actual.block !== 'actual' || !recordsEpochs(run)) return false;
  const { epochs, durationS } = summaryOf(run);
  if (epochs < (actual.epochs ?? 0)) return true;
  return actual.durationS !== null && durationS < actual.durationS - toleranceOf(run, epochs);
}

/** Since 1.1.0 a printed total includes a PUE; without the line that names it, it cannot be compared with the epochs. */
const isPueKnown = ({ pue, writer }: Run): boolean => pue !== null || appliesNoPue(writer);

function compare(run: Run, summary: Summary): MonitoredPart['agreement'] {
  const { actual } = run;
  const { epochs, lacksDuration, loggedKwh, resolutionKwh } = summary;
  if (actual === null || epochs === 0 || lacksDuration) return 'unknown';
  if (!isPueKnown(run)) return 'unknown';
  const differenceKwh = Math.abs(actual.energyKwh - loggedKwh);
  const largest = Math.max(actual.energyKwh, loggedKwh);
  const toleranceKwh = actual.energyResolutionKwh + resolutionKwh + RELATIVE_TOLERANCE * largest;
  return differenceKwh <= toleranceKwh ? 'same' : 'apart';
}

/** Energy of the recorded epochs with the device fault corrected, with PUE. */
export interface RecordedEnergy {
  /** All of it, in kWh. */
  correctedKwh: number;
  /** Part of it that is filled in for missing readings, in kWh. */
  filledKwh: number;
}

function recordedEnergy(run: Run, { loggedKwh, filledKwh }: Summary): RecordedEnergy {
  for (const component of run.components) if (deviceFactor(run, component) !== 1) return correctedEnergy(run);
  return { correctedKwh: loggedKwh, filledKwh };
}

/**
 * Adds up the epochs of a run of which the devices were averaged. Epochs without a reading get the power of the next
 * measured epoch, as carbontracker's own totals do; `filledKwh` is that part.
 */
function correctedEnergy(run: Run): RecordedEnergy {
  const pue = run.pue?.value ?? 1;
  let correctedKwh = 0;
  let filledKwh = 0;
  const parts = partsOf(run);
  for (let i = run.epochs.length - 1; i >= 0; i -= 1) {
    const epoch = run.epochs[i];
    if (epoch === undefined || epoch.durationS === null) continue;
    // The journal of ct-track has the duration in full, the line of carbontracker's format to 0.01 s.
    const tracked = run.tracking?.epochs[i] ?? null;
    const durationS = tracked === null ? epoch.durationS : tracked.endS - tracked.startS;
    for (const part of parts) {
      const ownW = totalPowerW(epoch.powerW[part.name]);
      const powerW = ownW ?? part.nextW;
      if (powerW === null) continue;
      const energyKwh = joulesToKwh(powerW * durationS) * pue * part.factor;
      correctedKwh += energyKwh;
      if (ownW === null) filledKwh += energyKwh;
      else part.nextW = ownW;
    }
  }
  return { correctedKwh, filledKwh };
}

/** The components of a run with their factors, to be gone through from the last epoch to the first. */
const partsOf = (run: Run): { name: string; factor: number; nextW: number | null }[] =>
  run.components.map((component) => ({ name: component.name, factor: deviceFactor(run, component), nextW: null }));

/**
 * Energy of each epoch with a reading, in J without PUE, with the device fault corrected; a component without a reading
 * has the power of the next epoch that has one, as in the sum.
 */
export function epochEnergiesJ(run: Run): number[] {
  const parts = partsOf(run);
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
