/** Energy by the rule of Green Algorithms: TDP x time of processors and GPUs, and a power per GB of memory. */
import { joulesToKwh } from '../model/units.ts';
import type { SlurmJob } from './sacct.ts';

/** Power of memory in W per GB: Lannelongue et al. 2021, as in Green Algorithms for HPC. */
const MEMORY_W_PER_GB = 0.3725;

/** TDPs in W; null where unknown. */
export interface Tdps {
  /** TDP of a processor divided by its cores. */
  perCoreW: number | null;
  /** TDP of one GPU. */
  perGpuW: number | null;
}

/** TDPs of a cluster: of all partitions, or of each by its name. */
export interface ClusterTdps {
  /** TDPs of a partition; null stands for an unknown partition. */
  of(partition: string | null): Tdps;
}

/** A quantity without which the rule has no energy for a job. */
export type MissingForTdp = 'elapsed' | 'cpus' | 'gpus' | 'core TDP' | 'GPU TDP';

/** The first quantity that the rule needs and that is unknown; null where there is none. */
export function missingForTdp(
  { elapsedS, cpus, gpus }: Pick<SlurmJob, 'elapsedS' | 'cpus' | 'gpus'>,
  { perCoreW, perGpuW }: Tdps,
): MissingForTdp | null {
  if (perCoreW === null) return 'core TDP';
  if (elapsedS === null) return 'elapsed';
  if (cpus === null) return 'cpus';
  if (gpus === null) return 'gpus';
  return gpus > 0 && perGpuW === null ? 'GPU TDP' : null;
}

/**
 * Energy in kWh without PUE; null where the time, the devices or a TDP that it needs are unknown. Cores count with their processor
 * time where Slurm counted any, else with the time for which they were allocated.
 */
export function tdpEnergyKwh(job: SlurmJob, tdps: Tdps): number | null {
  if (missingForTdp(job, tdps) !== null) return null;
  const { usedCpuS, memoryGb } = job;
  const [elapsedS, cpus, gpus] = [job.elapsedS ?? 0, job.cpus ?? 0, job.gpus ?? 0];
  const coreS = usedCpuS === null || usedCpuS === 0 ? cpus * elapsedS : usedCpuS;
  const deviceJ = coreS * (tdps.perCoreW ?? 0) + gpus * elapsedS * (tdps.perGpuW ?? 0);
  return joulesToKwh(deviceJ + elapsedS * (memoryGb ?? 0) * MEMORY_W_PER_GB);
}
