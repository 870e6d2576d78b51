/** Jobs of Slurm beside what was measured in them. */
export { everywhere, readClusterInfo } from './cluster-info.ts';
export { type ComparedJob, type JobComparison, type JobEnergies, JobTotals } from './compare.ts';
export { readSacct, type SlurmJob } from './sacct.ts';
export type { ClusterTdps, Tdps } from './tdp-rule.ts';
