/** What accounting makes of a run: which figure counts, as logged and corrected. */
import type { Equivalents } from '../model/run.ts';

/**
 * Where the figure of a run comes from. `estimated` and `simulated` stand in place of `measured` where no device was
 * measured: every power comes from a load model, or from simulated devices.
 */
export const BASES = ['measured', 'estimated', 'simulated', 'predicted', 'recovered', 'none'] as const;

/** One of them. */
export type Basis = (typeof BASES)[number];

/** Whether a figure is the complete one of its run, however its power was obtained: neither extrapolated nor put together. */
export const isComplete = (basis: Basis): boolean =>
  basis === 'measured' || basis === 'estimated' || basis === 'simulated';

/** One total, PUE applied. */
export interface Figure {
  energyKwh: number;
  /** Null when no carbon intensity is known for it. */
  co2eqG: number | null;
  equivalents: Equivalents | null;
  durationS: number;
  /** Epochs that the figure stands for. */
  epochs: number;
}

/** The figure of one run, twice: as logged, and corrected where a fault of the writer is certain. */
export interface Account {
  basis: Basis;
  logged: Figure;
  corrected: Figure;
}

/** Sum over runs; `energyKwh` is the corrected one unless asked for as logged. */
export interface Totals {
  runs: number;
  energyKwh: number;
  co2eqG: number | null;
  equivalents: Equivalents | null;
  durationS: number;
  /** Runs that add energy but whose CO2eq is unknown. */
  co2eqUnknownRuns: number;
  logged: { energyKwh: number; co2eqG: number | null; equivalents: Equivalents | null };
  basis: Record<Basis, { runs: number; energyKwh: number }>;
}
