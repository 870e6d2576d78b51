/** Jobs of Slurm in groups, and the largest of them. */
import { sortedByName } from '../accounting/index.ts';
import type { ComparedJob } from './compare.ts';
import { coreHoursOf, energiesOf, type JobEnergies, memoryGbHoursOf, type Usage } from './sums.ts';

/** What jobs of a group have in common. */
export const JOB_GROUPINGS = ['slurm-array', 'slurm-account', 'user'] as const;

/** A grouping of jobs. */
export type JobGrouping = (typeof JOB_GROUPINGS)[number];

/** Sums over the jobs of a group. */
export interface JobGroup extends JobEnergies {
  /** Name of the group: an id, a project or a user. */
  name: string;
  /** Jobs that ended without a result. */
  failedJobs: number;
  /** Wall-clock time of all jobs, in s; null where it is unknown for each. */
  elapsedS: number | null;
  /** Core-hours that were allocated, and used. */
  coreHours: Usage;
  /** GB-hours of memory that were allocated, and used. */
  memoryGbHours: Usage;
}

const KEYS: Record<JobGrouping, (job: ComparedJob) => string> = {
  // `123_7` of an array, `123+1` of a heterogeneous job.
  'slurm-array': ({ id }) => id.replace(/[_+].*$/, ''),
  'slurm-account': ({ account }) => account ?? '(account not listed)',
  user: ({ user }) => user ?? '(user not listed)',
};

/** Adds up the jobs of each group, sorted by name. */
export function groupJobs(jobs: readonly ComparedJob[], by: JobGrouping): JobGroup[] {
  const groups = new Map<string, ComparedJob[]>();
  for (const job of jobs) {
    const name = KEYS[by](job);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [job]);
    else group.push(job);
  }
  return sortedByName([...groups.keys()]).map((name) => jobGroup(name, groups.get(name) ?? []));
}

/** Adds jobs up. */
export function jobGroup(name: string, jobs: readonly ComparedJob[]): JobGroup {
  const times = jobs.map(({ elapsedS }) => elapsedS).filter((time) => time !== null);
  return {
    name,
    ...energiesOf(jobs),
    failedJobs: jobs.filter(({ failed }) => failed).length,
    elapsedS: times.length === 0 ? null : times.reduce((sum, time) => sum + time, 0),
    coreHours: coreHoursOf(jobs),
    memoryGbHours: memoryGbHoursOf(jobs),
  };
}

/** Adds groups up. */
export function joinGroups(name: string, groups: readonly JobGroup[]): JobGroup {
  const sum = (of: (group: JobGroup) => number): number => groups.reduce((total, group) => total + of(group), 0);
  const usage = (of: (group: JobGroup) => Usage): Usage => ({
    allocated: sum((group) => of(group).allocated),
    used: sum((group) => of(group).used),
    jobs: sum((group) => of(group).jobs),
  });
  return {
    name,
    jobs: sum(({ jobs }) => jobs),
    measuredKwh: sum(({ measuredKwh }) => measuredKwh),
    measuredJobs: sum(({ measuredJobs }) => measuredJobs),
    sacctKwh: sum(({ sacctKwh }) => sacctKwh),
    sacctJobs: sum(({ sacctJobs }) => sacctJobs),
    tdpKwh: sum(({ tdpKwh }) => tdpKwh),
    tdpJobs: sum(({ tdpJobs }) => tdpJobs),
    failedJobs: sum(({ failedJobs }) => failedJobs),
    elapsedS: groups.every(({ elapsedS }) => elapsedS === null) ? null : sum(({ elapsedS }) => elapsedS ?? 0),
    coreHours: usage(({ coreHours }) => coreHours),
    memoryGbHours: usage(({ memoryGbHours }) => memoryGbHours),
  };
}

/** One of the three ways in which the energy of a job is known. */
export type EnergyWay = 'measured' | 'sacct' | 'tdp';

/** The way that has the energy of the most jobs; the first of several that have as many. */
export function mainWay({ measuredJobs, sacctJobs, tdpJobs }: JobEnergies): EnergyWay {
  if (measuredJobs >= Math.max(sacctJobs, tdpJobs)) return 'measured';
  return sacctJobs >= tdpJobs ? 'sacct' : 'tdp';
}

/** Jobs or groups with the most energy by one way first; those without an energy come last, in their order. */
export function byEnergy<T extends Pick<ComparedJob | JobGroup, 'measuredKwh' | 'sacctKwh' | 'tdpKwh'>>(
  items: readonly T[],
  way: EnergyWay,
): T[] {
  const energyOf = (item: T): number => item[`${way}Kwh`] ?? -1;
  return [...items].sort((a, b) => energyOf(b) - energyOf(a));
}
