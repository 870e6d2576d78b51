/** `cluster_info.yaml` of Green Algorithms for HPC: TDPs by partition. */
import { CtError } from '../model/errors.ts';
import type { ClusterTdps, Tdps } from './tdp-rule.ts';

const UNKNOWN: Tdps = { perCoreW: null, perGpuW: null };

/** The same TDPs in every partition. */
export const everywhere = (tdps: Tdps): ClusterTdps => ({ of: () => tdps });

/**
 * Reads the file. A partition that it lacks has unknown TDPs.
 *
 * @param file named in errors
 * @throws CtError NOT_A_TABLE where it is no such file
 */
export async function readClusterInfo(text: string, file: string): Promise<ClusterTdps> {
  const { parse } = await import('yaml');
  let partitions: unknown;
  try {
    partitions = (parse(text) as { partitions?: unknown } | null)?.partitions;
  } catch (error) {
    const [reason = ''] = (error as Error).message.split('\n');
    throw new CtError('NOT_A_TABLE', `${file} is not valid YAML: ${reason}`);
  }
  if (typeof partitions !== 'object' || partitions === null) {
    throw new CtError(
      'NOT_A_TABLE',
      `${file} has no partitions: it must be a cluster_info.yaml of Green Algorithms for HPC`,
    );
  }
  const tdps = new Map(
    Object.entries(partitions).map(([name, partition]) => [name, tdpsOf(partition, `${file}: partition ${name}`)]),
  );
  return { of: (partition) => tdps.get(partition ?? '') ?? UNKNOWN };
}

/** Of a GPU partition `TDP` is that of a GPU, and `TDP_CPU` that of a core. */
function tdpsOf(partition: unknown, where: string): Tdps {
  const { type, TDP, TDP_CPU } = (partition ?? {}) as Record<string, unknown>;
  const watts = (value: unknown, name: string): number => {
    if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return value;
    throw new CtError('NOT_A_TABLE', `${where}: ${name} must be a power in W`);
  };
  return type === 'GPU'
    ? { perCoreW: watts(TDP_CPU, 'TDP_CPU'), perGpuW: watts(TDP, 'TDP') }
    : { perCoreW: watts(TDP, 'TDP'), perGpuW: null };
}
