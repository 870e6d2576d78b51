/** Sums over several jobs. */
import { S_PER_HOUR } from '../model/units.ts';
import type { ComparedJob } from './compare.ts';

/** Energy that several jobs used, by the three ways; the number of jobs for which each is known. */
export interface JobEnergies {
  /** Number of jobs. */
  jobs: number;
  /** Sum of the measured energies, in kWh without PUE; 0 where none is known. */
  measuredKwh: number;
  /** Jobs with a measured energy. */
  measuredJobs: number;
  /** Sum of the energies that Slurm counted, in kWh without PUE; 0 where none is known. */
  sacctKwh: number;
  /** Jobs with an energy from Slurm. */
  sacctJobs: number;
  /** Sum of the energies by TDP, in kWh without PUE; 0 where none is known. */
  tdpKwh: number;
  /** Jobs with an energy by TDP. */
  tdpJobs: number;
}

/** What was allocated and how much of it was used. */
export interface Usage {
  /** Amount that was allocated. */
  allocated: number;
  /** Amount that was used. */
  used: number;
  /** Jobs for which both are known; the amounts are theirs. */
  jobs: number;
}

/** Adds up the energies of jobs. */
export function energiesOf(jobs: readonly ComparedJob[]): JobEnergies {
  const sum = (key: 'measuredKwh' | 'sacctKwh' | 'tdpKwh'): [number, number] => {
    const known = jobs.map((job) => job[key]).filter((value) => value !== null);
    return [known.reduce((total, value) => total + value, 0), known.length];
  };
  const [measuredKwh, measuredJobs] = sum('measuredKwh');
  const [sacctKwh, sacctJobs] = sum('sacctKwh');
  const [tdpKwh, tdpJobs] = sum('tdpKwh');
  return { jobs: jobs.length, measuredKwh, measuredJobs, sacctKwh, sacctJobs, tdpKwh, tdpJobs };
}

/** Core-hours of the jobs that name both; Slurm counts no processor time where it prints 0. */
export const coreHoursOf = (jobs: readonly ComparedJob[]): Usage =>
  usageOf(jobs, ({ cpus, usedCpuS, elapsedS }) =>
    cpus === null || elapsedS === null || usedCpuS === null || usedCpuS === 0
      ? null
      : { allocated: (cpus * elapsedS) / S_PER_HOUR, used: usedCpuS / S_PER_HOUR },
  );

/** GB-hours of memory of the jobs that name both; no process uses none, and Slurm prints 0 where it read nothing. */
export const memoryGbHoursOf = (jobs: readonly ComparedJob[]): Usage =>
  usageOf(jobs, ({ memoryGb, usedMemoryGb, elapsedS }) =>
    memoryGb === null || elapsedS === null || usedMemoryGb === null || usedMemoryGb === 0
      ? null
      : { allocated: (memoryGb * elapsedS) / S_PER_HOUR, used: (usedMemoryGb * elapsedS) / S_PER_HOUR },
  );

function usageOf(
  jobs: readonly ComparedJob[],
  read: (job: ComparedJob) => { allocated: number; used: number } | null,
): Usage {
  const total = { allocated: 0, used: 0, jobs: 0 };
  for (const job of jobs) {
    const usage = read(job);
    if (usage === null) continue;
    total.allocated += usage.allocated;
    total.used += usage.used;
    total.jobs += 1;
  }
  return total;
}
