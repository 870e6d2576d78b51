/** What a manifest says: which runs belong to which phase of a project, and which do not count. */

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

/** What holds unless the command line says otherwise. */
export interface ManifestDefaults {
  /** Phase of runs that match none. */
  phase?: string;
  pue?: number;
  /** In g/kWh. */
  intensity?: number;
  country?: string;
  year?: number;
  /** What one power for several devices is taken for, where the version of carbontracker leaves that open. */
  devices?: DevicePowers;
}

/** What a manifest file says: phases, exclusions and defaults. */
export interface Manifest {
  /** Path of its file, as given. */
  path: string;
  /** In the order of the file: the first that matches counts. */
  phases: Phase[];
  exclusions: Exclusion[];
  /** Patterns of the runs of one machine each: those that overlap on devices of the same names count once. */
  machines: string[][];
  defaults: ManifestDefaults;
}

/** Phase of runs that match none, unless the manifest names another. */
export const UNASSIGNED = 'unassigned';
