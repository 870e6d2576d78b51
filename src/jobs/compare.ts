/** Jobs of Slurm beside what was measured in them, and the totals of all. */
import { type Entry, slurmJobId, type Traits } from '../accounting/index.ts';
import { joulesToKwh } from '../model/units.ts';
import { hasFailed, type SlurmJob } from './sacct.ts';
import { type ClusterTdps, tdpEnergyKwh } from './tdp-rule.ts';

/** One job: its energy by three ways, all without PUE, each null where unknown. */
export interface ComparedJob extends SlurmJob {
  /** Runs of the logs that belong to the job. */
  runs: number;
  /** Sum over its runs; null where no run of it has a figure. */
  measuredKwh: number | null;
  /** Energy that Slurm counted; null where the table has none. */
  sacctKwh: number | null;
  /** Energy by the rule of Green Algorithms; null where a quantity or a TDP that it needs is unknown. */
  tdpKwh: number | null;
  /** Whether the job ended without a result. */
  failed: boolean;
}

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

/** All jobs of a table. */
export interface JobComparison {
  /** Jobs in the order of the table. */
  jobs: ComparedJob[];
  /** Sums over all jobs. */
  totals: JobEnergies;
  /** Sums over the jobs that ended without a result. */
  failed: JobEnergies;
  /** Core-hours that were allocated, and used, over the jobs for which both are known. */
  coreHours: { allocated: number; used: number; jobs: number };
  /** GB-hours of memory that were allocated, and the most that was used, over the jobs for which both are known. */
  memoryGbHours: { allocated: number; used: number; jobs: number };
  /** Runs that name no job of the table, and their energy in kWh without PUE. */
  unmatched: { runs: number; energyKwh: number };
}

const S_PER_HOUR = 3600;

/** Adds runs up by their Slurm job. */
export class JobTotals {
  readonly #jobs: readonly SlurmJob[];
  readonly #ids: ReadonlySet<string>;
  readonly #measured = new Map<string, { runs: number; energyKwh: number; isKnown: boolean }>();
  #unmatchedRuns = 0;
  #unmatchedKwh = 0;

  constructor(jobs: readonly SlurmJob[]) {
    this.#jobs = jobs;
    this.#ids = new Set(jobs.map(({ id }) => id));
  }

  /** Adds a run with its counted figure: a device that several runs measured at once is in one of them. */
  add({ figures, factors, traits }: Entry): void {
    const energyKwh = figures.corrected.energyKwh / (factors.pue?.value ?? 1);
    const id = idsOf(traits.job).find((one) => this.#ids.has(one));
    if (id === undefined) {
      this.#unmatchedRuns += 1;
      this.#unmatchedKwh += energyKwh;
      return;
    }
    const sum = this.#measured.get(id) ?? { runs: 0, energyKwh: 0, isKnown: false };
    sum.runs += 1;
    sum.energyKwh += energyKwh;
    sum.isKnown ||= figures.basis !== 'none';
    this.#measured.set(id, sum);
  }

  /** Compares each job with the runs that were added. */
  result(tdps: ClusterTdps): JobComparison {
    const jobs = this.#jobs.map((job): ComparedJob => {
      const measured = this.#measured.get(job.id);
      return {
        ...job,
        runs: measured?.runs ?? 0,
        measuredKwh: measured?.isKnown ? measured.energyKwh : null,
        sacctKwh: job.energyJ === null ? null : joulesToKwh(job.energyJ),
        tdpKwh: tdpEnergyKwh(job, tdps.of(job.partition)),
        failed: hasFailed(job),
      };
    });
    return {
      jobs,
      totals: energiesOf(jobs),
      failed: energiesOf(jobs.filter(({ failed }) => failed)),
      coreHours: usageOf(jobs, ({ cpus, usedCpuS, elapsedS }) =>
        cpus === null || elapsedS === null || usedCpuS === null || usedCpuS === 0
          ? null
          : { allocated: (cpus * elapsedS) / S_PER_HOUR, used: usedCpuS / S_PER_HOUR },
      ),
      memoryGbHours: usageOf(jobs, ({ memoryGb, usedMemoryGb, elapsedS }) =>
        memoryGb === null || usedMemoryGb === null || elapsedS === null
          ? null
          : { allocated: (memoryGb * elapsedS) / S_PER_HOUR, used: (usedMemoryGb * elapsedS) / S_PER_HOUR },
      ),
      unmatched: { runs: this.#unmatchedRuns, energyKwh: this.#unmatchedKwh },
    };
  }
}

/** Ids under which sacct may list the job of a run: `1234_7` of an array, or the raw id `1235`. */
const idsOf = (job: Traits['job']): string[] => [slurmJobId(job), job.SLURM_JOB_ID ?? null].filter((id) => id !== null);

function energiesOf(jobs: readonly ComparedJob[]): JobEnergies {
  const sum = (key: 'measuredKwh' | 'sacctKwh' | 'tdpKwh'): [number, number] => {
    const known = jobs.map((job) => job[key]).filter((value) => value !== null);
    return [known.reduce((total, value) => total + value, 0), known.length];
  };
  const [measuredKwh, measuredJobs] = sum('measuredKwh');
  const [sacctKwh, sacctJobs] = sum('sacctKwh');
  const [tdpKwh, tdpJobs] = sum('tdpKwh');
  return { jobs: jobs.length, measuredKwh, measuredJobs, sacctKwh, sacctJobs, tdpKwh, tdpJobs };
}

function usageOf(
  jobs: readonly ComparedJob[],
  read: (job: ComparedJob) => { allocated: number; used: number } | null,
): { allocated: number; used: number; jobs: number } {
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
