/** Predicted against measured energy of carbontracker's runs. */
import type { ChartConfiguration } from 'chart.js';
import { type Entry, isComplete } from '../../accounting/index.ts';
import { energyUnit } from '../../model/axis-units.ts';
import { formatEnergy, formatShare } from '../../model/numbers.ts';
import type { Run } from '../../model/run.ts';
import type { Figure } from './figure.ts';
import { barsAspect, namedBars } from './named-bars.ts';
import { baseOptions, COLOURS, faded, linearAxis } from './theme.ts';

/** Points beyond these lie on top of one another. */
const MOST_POINTS = 1000;

export interface Forecast {
  run: Run;
  measuredKwh: number;
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
  if (Math.abs(share) < 0.0005) return 'as measured';
  return `${formatShare(Math.abs(share))} too ${share > 0 ? 'high' : 'low'}`;
}

/** @returns null where no run has both figures */
export function measuredAgainstPredicted(entries: readonly Entry[]): Figure | null {
  const pairs = forecasts(entries);
  const [only] = pairs;
  if (only === undefined) return null;
  return pairs.length === 1 ? ofOneRun(only) : ofManyRuns(pairs);
}

function ofOneRun(pair: Forecast): Figure {
  const { measuredKwh, predictedKwh } = pair;
  const unit = energyUnit(Math.max(measuredKwh, predictedKwh));
  const bars = [
    { name: 'Predicted', value: predictedKwh * unit.factor, label: formatEnergy(predictedKwh), colour: COLOURS.sky },
    { name: 'Measured', value: measuredKwh * unit.factor, label: formatEnergy(measuredKwh) },
  ];
  const text = `The prediction was ${errorText(pair)}.`;
  return {
    title: 'Measured against predicted',
    caption: text,
    description: `Bar chart: predicted ${formatEnergy(predictedKwh)}, measured ${formatEnergy(measuredKwh)}. ${text}`,
    configuration: namedBars(bars, `Energy (${unit.name})`),
    aspect: barsAspect(bars.length),
  };
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
  const errors = pairs.map(({ measuredKwh, predictedKwh }) => Math.abs(predictedKwh / measuredKwh - 1));
  const middle = errors.sort((a, b) => a - b)[Math.floor(errors.length / 2)] ?? 0;
  const worst = errors.at(-1) ?? 0;
  const text = `Half of the predictions were within ${formatShare(middle)} of the measured energy; the worst was ${formatShare(worst)} off.`;
  const drawnText = drawn.length < pairs.length ? `; points for the ${drawn.length} that used the most energy` : '';
  return {
    title: 'Measured against predicted',
    caption: `${pairs.length} runs of which both are known${drawnText}. ${text}`,
    description: `Scatter chart of measured against predicted energy of ${pairs.length} runs, up to ${formatEnergy(largestKwh)}. ${text}`,
    configuration,
    aspect: 0.5,
  };
}
