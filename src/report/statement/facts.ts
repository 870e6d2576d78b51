/** The one set of facts: every style of a statement and the report take their figures from here. */
import type { AggregateOptions, GivenFactors, Spread, TotalRange, Totals } from '../../accounting/index.ts';
import type { Severity, Writer } from '../../model/run.ts';
import type { DeviceHours } from './device-hours.ts';
import type { IntensityFact, PueFact } from './factor-totals.ts';
import type { HardwareFact } from './hardware.ts';
import type { Tools } from './tools.ts';

/** A named part of the runs: development, failed, final, evaluation, or any other. */
export interface Phase {
  name: string;
  runs: number;
  energyKwh: number;
  /** Null when it is unknown. */
  co2eqG: number | null;
  gpuHours: number;
  durationS: number;
}

/** Which figures a statement counts, and its phases. */
export interface FactsOptions extends AggregateOptions {
  /** Factors that replace the logged ones, for the figures and to say so. */
  factors?: GivenFactors;
  /** Parts of the runs, in the order in which they are shown. */
  phases?: readonly Phase[];
  /** How far the truth may lie from the totals; null where it is not asked for or not known. */
  range?: TotalRange | null;
}

/** All findings of one code, and how far they may move the total together. */
export interface FindingFact extends Spread {
  code: string;
  severity: Severity;
  runs: number;
}

/** Facts of all runs together. */
export interface Facts {
  totals: Totals;
  /** Whether the figures are those that the logs print, uncorrected. */
  asLogged: boolean;
  /** Factors that replace the logged ones; empty where those of the logs apply. */
  factors: GivenFactors;
  tools: Tools;
  writers: (Writer & { runs: number })[];
  /** First and last day of the logs, `YYYY-MM-DD`; null when no log has a time stamp. */
  period: { from: string; to: string } | null;
  /** Duration x number of GPUs, over all runs. */
  gpuHours: number;
  /** The same for CPUs: of whole packages, not of cores. */
  cpuHours: number;
  devices: DeviceHours[];
  hardware: HardwareFact[];
  pues: PueFact[];
  intensities: IntensityFact[];
  /** Places that the logs or the factors name, those of most runs first. */
  locations: { name: string; runs: number }[];
  /** CO2eq by the energy that it belongs to, in g/kWh; null when there is none. */
  meanGPerKwh: number | null;
  /** Of the runs of which something was measured; null without any. */
  runDurationS: { mean: number; largest: number } | null;
  findings: FindingFact[];
  phases: readonly Phase[];
  /** Null where it is not asked for or not known. */
  range: TotalRange | null;
}

/** The facts of one part of the runs as a phase of all of them. */
export function phaseOf(name: string, { totals, gpuHours }: Facts): Phase {
  const { runs, energyKwh, co2eqG, durationS } = totals;
  return { name, runs, energyKwh, co2eqG, gpuHours, durationS };
}
