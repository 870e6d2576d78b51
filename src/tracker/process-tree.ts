/** The processes that descend from one. */
import { readdirSync, readFileSync } from 'node:fs';

/** A process and its descendants, from `/proc`; only itself where there is none. */
export function processTree(root: number, procRoot = '/proc'): number[] {
  const childrenOf = new Map<number, number[]>();
  for (const pid of listPids(procRoot)) {
    const parent = parentOf(pid, procRoot);
    if (parent !== null) childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), pid]);
  }
  const tree = [root];
  for (const pid of tree) tree.push(...(childrenOf.get(pid) ?? []));
  return tree;
}

function listPids(procRoot: string): number[] {
  try {
    return readdirSync(procRoot)
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

/** Behind the name in parentheses come state and parent. */
function parentOf(pid: number, procRoot: string): number | null {
  try {
    const text = readFileSync(`${procRoot}/${pid}/stat`, 'utf8');
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return null;
  }
}
