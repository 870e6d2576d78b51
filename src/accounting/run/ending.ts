/** How far a run came: epochs that its printed total covers, the one that was open at the end, how its command ended. */
import { epochCountOf } from '../../model/column-run.ts';
import type { Run } from '../../model/run.ts';
import { joulesToKwh } from '../../model/units.ts';

/**
 * `holds`: the printed number fits the time of the epochs. `one-short`: carbontracker 1.1.0 to 2.4.5 print one epoch too
 * few after `stop()`. `unknown`: neither follows from the log.
 */
type CountReading = 'holds' | 'one-short' | 'unknown';

/** The printed number of epochs, and what it stands for. */
export interface PrintedCount {
  /** How the printed number is to be read. */
  reading: CountReading;
  /** Epochs that the total covers. */
  epochs: number;
}

/** Printed times are cut or rounded to the second. */
const TIME_RESOLUTION_S = 1;
/** A number of epochs fits where the epochs would have to differ by less than this share of the step to the next number. */
const FITS_WITHIN = 0.25;

/**
 * Reads the printed number of epochs of an Actual block without epoch records: at the seconds per epoch of the
 * prediction, either this number of epochs fills the printed time or one more does.
 *
 * @returns null where the epochs are on record, or the block prints no number
 */
export function printedCountOf(run: Run): PrintedCount | null {
  const { actual, predicted, plannedEpochs } = run;
  if (epochCountOf(run) > 0 || actual === null || actual.block !== 'actual' || actual.epochs === null) return null;
  const count = actual.epochs;
  if (count === 0) return { reading: 'one-short', epochs: actual.energyKwh > 0 ? 1 : 0 };
  if (plannedEpochs === null || count >= plannedEpochs) return { reading: 'holds', epochs: count };
  const planned = predicted?.epochs ?? 0;
  const [actualS, predictedS] = [actual.durationS ?? 0, predicted?.durationS ?? 0];
  if (planned <= 0 || actualS <= 0 || predictedS <= 0) return { reading: 'unknown', epochs: count };
  const epochS = predictedS / planned;
  const rounding = TIME_RESOLUTION_S / actualS + TIME_RESOLUTION_S / predictedS;
  const misfit = (n: number): number => Math.max(0, Math.abs(Math.log(actualS / n / epochS)) - rounding);
  const [asPrinted, oneMore] = [misfit(count), misfit(count + 1)];
  const limit = FITS_WITHIN * Math.log((count + 1) / count);
  if (asPrinted < oneMore && asPrinted <= limit) return { reading: 'holds', epochs: count };
  if (oneMore < asPrinted && oneMore <= limit) return { reading: 'one-short', epochs: count + 1 };
  return { reading: 'unknown', epochs: count };
}

/**
 * The epoch that was open when ct-track was killed, as its samples show it.
 *
 * @returns energy with PUE, and time; null when nothing of it is known or a printed total holds it already
 */
export function unfinishedPart(run: Run): { energyKwh: number; durationS: number } | null {
  const unfinished = run.tracking?.unfinished ?? null;
  if (unfinished === null || unfinished.endS === null || run.actual !== null) return null;
  let energyJ: number | null = null;
  for (const deviceJ of unfinished.energyJ) if (deviceJ !== null) energyJ = (energyJ ?? 0) + deviceJ;
  if (energyJ === null) return null;
  return {
    energyKwh: joulesToKwh(energyJ) * (run.pue?.value ?? 1),
    durationS: Math.max(0, unfinished.endS - unfinished.startS),
  };
}

/** Whether the wrapped command failed, was interrupted or was stopped by ct-track: the run did not do what was planned. */
export const commandFailed = ({ tracking }: Pick<Run, 'tracking'>): boolean =>
  tracking !== null && ((tracking.exitCode ?? 0) !== 0 || tracking.signal !== null || tracking.stopped != null);
