/** Stops, continues and ends a process with all that descend from it. */
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { processTree } from '../process-tree.ts';
import { readProcess } from '../processes.ts';

/** Each round may find processes that were started in the one before. */
const MOST_ROUNDS = 50;

/**
 * Stops a tree of processes with SIGSTOP, also those that it starts meanwhile. Where there is no `/proc`, only the
 * process itself.
 *
 * @returns their ids
 */
export function stopTree(root: number): number[] {
  const stopped = new Set<number>();
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const running = processTree(root).filter((pid) => !stopped.has(pid));
    if (running.length === 0) break;
    for (const pid of running) {
      send(pid, 'SIGSTOP');
      stopped.add(pid);
    }
  }
  return [...stopped];
}

/** Lets stopped processes go on, the last ones first: nobody sees a child that is still stopped. */
export function continueTree(pids: readonly number[]): void {
  for (const pid of pids.toReversed()) send(pid, 'SIGCONT');
}

/**
 * Asks a tree of processes to end, with SIGTERM; all of them, as a shell does not pass signals on.
 *
 * @returns gives the ids of those that still run
 */
export function endTree(root: number): () => number[] {
  const pids = stopTree(root);
  const starts = new Map(pids.map((pid) => [pid, readProcess(pid)?.start]));
  for (const pid of pids) send(pid, 'SIGTERM');
  continueTree(pids);
  return () =>
    pids.filter((pid) => {
      const now = readProcess(pid);
      // An id may be given to another process, and one that has ended may stay in the list for want of a parent.
      return now !== null && !now.hasEnded && now.start === starts.get(pid);
    });
}

/** Whether a process ignores SIGTERM; false where that cannot be seen. */
export function ignoresEnding(pid: number, procRoot = '/proc'): boolean {
  try {
    const mask = /^SigIgn:\s*([0-9a-f]+)$/m.exec(readFileSync(`${procRoot}/${pid}/status`, 'latin1'))?.[1] ?? '0';
    return ((BigInt(`0x${mask}`) >> BigInt(constants.signals.SIGTERM - 1)) & 1n) === 1n;
  } catch {
    return false;
  }
}

/** A process may have ended, or belong to another user. */
function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Nothing can be done about it.
  }
}
