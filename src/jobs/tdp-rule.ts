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

/**
 * Energy in kWh without PUE; null where the time, the devices or a TDP that it needs are unknown. Cores count with their processor
 * time where Slurm counted any, else with the time for which they were allocated.
 */
export function tdpEnergyKwh(job: SlurmJob, { perCoreW, perGpuW }: Tdps): number | null {
  const { elapsedS, cpus, gpus, usedCpuS, memoryGb } = job;
  if (elapsedS === null || cpus === null || gpus === null || perCoreW === null) return null;
  if (gpus > 0 && perGpuW === null) return null;
  const coreS = usedCpuS === null || usedCpuS === 0 ? cpus * elapsedS : usedCpuS;
  const energyJ = coreS * perCoreW + gpus * elapsedS * (perGpuW ?? 0) + elapsedS * (memoryGb ?? 0) * MEMORY_W_PER_GB;
  return joulesToKwh(energyJ);
}
