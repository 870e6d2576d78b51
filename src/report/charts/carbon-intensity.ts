/** Carbon intensity over a run with several logged values. */
import type { ChartConfiguration } from 'chart.js';
import type { Entry } from '../../accounting/index.ts';
import { significant } from '../../model/numbers.ts';
import { binRanges, binSize } from './bins.ts';
import type { Figure } from './figure.ts';
import { baseOptions, COLOURS, linearAxis } from './theme.ts';

const MOST_POINTS = 500;
const MOST_MARKS = 40;

/**
 * Chart of the carbon intensities that a log lists.
 *
 * @returns null for fewer than two values
 */
export function carbonIntensity({ factors }: Entry): Figure | null {
  const values = factors.intensity?.values ?? [];
  if (values.length < 2) return null;
  const size = binSize(values.length, MOST_POINTS);
  const data = binRanges(values.length, size).map(({ from, to }) => ({
    x: from + 1,
    y: values.slice(from, to).reduce((sum, value) => sum + value, 0) / (to - from),
  }));
  const configuration: ChartConfiguration<'line'> = {
    type: 'line',
    data: {
      datasets: [
        {
          label: 'Carbon intensity',
          data,
          borderColor: COLOURS.green,
          backgroundColor: COLOURS.green,
          borderWidth: 1.3,
          pointRadius: data.length <= MOST_MARKS ? 2 : 0,
        },
      ],
    },
    options: {
      ...(baseOptions() as ChartConfiguration<'line'>['options']),
      parsing: false,
      plugins: { legend: { display: false }, title: { display: false } },
      scales: {
        x: linearAxis('Value in the log, in order', {
          beginAtZero: false,
          min: 1,
          max: values.length,
          ticks: { precision: 0 },
        }),
        y: linearAxis('Intensity (gCO₂eq/kWh)', { grace: '5%' }),
      },
    },
  };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const [lowest, highest] = values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [
    Number.POSITIVE_INFINITY,
    0,
  ] as [number, number]);
  const place = factors.intensity?.location ?? null;
  const binned = size > 1 ? ` Each point is the mean of ${size} values.` : '';
  return {
    title: 'Carbon intensity',
    caption: `${values.length} values that the log holds${place === null ? '' : ` for ${place}`}, from ${significant(lowest)} to ${significant(highest)} gCO₂eq/kWh.${binned}`,
    description: `Line chart of ${values.length} values of the carbon intensity: mean ${significant(mean)}, lowest ${significant(lowest)}, highest ${significant(highest)} gCO₂eq/kWh.`,
    configuration: configuration as unknown as ChartConfiguration,
    aspect: 0.35,
  };
}
