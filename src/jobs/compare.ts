/** Jobs of Slurm beside what was measured in them, and the totals of all. */
import { type Entry, slurmJobId, type Traits } from '../accounting/index.ts';
import { joulesToKwh } from '../model/units.ts';
import { hasFailed, type SlurmJob } from './sacct.ts';
import { coreHoursOf, energiesOf, type JobEnergies, memoryGbHoursOf, type Usage } from './sums.ts';
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

/** All jobs of a table. */
export interface JobComparison {
  /** Jobs in the order of the table. */
  jobs: ComparedJob[];
  /** Sums over all jobs. */
  totals: JobEnergies;
  /** Sums over the jobs that ended without a result. */
  failed: JobEnergies;
  /** Core-hours that were allocated, and used, over the jobs for which both are known. */
  coreHours: Usage;
  /** GB-hours of memory that were allocated, and the most that was used, over the jobs for which both are known. */
  memoryGbHours: Usage;
  /** Runs that name a heterogeneous job but not which component ran them: they count in its first one, `123+0`. */
  heterogeneousRuns: number;
  /** Runs that name no job of the table, and their energy in kWh without PUE. */
  unmatched: { runs: number; energyKwh: number };
}

/** Adds runs up by their Slurm job. */
export class JobTotals {
  readonly #jobs: readonly SlurmJob[];
  readonly #ids: ReadonlySet<string>;
  readonly #measured = new Map<string, { runs: number; energyKwh: number; isKnown: boolean }>();
  #heterogeneousRuns = 0;
  #unmatchedRuns = 0;
  #unmatchedKwh = 0;

  constructor(jobs: readonly SlurmJob[]) {
    this.#jobs = jobs;
    this.#ids = new Set(jobs.map(({ id }) => id));
  }

  /** Whether the table has the job of a run. */
  has({ traits }: Entry): boolean {
    return this.#idOf(traits.job) !== null;
  }

  /** Adds a run with its counted figure: a device that several runs measured at once is in one of them. */
  add({ figures, factors, traits }: Entry): void {
    const energyKwh = figures.corrected.energyKwh / (factors.pue?.value ?? 1);
    const id = this.#idOf(traits.job);
    if (id === null) {
      this.#unmatchedRuns += 1;
      this.#unmatchedKwh += energyKwh;
      return;
    }
    if (id === firstComponentOf(traits.job)) this.#heterogeneousRuns += 1;
    const sum = this.#measured.get(id) ?? { runs: 0, energyKwh: 0, isKnown: false };
    sum.runs += 1;
    sum.energyKwh += energyKwh;
    sum.isKnown ||= figures.basis !== 'none';
    this.#measured.set(id, sum);
  }

  /** Id of the table for the job of a run; null where the table lacks it. */
  #idOf(job: Traits['job']): string | null {
    return idsOf(job).find((one) => this.#ids.has(one)) ?? null;
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
      coreHours: coreHoursOf(jobs),
      memoryGbHours: memoryGbHoursOf(jobs),
      heterogeneousRuns: this.#heterogeneousRuns,
      unmatched: { runs: this.#unmatchedRuns, energyKwh: this.#unmatchedKwh },
    };
  }
}

/** Ids under which sacct may list the job of a run: `1234_7` of an array, the raw id `1235`, or `1235+0`. */
const idsOf = (job: Traits['job']): string[] =>
  [slurmJobId(job), job.SLURM_JOB_ID ?? null, firstComponentOf(job)].filter((id) => id !== null);

/** All components of a heterogeneous job get the id of the first in SLURM_JOB_ID. */
const firstComponentOf = ({ SLURM_JOB_ID: id }: Traits['job']): string | null => (id === undefined ? null : `${id}+0`);
