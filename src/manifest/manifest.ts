/** A manifest: the phases of a project with their runs, and the runs that do not count. */

import type { DevicePowers } from '../model/run.ts';

/** A phase of a project, and the runs that belong to it. */
export interface Phase {
  /** Name of the phase. */
  name: string;
  /** Patterns of its runs. */
  patterns: string[];
}

/** Runs that are not in the totals, and why. */
export interface Exclusion {
  /** Patterns of its runs. */
  patterns: string[];
  /** Why its runs are not in the totals. */
  reason: string;
}

/** Defaults that the command line can override. */
export interface ManifestDefaults {
  /** Phase of runs that match none. */
  phase?: string;
  /** Power usage effectiveness, at least 1. */
  pue?: number;
  /** Carbon intensity in g/kWh. */
  intensity?: number;
  /** Code of the country with the average to use. */
  country?: string;
  /** Year of that average. */
  year?: number;
  /** Whether one power for several devices is their mean or their sum, for versions of carbontracker that may log either. */
  devices?: DevicePowers;
}

/** The content of a manifest file: phases, exclusions and defaults. */
export interface Manifest {
  /** Path of its file, as given. */
  path: string;
  /** Phases in the order of the file; the first match counts. */
  phases: Phase[];
  /** Runs that do not count, in the order of the file. */
  exclusions: Exclusion[];
  /** Patterns of the runs of one machine each: those that overlap on devices of the same names count once. */
  machines: string[][];
  /** Defaults; empty where the file has none. */
  defaults: ManifestDefaults;
}

/** Phase of runs that match none, unless the manifest names another. */
export const UNASSIGNED = 'unassigned';
