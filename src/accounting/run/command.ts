/** How a wrapped command ended, as the journal of ct-track records it. */
import type { Run } from '../../model/run.ts';

/** Whether the command failed or was interrupted, so that the run did not do what was planned. */
export const commandFailed = ({ tracking }: Pick<Run, 'tracking'>): boolean =>
  tracking !== null && ((tracking.exitCode ?? 0) !== 0 || tracking.signal !== null);
