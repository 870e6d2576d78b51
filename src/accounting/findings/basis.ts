/** Findings about which figure of a run counts, and about the others that its log offers beside it. */
import { epochCountOf } from '../../model/column-run.ts';
import { newFinding } from '../../model/findings.ts';
import { formatEnergy, formatEnergyPair } from '../../model/numbers.ts';
import { type Consumption, countsSpans, type Finding, type Run, recordsEpochs } from '../../model/run.ts';
import { clean, plural } from '../../model/text.ts';
import type { EarlyStop } from '../../model/tracking.ts';
import { ofPrediction } from '../run/deviations.ts';
import { commandFailed, printedCountOf, unfinishedPart } from '../run/ending.ts';
import type { MonitoredPart } from '../run/monitored.ts';
import { MOST_ROUNDING, printedEnergyOf } from '../run/printed-energy.ts';
import { writesNoEnd } from '../run/writers.ts';
import { type Figure, type Figures, isComplete } from '../types.ts';
import { loggedAndCounted } from './weight.ts';

/** `the one recorded epoch is`, `the 3 recorded epochs are`. */
const recordedText = (count: number): string =>
  count === 1 ? 'the one recorded epoch is' : `the ${count} recorded epochs are`;

/** Explains a figure that differs from the measured total that the log printed. */
export function aboutBasis(run: Run, figures: Figures, part: MonitoredPart): Finding[] {
  switch (figures.basis) {
    case 'none':
      return [
        newFinding('not-measured', 'nothing was measured: the run is counted with 0 kWh', null, { loggedKwh: 0 }),
      ];
    case 'predicted':
      return [aboutPredicted(run, figures, part)];
    case 'recovered':
      return run.format === 'codecarbon'
        ? aboutNoTotal(run, figures.corrected)
        : [aboutRecovered(run, figures.corrected)];
    case 'measured':
    case 'estimated':
    case 'simulated':
      return aboutPrintedCount(run, figures, part);
  }
}

function aboutPredicted(run: Run, figures: Figures, part: MonitoredPart): Finding {
  const { logged, corrected } = figures;
  const monitored = Math.max(part.summary.epochs, run.actual?.epochs ?? 0);
  const meanText =
    part.summary.epochs > 0 ? ` as their number times the mean of ${monitored === 1 ? 'the one' : monitored}` : '';
  const message = `${monitored} of ${corrected.epochs} epochs monitored: the total is extrapolated to all ${corrected.epochs}${meanText}; ${loggedAndCounted(logged.energyKwh, corrected.energyKwh)}`;
  return newFinding('prediction-counted', message, corrected.energyKwh - logged.energyKwh, {
    loggedKwh: logged.energyKwh,
    correctKwh: corrected.energyKwh,
    rangeKwh: extrapolatedRange(run, figures, part),
  });
}

/**
 * The epochs that were not monitored, at the least and at the most. Without epochs on record the run may also have been
 * stopped, with no more than its printed total.
 */
function extrapolatedRange(run: Run, figures: Figures, part: MonitoredPart): [number, number] | null {
  const { energyKwh } = figures.corrected;
  const [deviation] = ofPrediction(run, figures);
  if (deviation === undefined || energyKwh <= 0) return null;
  const [lowKwh, highKwh] = [energyKwh * (1 + deviation.low), energyKwh * (1 + deviation.high)];
  const leastKwh = part.summary.epochs === 0 && part.energyKwh > 0 ? part.energyKwh : lowKwh;
  return [Math.min(leastKwh, energyKwh), highKwh];
}

