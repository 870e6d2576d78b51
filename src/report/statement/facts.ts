/** The facts from which every style of a statement and the report take their figures. */
import type { AggregateOptions, Correction, GivenFactors, Spread, TotalRange, Totals } from '../../accounting/index.ts';
import type { Severity, Writer } from '../../model/run.ts';
import type { DeviceHours } from './device-hours.ts';
import type { IntensityFact, PueFact } from './factor-totals.ts';
import type { HardwareFact } from './hardware.ts';
import type { Tools } from './tools.ts';

/** A named part of the runs: development, failed, final, evaluation, or any other. */
export interface Phase {
  /** Name of the phase. */
  name: string;
  /** Number of its runs. */
  runs: number;
  /** Energy of its runs, in kWh including PUE. */
  energyKwh: number;
  /** CO2eq in g; null when it is unknown. */
  co2eqG: number | null;
  /** Duration x number of GPUs, over its runs, in hours. */
  gpuHours: number;
  /** Sum of the durations of its runs, in s. */
  durationS: number;
}

/** Options of facts. */
export interface FactsOptions extends AggregateOptions {
  /** Factors that replace the logged ones. */
  factors?: GivenFactors;
  /** Parts of the runs, in the order in which they are shown. */
  phases?: readonly Phase[];
  /** Key of the phases, such as `folder`; absent for phases that the user names. */
  groupedBy?: string;
  /** Range of the totals; null where it is not requested or unknown. */
  range?: TotalRange | null;
}

/** All findings of one code, with their joint effect on the total. */
export interface FindingFact extends Spread {
  /** Stable code of the findings. */
  code: string;
  /** Severity of the first of them. */
  severity: Severity;
  /** Number of runs with one, and findings of no run. */
  runs: number;
  /** Number of those that belong to no run, but to a file or a copy of a run. */
  loose: number;
}

/** Facts of all runs together. */
export interface Facts {
  /** Totals over all runs. */
  totals: Totals;
  /** Whether the figures are those that the logs print, uncorrected. */
  asLogged: boolean;
  /** Factors that replace the logged ones; empty where those of the logs apply. */
  factors: GivenFactors;
  /** Programs that wrote the logs. */
  tools: Tools;
  /** Each program with its version, and its number of runs. */
  writers: (Writer & { runs: number })[];
  /** First and last day of the logs, `YYYY-MM-DD`; null when no log has a time stamp. */
  period: { from: string; to: string } | null;
  /** Duration x number of GPUs, over all runs, in hours. */
  gpuHours: number;
  /** Duration x number of CPU packages, over all runs, in hours. */
  cpuHours: number;
  /** Hours by type of device. */
  devices: DeviceHours[];
  /** Combinations of devices. */
  hardware: HardwareFact[];
  /** Each PUE of the runs; those of most energy come first. */
  pues: PueFact[];
  /** Each carbon intensity of the runs; those of most energy come first. */
  intensities: IntensityFact[];
  /** Places that the logs or the factors name, those of most runs first. */
  locations: { name: string; runs: number }[];
  /** Mean carbon intensity of the energy with known CO2eq, in g/kWh; null when there is none. */
  meanGPerKwh: number | null;
  /** Durations of the measured runs in s; null without any. */
  runDurationS: { mean: number; largest: number } | null;
  /** Findings by code. */
  findings: FindingFact[];
  /** What makes the counted energy differ from the printed one, the largest first; empty for figures as logged. */
  corrections: Correction[];
  /** Phases of the runs; empty where they are not grouped. */
  phases: readonly Phase[];
  /** Key of the phases, such as `folder`; absent for phases that the user names. */
  groupedBy?: string;
  /** Range of the totals; null where it is not requested or unknown. */
  range: TotalRange | null;
}

/** The facts of one part of the runs as a phase of all of them. */
export function phaseOf(name: string, { totals, gpuHours }: Facts): Phase {
  const { runs, energyKwh, co2eqG, durationS } = totals;
  return { name, runs, energyKwh, co2eqG, gpuHours, durationS };
}
