/** Ids of cluster jobs: runs of one job are added up by them. */

/** Set by Slurm, Open MPI and MPICH for each process, and by torchrun. */
const NAMES = [
  'SLURM_JOB_ID',
  'SLURM_ARRAY_JOB_ID',
  'SLURM_ARRAY_TASK_ID',
  'SLURM_STEP_ID',
  'SLURM_PROCID',
  'SLURM_LOCALID',
  'SLURM_NODEID',
  'SLURM_NTASKS',
  'OMPI_COMM_WORLD_RANK',
  'OMPI_COMM_WORLD_LOCAL_RANK',
  'PMI_RANK',
  'RANK',
  'LOCAL_RANK',
];

/** Those ids that the environment has, by the name of their variable. */
export function jobIds(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(NAMES.flatMap((name) => (environment[name] ? [[name, environment[name] ?? '']] : [])));
}
