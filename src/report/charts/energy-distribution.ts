/** How many runs used how much energy, and how much of the total: steps of 1, 2, 5, 10 ... */
import type { ChartConfiguration } from 'chart.js';
import type { Entry } from '../../accounting/index.ts';
import { formatCount, formatEnergy, formatShare, largest } from '../../model/numbers.ts';
import type { Figure } from './figure.ts';
import { hatching } from './hatching.ts';
import { baseOptions, COLOURS, categoryAxis, linearAxis } from './theme.ts';

/** Fewer runs are seen one by one in the bars of each run. */
const LEAST_RUNS = 20;
/** Steps below the one of the largest run; smaller runs are in the first. */
const MOST_STEPS = 14;

/**
 * Chart of how many runs used how much energy.
 *
 * @returns null for fewer than twenty runs with energy
 */
export function energyDistribution(entries: readonly Entry[]): Figure | null {
  const energiesKwh = entries.map(({ figures }) => figures.corrected.energyKwh).filter((energyKwh) => energyKwh > 0);
  if (energiesKwh.length < LEAST_RUNS) return null;
  const steps = energiesKwh.map(stepOf);
  const last = largest(steps);
  const first = Math.max(
    steps.reduce((least, step) => Math.min(least, step), last),
    last - MOST_STEPS + 1,
  );
  const bins = Array.from({ length: last - first + 1 }, (_, i) => ({ step: first + i, runs: 0, energyKwh: 0 }));
  for (const [i, step] of steps.entries()) {
    const bin = bins[Math.max(0, step - first)];
    if (bin === undefined) continue;
    bin.runs += 1;
    bin.energyKwh += energiesKwh[i] ?? 0;
  }
  const totalKwh = bins.reduce((sum, { energyKwh }) => sum + energyKwh, 0);
  const labels = bins.map(({ step }, i) =>
    i === 0 && Math.min(...steps) < first
      ? [`below`, edgeText(step + 1)]
      : [edgeText(step), `to ${edgeText(step + 1)}`],
  );
  const shares = (values: readonly number[], all: number): number[] => values.map((value) => (100 * value) / all);
  const bar = { maxBarThickness: 22, categoryPercentage: 0.85, barPercentage: 0.95 };
  const configuration = {
    type: 'bar',
    data: {
      labels,
      datasets: [
        {
          ...bar,
          label: 'share of the runs',
          data: shares(
            bins.map(({ runs }) => runs),
            energiesKwh.length,
          ),
          backgroundColor: COLOURS.sky,
        },
        {
          ...bar,
          label: 'share of the energy',
          data: shares(
            bins.map(({ energyKwh }) => energyKwh),
            totalKwh,
          ),
          backgroundColor: COLOURS.blue,
          hatch: 'rising',
        },
      ],
    },
    options: {
      ...baseOptions(),
      scales: {
        x: categoryAxis('Energy of a run', { ticks: { autoSkip: true, autoSkipPadding: 4 } }),
        y: linearAxis('Share (%)', { grace: '5%' }),
      },
    },
    plugins: [hatching],
  } as unknown as ChartConfiguration;
  const sorted = [...energiesKwh].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const tenth = Math.ceil(sorted.length / 10);
  const topKwh = sorted.slice(-tenth).reduce((sum, energyKwh) => sum + energyKwh, 0);
  const text = `Half of the ${formatCount(sorted.length)} runs with energy used ${formatEnergy(middle)} or less; the largest ${formatCount(tenth)} used ${formatShare(topKwh / totalKwh)} of the energy.`;
  return {
    title: 'Small and large runs',
    caption: text,
    description: `Bar chart of the runs by their energy. ${text}`,
    configuration,
    aspect: 0.36,
  };
}

const DIGITS = [1, 2, 5] as const;

/** Number of the step that holds an energy: 0 from 1 kWh on, 1 from 2, 2 from 5, 3 from 10 ... */
function stepOf(energyKwh: number): number {
  const decade = Math.floor(Math.log10(energyKwh));
  const digits = energyKwh / 10 ** decade;
  return 3 * decade + (digits >= 5 ? 2 : digits >= 2 ? 1 : 0);
}

/** Lower edge of a step, such as `200 Wh`. */
function edgeText(step: number): string {
  const decade = Math.floor(step / 3);
  const [value = '', unit = ''] = formatEnergy((DIGITS[step - 3 * decade] ?? 1) * 10 ** decade).split(' ');
  return `${Number(value)} ${unit}`;
}
