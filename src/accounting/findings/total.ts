/** Findings about the printed total beside the sum of the epochs. */
import { newFinding } from '../../model/findings.ts';
import { formatEnergyPair } from '../../model/numbers.ts';
import type { Finding, Run } from '../../model/run.ts';
import type { MonitoredPart } from '../run/monitored.ts';
import { type Account, isComplete } from '../types.ts';
import { loggedAndCounted } from './texts.ts';

/** Whether the printed total is coarser than its epochs, or tells another story. */
export function aboutTotal(run: Run, { basis, logged, corrected }: Account, part: MonitoredPart): Finding[] {
  if (!isComplete(basis) || run.actual === null) return [];
  const printedKwh = run.actual.energyKwh;
  const sumKwh = part.sum.loggedKwh;
  if (part.source === 'epochs') {
    const message = `the printed total has too few digits and was recomputed from the epochs; ${loggedAndCounted(logged.energyKwh, corrected.energyKwh)}`;
    const figures = { loggedKwh: logged.energyKwh, correctKwh: corrected.energyKwh };
    return [newFinding('total-rounded', message, sumKwh - printedKwh, figures)];
  }
  if (part.agreement !== 'apart') return [];
  const [printed, sum] = formatEnergyPair(printedKwh, sumKwh);
  const message = `the printed ${printed} is counted, but the epochs on record add up to ${sum}`;
  const rangeKwh: [number, number] = [Math.min(printedKwh, sumKwh), Math.max(printedKwh, sumKwh)];
  return [newFinding('total-differs', message, sumKwh - printedKwh, { loggedKwh: printedKwh, rangeKwh })];
}
