/** A manifest: the phases of a project with their runs, and the runs that do not count. */

import type { DevicePowers } from '../model/run.ts';

/** A phase of a project, and the runs that belong to it. */
export interface Phase {
  name: string;
  patterns: string[];
}

/** Runs that are not in the totals, and why. */
export interface Exclusion {
  patterns: string[];
  /** Why its runs are not in the totals. */
  reason: string;
}

/** Defaults that the command line can override. */
export interface ManifestDefaults {
  /** Phase of runs that match none. */
  phase?: string;
  pue?: number;
  /** Carbon intensity in g/kWh. */
  intensity?: number;
  country?: string;
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
  exclusions: Exclusion[];
  /** Patterns of the runs of one machine each: those that overlap on devices of the same names count once. */
  machines: string[][];
  defaults: ManifestDefaults;
}

/** Phase of runs that match none, unless the manifest names another. */
export const UNASSIGNED = 'unassigned';
