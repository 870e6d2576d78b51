export interface Killed {
  form: string;
  /** Joules of all devices in the last row of the samples file; null where it has no row. */
  lastJ: number | null;
  /** Seconds from the start to the last sample; null where there is none. */
  lastS: number | null;
  /** The longest time between two samples in s. */
  longestGapS: number;
  /** Seconds and joules before the first epoch; none where the run was killed before it. */
  beforeEpochS: number;
  beforeEpochJ: number;
  /** What `ct-parse aggregate --json` tells, PUE taken out; null where it found no run. */
  recoveredJ: number | null;
  basis: string | null;
  /** Whether every line of every file is whole. */
  whole: boolean;
}
export const FORMS: readonly string[];
export const INTERVAL_S: number;
export const TOTAL_W: number;
export function killOne(
  programs: { ctTrack: string; ctParse: string },
  kill: { form: string; waitsForSample: boolean; afterMs: number },
): Promise<Killed>;
