/** Predicted against measured energy of carbontracker's runs. */
import type { ChartConfiguration } from 'chart.js';
import { type Entry, isComplete } from '../../accounting/index.ts';
import { energyUnit } from '../../model/axis-units.ts';
import { formatCount, formatEnergy, formatShare } from '../../model/numbers.ts';
import type { Run } from '../../model/run.ts';
import type { Figure } from './figure.ts';
import { baseOptions, COLOURS, faded, linearAxis } from './theme.ts';

/** Points beyond these lie on top of one another. */
const MOST_POINTS = 1000;

/** Both figures of one run, in kWh with PUE, for the same number of epochs. */
export interface Forecast {
  /** The run. */
  run: Run;
  /** Measured energy. */
  measuredKwh: number;
  /** Predicted energy, corrected as the measured one is. */
  predictedKwh: number;
}

/**
 * Runs of which both figures are known for the same number of epochs. Where the measured figure is corrected for
 * averaged devices, the predicted one is too, as it is based on the same powers.
 */
export function forecasts(entries: readonly Entry[]): Forecast[] {
  return entries.flatMap(({ run, figures: { basis, logged }, whole }) => {
    const { predicted } = run;
    if (!isComplete(basis) || predicted === null || predicted.energyKwh <= 0 || logged.energyKwh <= 0) return [];
    if (predicted.epochs !== null && predicted.epochs !== whole.epochs) return [];
    const predictedKwh = (predicted.energyKwh * whole.energyKwh) / logged.energyKwh;
    return [{ run, measuredKwh: whole.energyKwh, predictedKwh }];
  });
}

/** How far a prediction was off: `12 % too low`. */
export function errorText({ measuredKwh, predictedKwh }: Forecast): string {
  const share = predictedKwh / measuredKwh - 1;
  if (Math.abs(share) < LEAST_ERROR) return 'as measured';
  return `${formatShare(Math.abs(share))} too ${share > 0 ? 'high' : 'low'}`;
}

/** A smaller share is 0.0 % in print. */
const LEAST_ERROR = 0.0005;

/** A chart of fewer points shows nothing that their figures do not. */
const LEAST_POINTS = 3;

/**
 * Chart of predicted against measured energy, one point per run.
 *
 * @returns null where fewer than three runs have both figures
 */
export function measuredAgainstPredicted(entries: readonly Entry[]): Figure | null {
  const pairs = forecasts(entries);
  return pairs.length < LEAST_POINTS ? null : ofManyRuns(pairs);
}

/** How far the predictions were off, in a sentence. */
export function errorsText(pairs: readonly Forecast[]): string {
  const [only] = pairs;
  if (only !== undefined && pairs.length === 1) return `The prediction was ${errorText(only)}.`;
  const errors = pairs.map(({ measuredKwh, predictedKwh }) => Math.abs(predictedKwh / measuredKwh - 1));
  errors.sort((a, b) => a - b);
  const [middle, worst] = [errors[Math.floor(errors.length / 2)] ?? 0, errors.at(-1) ?? 0].map(formatShare);
  if ((errors.at(-1) ?? 0) < LEAST_ERROR) return `All ${formatCount(pairs.length)} predictions were as measured.`;
  if (middle === worst)
    return `All ${formatCount(pairs.length)} predictions were within ${worst} of the measured energy.`;
  return `Half of the ${formatCount(pairs.length)} predictions were ${(errors[Math.floor(errors.length / 2)] ?? 0) < LEAST_ERROR ? 'as measured' : `within ${middle} of the measured energy`}; the worst was ${worst} off.`;
}

function ofManyRuns(pairs: readonly Forecast[]): Figure {
  const largestKwh = pairs.reduce(
    (most, { measuredKwh, predictedKwh }) => Math.max(most, measuredKwh, predictedKwh),
    0,
  );
  const drawn = [...pairs].sort((a, b) => b.measuredKwh - a.measuredKwh).slice(0, MOST_POINTS);
  const unit = energyUnit(largestKwh);
  const end = largestKwh * unit.factor;
  const configuration = {
    type: 'scatter',
    data: {
      datasets: [
        {
          label: 'Run',
          data: drawn.map(({ predictedKwh, measuredKwh }) => ({
            x: predictedKwh * unit.factor,
            y: measuredKwh * unit.factor,
          })),
          pointStyle: 'circle',
          radius: drawn.length > 200 ? 1.5 : 3,
          borderColor: COLOURS.blue,
          borderWidth: 0.8,
          backgroundColor: faded(COLOURS.blue, 0.35),
        },
        {
          label: 'Measured = predicted',
          type: 'line',
          data: [
            { x: 0, y: 0 },
            { x: end, y: end },
          ],
          borderColor: COLOURS.black,
          borderDash: [5, 4],
          borderWidth: 1,
          pointRadius: 0,
          pointStyle: 'line',
        },
      ],
    },
    options: {
      ...baseOptions(),
      plugins: {
        title: { display: false },
        legend: {
          ...baseOptions().plugins?.legend,
          labels: { ...baseOptions().plugins?.legend?.labels, usePointStyle: true, boxHeight: 5 },
        },
      },
      scales: {
        x: linearAxis(`Predicted energy (${unit.name})`, { min: 0, suggestedMax: end }),
        y: linearAxis(`Measured energy (${unit.name})`, { min: 0, suggestedMax: end }),
      },
    },
  } as unknown as ChartConfiguration;
  const text = errorsText(pairs);
  const drawnText =
    drawn.length < pairs.length ? `; the ${formatCount(drawn.length)} that used the most energy are drawn` : '';
  return {
    title: 'Measured against predicted',
    caption: `Each point is a run of which both are known${drawnText}. ${text}`,
    description: `Scatter chart of measured against predicted energy of ${pairs.length} runs, up to ${formatEnergy(largestKwh)}. ${text}`,
    configuration,
    aspect: 0.5,
  };
}
