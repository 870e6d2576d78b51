/** Runs -> Chart.js configurations. */
import type { ChartConfiguration } from 'chart.js';
import { type AggregateOptions, withLoggedPowers } from '../../accounting/index.ts';
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

/** The name of a chart. */
export type ChartKind = (typeof CHART_KINDS)[number];

const OF_ONE_RUN: Partial<Record<ChartKind, (run: Run, samples: Samples | null) => Figure | null>> = {
  power: powerOverTime,
  'energy-per-epoch': energyPerEpoch,
  'carbon-intensity': carbonIntensity,
};

const OF_RUNS: Partial<Record<ChartKind, (runs: readonly Run[], options: AggregateOptions) => Figure | null>> = {
  'energy-by-run': energyByRun,
  'cumulative-energy': cumulativeEnergy,
  breakdown: energyBreakdown,
  prediction: measuredAgainstPredicted,
};

/**
 * A chart with its title, caption and description; null where the runs have no data for it.
 *
 * @param samples of a single run, for its power over time
 * @param options whether the figures count as logged, without corrections
 */
export function figure(
  runs: Run | readonly Run[],
  kind: ChartKind,
  samples: Samples | null = null,
  options: AggregateOptions = {},
): Figure | null {
  const given = 'id' in runs ? [runs] : runs;
  const list = options.asLogged ? given.map(withLoggedPowers) : given;
  const [only] = list;
  if (only !== undefined && list.length === 1)
    return OF_ONE_RUN[kind]?.(only, samples) ?? OF_RUNS[kind]?.(list, options) ?? null;
  return OF_RUNS[kind]?.(list, options) ?? null;
}

/** The Chart.js configuration of a chart, for a web page; null where the runs have no data for it. */
export function chart(runs: Run | readonly Run[], kind: ChartKind): ChartConfiguration | null {
  return figure(runs, kind)?.configuration ?? null;
}

/** The numbers of a chart in words; null where the runs have no data for it. */
export function describeChart(runs: Run | readonly Run[], kind: ChartKind): string | null {
  return figure(runs, kind)?.description ?? null;
}
