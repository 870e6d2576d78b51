/** What only somebody who checks a number wants to know of a run; nearly every log has some of it. */
import { newFinding } from '../../model/findings.ts';
import { formatEnergyPair } from '../../model/numbers.ts';
import type { Finding, Run } from '../../model/run.ts';
import type { Account } from '../types.ts';
import { aboutFallback, aboutIntensityYear, aboutPue, type PueOfRun } from './factors.ts';
import { aboutConstantPower } from './power.ts';

/** Facts about the factors behind a figure, and about what its log offers beside it; none for a run without a figure. */
export function examineClosely(run: Run, account: Account): Finding[] {
  if (account.basis === 'none') return [];
  return [
    ...aboutPrediction(run, account),
    ...aboutConstantPower(run),
    ...aboutPue(run, account),
    // ct-track's own is told with every command.
    ...(run.tracking === null ? aboutFallback(run.intensity) : []),
    ...aboutIntensityYear(run),
  ];
}

/** Of these facts those that may change the energy, and so a total that says nothing of them. */
export const examineEnergy = (run: PueOfRun, account: Account): Finding[] =>
  account.basis === 'none' ? [] : aboutPue(run, account).filter(({ figures }) => figures?.rangeKwh != null);

/** carbontracker's own aggregate counts the prediction of most runs, also where it lies beside a measurement. */
function aboutPrediction({ predicted }: Run, { basis, logged, corrected }: Account): Finding[] {
  if (predicted === null || basis === 'predicted') return [];
  if (Math.abs(predicted.energyKwh - logged.energyKwh) <= predicted.energyResolutionKwh * 2) return [];
  const [prediction, counted] = formatEnergyPair(predicted.energyKwh, corrected.energyKwh);
  const epochs = predicted.epochs === null ? '' : ` for ${predicted.epochs} epoch(s)`;
  const message = `the log also predicts ${prediction}${epochs}; ${counted} are counted`;
  const figures = { loggedKwh: predicted.energyKwh, correctKwh: corrected.energyKwh };
  return [newFinding('prediction-set-aside', message, null, figures)];
}
