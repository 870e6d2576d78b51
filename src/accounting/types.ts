/** The types of accounting: basis, figures and totals. */
import type { Equivalents, Run } from '../model/run.ts';

/**
 * Where the figure of a run comes from. `estimated` and `simulated` stand in place of `measured` where no device was
 * measured: every power comes from a load model, or from simulated devices.
 */
export const BASES = ['measured', 'estimated', 'simulated', 'predicted', 'recovered', 'none'] as const;

/** Basis of a figure. */
export type Basis = (typeof BASES)[number];

/** Whether a figure is the complete one of its run, however its power was obtained: neither extrapolated nor put together. */
export const isComplete = (basis: Basis): boolean =>
  basis === 'measured' || basis === 'estimated' || basis === 'simulated';

/** One total, PUE applied. */
export interface Figure {
  /** Energy in kWh. */
  energyKwh: number;
  /** CO2eq in g; null when its carbon intensity is unknown. */
  co2eqG: number | null;
  /** CO2eq in everyday terms; null when CO2eq is unknown or the log prints none. */
  equivalents: Equivalents | null;
  /** Duration that the figure covers, in s. */
  durationS: number;
  /** Number of epochs that the figure covers. */
  epochs: number;
}

/** The figure of one run, twice: as logged, and corrected where a fault of the writer is certain. */
export interface Figures {
  /** How the figure was obtained. */
  basis: Basis;
  /** What the log printed. */
  logged: Figure;
  /** What counts: the logged figure where no fault is certain. */
  corrected: Figure;
}

/** Totals over runs; `energyKwh` is corrected unless `asLogged` is set. */
export interface Totals {
  /** Number of runs, those without energy included. */
  runs: number;
  /** Energy in kWh, including PUE. */
  energyKwh: number;
  /** CO2eq in g of the runs for which it is known; null where it is known for none. */
  co2eqG: number | null;
  /** CO2eq in everyday terms; null where CO2eq is unknown. */
  equivalents: Equivalents | null;
  /** Sum of the durations of all runs, in s. */
  durationS: number;
  /** Number of runs with energy but unknown CO2eq. */
  co2eqUnknownRuns: number;
  /** The same sums over the logged figures. */
  logged: { energyKwh: number; co2eqG: number | null; equivalents: Equivalents | null };
  /** Number of runs and their energy in kWh, by how the figure was obtained. */
  basis: Record<Basis, { runs: number; energyKwh: number }>;
}

/**
 * Whether runs of carbontracker that overlap on devices of the same names measured the same devices: true counts those
 * once, false counts each. A function names the machine of a run, and runs of one machine count once; null where it
 * names none. Without a choice only runs that their logs show to be processes of one node count once, and a finding
 * names the others.
 */
export type SameMachine = boolean | ((run: Run) => string | null);

/** Options of totals. */
export interface AggregateOptions {
  /** Count the figures as the logs print them, without corrections. */
  asLogged?: boolean;
  /** Whether runs of carbontracker that overlap on devices of the same names measured the same devices, or which did. */
  sameMachine?: SameMachine | undefined;
}
