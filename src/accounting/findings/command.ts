/** Findings about how the wrapped command ended. */
import { newFinding } from '../../model/findings.ts';
import type { Finding, Run } from '../../model/run.ts';
import { commandFailed } from '../run/command.ts';

/** A command that failed or was interrupted: its run did less than planned, or in vain. */
export function aboutCommand(run: Run): Finding[] {
  if (!commandFailed(run) || run.tracking === null) return [];
  const { exitCode, signal } = run.tracking;
  const how = signal === null ? `failed with exit code ${exitCode}` : `was ended by ${signal}`;
  return [
    newFinding('command-failed', `the command ${how}: what was measured is counted, and nothing is extrapolated`),
  ];
}