/** How a printed number of epochs was read that no epoch on record confirms, and what else the total may cover. */
function aboutPrintedCount(run: Run, { corrected }: Figures, { deviceRatio }: MonitoredPart): Finding[] {
  const count = printedCountOf(run);
  const { actual, predicted, plannedEpochs } = run;
  if (count === null || count.reading === 'holds' || actual === null || corrected.energyKwh === 0) return [];
  if (count.reading === 'one-short') {
    const why = actual.epochs === 0 ? 'but energy for one' : `but its time is that of ${count.epochs}`;
    const message = `the log prints ${plural(actual.epochs ?? 0, 'epoch')} ${why}: the run was stopped after ${plural(count.epochs, 'epoch')}`;
    return [newFinding('epoch-count', message)];
  }
  // With an end that the log records, only the number of epochs is open.
  if (run.end === 'stopped-early' || commandFailed(run)) return [];
  const most = Math.max(corrected.energyKwh, (predicted?.energyKwh ?? 0) * deviceRatio);
  const message = `${count.epochs} of ${plannedEpochs} epochs are printed and none is recorded: the run may have been stopped or continued without monitoring; counted ${formatEnergy(corrected.energyKwh)}`;
  return [newFinding('end-unknown', message, null, { rangeKwh: [corrected.energyKwh, most] })];
}

function aboutRecovered(run: Run, { energyKwh }: Figure): Finding {
  const recorded = epochCountOf(run);
  const figures = { correctKwh: energyKwh };
  if (countsSpans(run)) {
    const message = `cut off: what was measured until its last line is counted, ${formatEnergy(energyKwh)}`;
    return newFinding('cut-off', message, null, figures);
  }
  if (run.end !== 'cut-off') {
    const message = `no actual consumption was printed: ${recordedText(recorded)} counted, ${formatEnergy(energyKwh)}`;
    return newFinding('no-actual-block', message, null, figures);
  }
  if (writesNoEnd(run.writer) && run.plannedEpochs === null && recorded > 0) {
    const message = `carbontracker ${run.writer.version} writes no end line: more than the ${plural(recorded, 'recorded epoch')} may have run; counted ${formatEnergy(energyKwh)}`;
    return newFinding('end-unknown', message, null, figures);
  }
  const planned = run.plannedEpochs === null ? '' : ` of ${run.plannedEpochs}`;
  const message = `cut off after ${recorded}${planned} finished ${planned === '' && recorded === 1 ? 'epoch' : 'epochs'}, ${countedText(run)}: ${formatEnergy(energyKwh)}`;
  return newFinding('cut-off', message, null, figures);
}

/** A row without its sum, or tasks without a row of their run, which a finding of their reader names. */
function aboutNoTotal({ findings }: Run, { energyKwh }: Figure): Finding[] {
  if (findings.some(({ code }) => code === 'tasks-added-up')) return [];
  const message = `its row has no energy_consumed: the energies of its parts are added up, ${formatEnergy(energyKwh)}`;
  return [newFinding('no-actual-block', message, null, { correctKwh: energyKwh })];
}

/** The counted part of a run that was cut off. */
function countedText(run: Run): string {
  const unfinished = unfinishedPart(run);
  if (unfinished === null) return 'which are counted';
  const rest = `${unfinished.durationS.toFixed(2)} s (${formatEnergy(unfinished.energyKwh)})`;
  return `which are counted with the samples of ${rest} after them`;
}

/** Whether the printed total is coarser than its epochs, or does not agree with them. */
export function aboutTotal(run: Run, { basis, logged, corrected }: Figures, part: MonitoredPart): Finding[] {
  if (!isComplete(basis) || run.actual === null) return [];
  const printedKwh = run.actual.energyKwh;
  const sumKwh = part.summary.loggedKwh;
  if (countsSpans(run)) return aboutClosingTotal(printedKwh, corrected.energyKwh);
  if (part.source === 'epochs') {
    const message = `the printed total has too few digits and was recomputed from the epochs; ${loggedAndCounted(logged.energyKwh, corrected.energyKwh)}`;
    const figures = { loggedKwh: logged.energyKwh, correctKwh: corrected.energyKwh };
    return [newFinding('total-rounded', message, sumKwh - printedKwh, figures)];
  }
  if (part.agreement !== 'apart') return aboutDigits(run, run.actual, part);
  const [printed, sum] = formatEnergyPair(printedKwh, sumKwh);
  const parts = recordsEpochs(run) ? 'the recorded epochs' : 'its parts';
  const message = `the printed ${printed} is counted, but ${parts} add up to ${sum}`;
  const rangeKwh: [number, number] = [Math.min(printedKwh, sumKwh), Math.max(printedKwh, sumKwh)];
  return [newFinding('total-differs', message, sumKwh - printedKwh, { loggedKwh: printedKwh, rangeKwh })];
}

