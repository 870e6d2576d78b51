/** Carbon intensity over a run with several logged values. */
import type { ChartDataset } from 'chart.js';
import type { Entry } from '../../accounting/index.ts';
import { largest, significant, smallest } from '../../model/numbers.ts';
import { binRanges, binSize } from './bins.ts';
import type { Figure } from './figure.ts';
import { COLOURS, linearAxis, lineChart } from './theme.ts';

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
  const line: ChartDataset<'line'> = {
    label: 'Carbon intensity',
    data,
    borderColor: COLOURS.green,
    backgroundColor: COLOURS.green,
    borderWidth: 1.3,
    pointRadius: data.length <= MOST_MARKS ? 2 : 0,
  };
  const ofValues = { beginAtZero: false, min: 1, max: values.length, ticks: { precision: 0 } };
  const configuration = lineChart([line], {
    x: linearAxis('Value in the log, in order', ofValues),
    y: linearAxis('Intensity (gCO₂eq/kWh)', { grace: '5%' }),
  });
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const [lowest, highest] = [smallest(values), largest(values, 0)];
  const place = factors.intensity?.location ?? null;
  const binned = size > 1 ? ` Each point is the mean of ${size} values.` : '';
  return {
    title: 'Carbon intensity',
    caption: `${values.length} values that the log holds${place === null ? '' : ` for ${place}`}, from ${significant(lowest)} to ${significant(highest)} gCO₂eq/kWh.${binned}`,
    description: `Line chart of ${values.length} values of the carbon intensity: mean ${significant(mean)}, lowest ${significant(lowest)}, highest ${significant(highest)} gCO₂eq/kWh.`,
    configuration,
    aspect: 0.35,
  };
}
