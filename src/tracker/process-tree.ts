/** The processes that descend from one. */
import { listProcesses, type ProcessTimes } from './processes.ts';

/** A process and its descendants, from `/proc`; only itself where there is none. */
export function processTree(root: number, procRoot = '/proc'): number[] {
  return descendants([root], listProcesses(procRoot));
}

/** Some processes and all that descend from them, each once. */
export function descendants(roots: readonly number[], processes: readonly ProcessTimes[]): number[] {
  const childrenOf = new Map<number, number[]>();
  for (const { pid, parent } of processes) {
    const siblings = childrenOf.get(parent);
    if (siblings === undefined) childrenOf.set(parent, [pid]);
    else siblings.push(pid);
  }
  const tree = new Set(roots);
  for (const pid of tree) for (const child of childrenOf.get(pid) ?? []) tree.add(child);
  return [...tree];
}