/** A printed total with few digits, which no epochs show finer. */
function aboutDigits({ intensity }: Run, actual: Consumption, { deviceRatio, summary }: MonitoredPart): Finding[] {
  if (actual.energyResolutionKwh <= MOST_ROUNDING * actual.energyKwh) return [];
  // Powers of 0 W throughout show it, too.
  if (summary.measuredEpochs > 0 && summary.loggedKwh === 0) return [];
  const best = printedEnergyOf(actual, intensity);
  const lowKwh = Math.max(0, best.energyKwh - best.errorKwh) * deviceRatio;
  const highKwh = (best.energyKwh + best.errorKwh) * deviceRatio;
  const figures = { loggedKwh: actual.energyKwh, rangeKwh: [lowKwh, highKwh] as [number, number] };
  const rangeText = `it may be ${formatEnergy(lowKwh)} to ${formatEnergy(highKwh)}`;
  if (best.from === 'co2eq') {
    const message = `the printed total has too few digits (${formatEnergy(actual.energyKwh)}) and was recomputed from the printed CO2eq; ${rangeText}`;
    return [newFinding('total-rounded', message, best.energyKwh - actual.energyKwh, figures)];
  }
  const message = `the printed total of ${formatEnergy(actual.energyKwh)} has few digits, and the epochs do not show it: ${rangeText}`;
  return [newFinding('total-coarse', message, null, figures)];
}

/** A closing total also holds time outside of spans, and few readings add up in several ways: less is no contradiction. */
const LEAST_CONTRADICTION = 0.1;

function aboutClosingTotal(printedKwh: number, countedKwh: number): Finding[] {
  if (Math.abs(printedKwh - countedKwh) <= LEAST_CONTRADICTION * countedKwh) return [];
  const [printed, sum] = formatEnergyPair(printedKwh, countedKwh);
  const message = `its closing total is ${printed}, but its spans measured ${sum}, which is counted`;
  const figures = { loggedKwh: printedKwh, correctKwh: countedKwh };
  return [newFinding('closing-total', message, countedKwh - printedKwh, figures)];
}

/** A command that failed, was interrupted or was stopped by ct-track: its run did less than planned, or in vain. */
export function aboutCommand(run: Run): Finding[] {
  if (!commandFailed(run) || run.tracking === null) return [];
  const { exitCode, signal, stopped } = run.tracking;
  if (stopped != null) return [aboutEarlyStop(run, stopped)];
  const how = signal === null ? `failed with exit code ${exitCode}` : `was ended by ${signal}`;
  return [newFinding('command-failed', `the command ${how}: the measured part is counted, nothing is extrapolated`)];
}

/** How the command ended is what ct-track asked for, so it is no failure of its own. */
function aboutEarlyStop(run: Run, { by, reason }: EarlyStop): Finding {
  const { plannedEpochs, tracking } = run;
  const finished = (tracking?.epochs ?? []).filter((epoch) => epoch?.complete === true).length;
  const where = plannedEpochs === null ? '' : ` after ${finished} of ${plannedEpochs} finished epochs`;
  const why = by === 'answer' ? ', as the user decided when asked' : `: ${clean(reason)}`;
  const message = `ct-track stopped the training${where}${why}; its figure is that of an unfinished training`;
  return newFinding('stopped-by-limit', message);
}

/** carbontracker's own aggregate counts the prediction of most runs, also where it lies beside a measurement. */
export function aboutPrediction({ predicted }: Run, { basis, logged, corrected }: Figures): Finding[] {
  if (predicted === null || basis === 'predicted') return [];
  if (Math.abs(predicted.energyKwh - logged.energyKwh) <= predicted.energyResolutionKwh * 2) return [];
  const [prediction, counted] = formatEnergyPair(predicted.energyKwh, corrected.energyKwh);
  const epochs = predicted.epochs === null ? '' : ` for ${plural(predicted.epochs, 'epoch')}`;
  const message = `the log also predicts ${prediction}${epochs}; ${counted} are counted`;
  const figures = { loggedKwh: predicted.energyKwh, correctKwh: corrected.energyKwh };
  return [newFinding('prediction-set-aside', message, null, figures)];
}
