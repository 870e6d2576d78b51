/** Runs -> Chart.js configurations. */
import type { ChartConfiguration } from 'chart.js';
import type { Run } from '../../model/run.ts';
import type { Samples } from '../../model/samples.ts';
import { carbonIntensity } from './carbon-intensity.ts';
import { cumulativeEnergy } from './cumulative-energy.ts';
import { energyBreakdown } from './energy-breakdown.ts';
import { energyByRun } from './energy-by-run.ts';
import { energyPerEpoch } from './energy-per-epoch.ts';
import type { Figure } from './figure.ts';
import { measuredAgainstPredicted } from './measured-against-predicted.ts';
import { powerOverTime } from './power-over-time.ts';

export type { Figure } from './figure.ts';

/** Every kind of chart, in the order of a report. */
export const CHART_KINDS = [
  'power',
  'energy-per-epoch',
  'carbon-intensity',
  'energy-by-run',
  'cumulative-energy',
  'breakdown',
  'prediction',
] as const;

export type ChartKind = (typeof CHART_KINDS)[number];

const OF_ONE_RUN: Partial<Record<ChartKind, (run: Run, samples: Samples | null) => Figure | null>> = {
  power: powerOverTime,
  'energy-per-epoch': energyPerEpoch,
  'carbon-intensity': carbonIntensity,
};

const OF_RUNS: Partial<Record<ChartKind, (runs: readonly Run[]) => Figure | null>> = {
  'energy-by-run': energyByRun,
  'cumulative-energy': cumulativeEnergy,
  breakdown: energyBreakdown,
  prediction: measuredAgainstPredicted,
};

/**
 * A chart with its title, caption and description; null where the runs have no data for it.
 *
 * @param samples of a single run, for its power over time
 */
export function figure(runs: Run | readonly Run[], kind: ChartKind, samples: Samples | null = null): Figure | null {
  const list = 'id' in runs ? [runs] : runs;
  const [only] = list;
  if (only !== undefined && list.length === 1)
    return OF_ONE_RUN[kind]?.(only, samples) ?? OF_RUNS[kind]?.(list) ?? null;
  return OF_RUNS[kind]?.(list) ?? null;
}

/** The Chart.js configuration of a chart, for a web page; null where the runs have no data for it. */
export function chart(runs: Run | readonly Run[], kind: ChartKind): ChartConfiguration | null {
  return figure(runs, kind)?.configuration ?? null;
}

/** The numbers of a chart in words; null where the runs have no data for it. */
export function describeChart(runs: Run | readonly Run[], kind: ChartKind): string | null {
  return figure(runs, kind)?.description ?? null;
}
