/** Names of the commands of ct-parse, in the order of the help; apart from the commands, so that a start can look at them first. */
export const COMMAND_NAMES = [
  'aggregate',
  'runs',
  'audit',
  'statement',
  'parse',
  'report',
  'figures',
  'check-card',
  'dataset',
  'diff',
  'verify',
  'view',
  'watch',
  'slurm',
] as const;
