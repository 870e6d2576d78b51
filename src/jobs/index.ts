/** Jobs of Slurm beside what was measured in them. */
export { everywhere, readClusterInfo } from './cluster-info.ts';
export { type ComparedJob, type JobComparison, JobTotals } from './compare.ts';
export {
  byEnergy,
  type EnergyWay,
  groupJobs,
  JOB_GROUPINGS,
  type JobGroup,
  type JobGrouping,
  jobGroup,
  joinGroups,
  mainWay,
} from './groups.ts';
export { readSacct } from './sacct.ts';
export type { JobEnergies } from './sums.ts';
export { type ClusterTdps, missingForTdp } from './tdp-rule.ts';
