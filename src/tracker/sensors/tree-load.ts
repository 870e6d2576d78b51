/** Processor time of this process and all its descendants, from `/proc`. */
import { processTree } from '../process-tree.ts';
import { type Load, parseStat } from './load.ts';
import type { ReadText } from './powercap.ts';

/**
 * Time of the tree against the time of all processors. A child that has ended goes on counting in the parent that waited
 * for it; time of children that nobody waits for is lost.
 *
 * @throws an Error where `/proc` does not tell it
 */
export function readTreeLoad(procRoot: string, readText: ReadText, root = process.pid): Load {
  let busy = 0;
  for (const pid of processTree(root, procRoot)) busy += pid === root ? timeOf(pid) : (tryTimeOf(pid) ?? 0);
  // Both files count in the same ticks.
  return { busy, total: parseStat(readText(`${procRoot}/stat`)).total };

  function timeOf(pid: number): number {
    return parseProcessTime(readText(`${procRoot}/${pid}/stat`));
  }

  /** A process may end between two looks. */
  function tryTimeOf(pid: number): number | null {
    try {
      return timeOf(pid);
    } catch {
      return null;
    }
  }
}

/** Fields 14 to 17 of `/proc/PID/stat`: user and system time, its own and of children it waited for, in clock ticks. */
export function parseProcessTime(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).map(Number);
  if (ticks.length < 4 || ticks.some((value) => !(value >= 0))) throw new Error('no process times');
  return ticks.reduce((sum, value) => sum + value, 0);
}
