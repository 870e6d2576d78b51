/** Ids that a cluster gives a job: runs of one job, array or project are added up by it. */

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
  'SLURM_CLUSTER_NAME',
  'SLURM_JOB_PARTITION',
  'SLURM_JOB_ACCOUNT',
  'SLURM_JOB_USER',
  'SLURM_RESTART_COUNT',
  'OMPI_COMM_WORLD_RANK',
  'OMPI_COMM_WORLD_LOCAL_RANK',
  'PMI_RANK',
  'RANK',
  'LOCAL_RANK',
  'WORLD_SIZE',
];

/** Those values that the environment has, by the name of their variable. */
export function jobIds(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(NAMES.flatMap((name) => (environment[name] ? [[name, environment[name] ?? '']] : [])));
}
