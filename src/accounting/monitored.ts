/** The monitored part of a run: the printed total or the sum of its epochs, whichever is finer. */
import type { Run } from '../model/run.ts';
import { totalDeviceFactor } from './devices.ts';
import { type EpochSum, sumEpochs } from './epochs.ts';
import { printedCountOf } from './printed-count.ts';
import { appliesNoPue } from './writers.ts';

export interface MonitoredPart {
  /** Corrected for the averaging of devices; PUE applied. */
  energyKwh: number;
  durationS: number;
  epochs: number;
  /** From the logged energy to the corrected one: what the averaging of devices took away. */
  deviceRatio: number;
  /** `printed`, or `epochs` where those are finer or nothing was printed. */
  source: 'printed' | 'epochs';
  /** How printed total and epochs compare: `apart` is a difference beyond rounding. */
  agreement: 'same' | 'apart' | 'unknown';
  sum: EpochSum;
}

/** Printed durations are rounded to the second; beyond this the sum of the epochs tells another story. */
const DURATION_TOLERANCE_S = 1.5;
/** Rounding of powers and sums that is in no printed digit. */
const RELATIVE_TOLERANCE = 1e-6;

/** Energy, duration and count of the epochs that were monitored. */
export function monitoredPart(run: Run): MonitoredPart {
  const sum = sumEpochs(run);
  const withoutEpochs = run.epochs.length === 0 ? (totalDeviceFactor(run) ?? 1) : 1;
  const deviceRatio = sum.loggedKwh > 0 ? sum.correctedKwh / sum.loggedKwh : withoutEpochs;
  const fromEpochs = { durationS: sum.durationS, epochs: run.epochs.length, deviceRatio, sum };
  const { actual } = run;
  if (actual === null || (actual.block === 'first' && run.epochs.length > (actual.epochs ?? 0))) {
    return { ...fromEpochs, energyKwh: sum.correctedKwh, source: 'epochs', agreement: 'unknown' };
  }
  const toleranceS = DURATION_TOLERANCE_S + run.epochs.length * run.durationResolutionS;
  const sameDuration =
    run.epochs.length > 0 && (actual.durationS === null || Math.abs(actual.durationS - sum.durationS) <= toleranceS);
  const printedIsCoarser = actual.energyResolutionKwh > sum.resolutionKwh && sum.loggedKwh > 0;
  const agreement = compare(run, sum);
  const useEpochs = printedIsCoarser && sameDuration && agreement !== 'apart' && isPueKnown(run);
  return {
    energyKwh: (useEpochs ? sum.loggedKwh : actual.energyKwh) * deviceRatio,
    durationS: sameDuration ? sum.durationS : (actual.durationS ?? sum.durationS),
    epochs: sameDuration ? run.epochs.length : (printedCountOf(run)?.epochs ?? actual.epochs ?? run.epochs.length),
    deviceRatio,
    source: useEpochs ? 'epochs' : 'printed',
    agreement,
    sum,
  };
}

/** From 1.1.0 on a printed total holds a PUE; where the line that names it is lost, the epochs cannot be compared. */
const isPueKnown = ({ pue, writer }: Run): boolean => pue !== null || appliesNoPue(writer);

function compare(run: Run, sum: EpochSum): MonitoredPart['agreement'] {
  const { actual, epochs } = run;
  if (actual === null || epochs.length === 0 || epochs.some(({ durationS }) => durationS === null)) return 'unknown';
  if (!isPueKnown(run)) return 'unknown';
  const differenceKwh = Math.abs(actual.energyKwh - sum.loggedKwh);
  const largest = Math.max(actual.energyKwh, sum.loggedKwh);
  const toleranceKwh = actual.energyResolutionKwh + sum.resolutionKwh + RELATIVE_TOLERANCE * largest;
  return differenceKwh <= toleranceKwh ? 'same' : 'apart';
}
