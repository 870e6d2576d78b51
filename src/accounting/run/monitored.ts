/** The monitored part of a run: the printed total or the sum of its epochs, whichever is finer. */

import { epochCountOf, summaryOf } from '../../model/column-run.ts';
import type { Run } from '../../model/run.ts';
import type { Summary } from '../../model/summary.ts';
import { totalDeviceFactor } from './device-power.ts';
import { type EpochSum, sumOf } from './epochs.ts';
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
  /** Of all epochs, as logged. */
  summary: Summary;
}

/** Printed durations are rounded to the second; beyond this the sum of the epochs tells another story. */
const DURATION_TOLERANCE_S = 1.5;
/** Rounding of powers and sums that is in no printed digit. */
const RELATIVE_TOLERANCE = 1e-6;

/** Energy, duration and count of the epochs that were monitored. */
export function monitoredPart(run: Run): MonitoredPart {
  const summary = summaryOf(run);
  const sum = sumOf(run, summary);
  const epochs = epochCountOf(run);
  const withoutEpochs = epochs === 0 ? (totalDeviceFactor(run) ?? 1) : 1;
  const deviceRatio = sum.loggedKwh > 0 ? sum.correctedKwh / sum.loggedKwh : withoutEpochs;
  const fromEpochs = { durationS: sum.durationS, epochs, deviceRatio, sum, summary };
  const { actual } = run;
  if (actual === null || (actual.block === 'first' && epochs > (actual.epochs ?? 0))) {
    return { ...fromEpochs, energyKwh: sum.correctedKwh, source: 'epochs', agreement: 'unknown' };
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
    epochs: sameDuration ? epochs : (printedCountOf(run)?.epochs ?? actual.epochs ?? epochs),
    deviceRatio,
    source: useEpochs ? 'epochs' : 'printed',
    agreement,
    sum,
    summary,
  };
}

/** From 1.1.0 on a printed total holds a PUE; where the line that names it is lost, the epochs cannot be compared. */
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
