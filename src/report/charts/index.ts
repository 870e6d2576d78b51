/** Runs -> Chart.js configurations. */
import type { ChartConfiguration } from 'chart.js';
import { asLoggedEntry, type EntriesOptions, type Entry, entriesOf } from '../../accounting/index.ts';
import type { Run } from '../../model/run.ts';
import type { Samples } from '../../model/samples.ts';
import { carbonIntensity } from './carbon-intensity.ts';
import { cumulativeEnergy } from './cumulative-energy.ts';
import { drawable } from './drawable.ts';
import { energyBreakdown } from './energy-breakdown.ts';
import { energyByRun } from './energy-by-run.ts';
import { energyDistribution } from './energy-distribution.ts';
import { energyPerEpoch } from './energy-per-epoch.ts';
import type { Figure } from './figure.ts';
import { measuredAgainstPredicted } from './measured-against-predicted.ts';
import { powerByDevice } from './power-by-device.ts';
import { powerOverTime } from './power-over-time.ts';

export type { Figure } from './figure.ts';

/** Every kind of chart, in the order of a report. */
export const CHART_KINDS = [
  'power',
  'power-by-device',
  'energy-per-epoch',
  'carbon-intensity',
  'energy-by-run',
  'cumulative-energy',
  'energy-distribution',
  'breakdown',
  'prediction',
] as const;

/** The name of a chart. */
export type ChartKind = (typeof CHART_KINDS)[number];

const OF_ONE_RUN: Partial<Record<ChartKind, (entry: Entry, samples: Samples | null) => Figure | null>> = {
  power: powerOverTime,
  'power-by-device': powerByDevice,
  'energy-per-epoch': energyPerEpoch,
  'carbon-intensity': carbonIntensity,
};

const OF_RUNS: Partial<Record<ChartKind, (entries: readonly Entry[]) => Figure | null>> = {
  'energy-by-run': energyByRun,
  'cumulative-energy': cumulativeEnergy,
  'energy-distribution': energyDistribution,
  breakdown: energyBreakdown,
  prediction: measuredAgainstPredicted,
};

/**
 * A chart of entries with its title, caption and description; null where they have no data for it.
 *
 * @param samples of a single run, for its power over time
 */
export function figureOf(entries: readonly Entry[], kind: ChartKind, samples: Samples | null = null): Figure | null {
  const [only] = entries;
  const ofOne = only !== undefined && entries.length === 1 ? OF_ONE_RUN[kind]?.(only, samples) : null;
  const made = ofOne ?? OF_RUNS[kind]?.(entries) ?? null;
  return made === null ? null : drawable(made);
}

/**
 * A chart of runs with its title, caption and description; null where the runs have no data for it.
 *
 * @param samples of a single run, for its power over time
 * @param options whether the figures count as logged, without corrections
 */
export function figure(
  runs: Run | readonly Run[],
  kind: ChartKind,
  samples: Samples | null = null,
  options: EntriesOptions = {},
): Figure | null {
  const entries = entriesOf('id' in runs ? [runs] : runs, options);
  return figureOf(options.asLogged ? entries.map(asLoggedEntry) : entries, kind, samples);
}

/** The Chart.js configuration of a chart, for a web page; null where the runs have no data for it. */
export function chart(runs: Run | readonly Run[], kind: ChartKind): ChartConfiguration | null {
  return figure(runs, kind)?.configuration ?? null;
}

/** The numbers of a chart in words; null where the runs have no data for it. */
export function describeChart(runs: Run | readonly Run[], kind: ChartKind): string | null {
  return figure(runs, kind)?.description ?? null;
}
