/** Processor time of a tree of processes, those that have ended included. */
import { descendants } from './process-tree.ts';
import type { ProcessTimes } from './processes.ts';

/** Root of the processes that count. */
export interface TreeRoot {
  /** Id of the process. */
  pid: number;
  /** Whether the process itself counts, or only what descends from it. */
  countsItself: boolean;
}

/** Where the processes of the machine are read. */
export interface ProcessSource {
  /** All processes that can be seen. */
  list(): ProcessTimes[];
  /** One process as it is now; null when it has ended. */
  read(pid: number): ProcessTimes | null;
}

/** The members of a tree by number. */
type Members = Map<number, ProcessTimes>;

/**
 * Adds up what the processes below a root use. The time of a child that has ended comes to its parent when that waits for
 * it; what was counted of the child before is taken off there. A process stays in the tree after its parent ends.
 */
export class TreeTimes {
  readonly #root: TreeRoot;
  readonly #source: ProcessSource;
  #members: Members | null = null;
  /** Ticks by process that were counted of its ended children, and have not come to it yet. */
  #owed = new Map<number, number>();

  constructor(root: TreeRoot, source: ProcessSource) {
    this.#root = root;
    this.#source = source;
  }

  /**
   * Ticks that the tree used since the last call; 0 the first time.
   *
   * @throws an Error when the root cannot be seen
   */
  advance(): number {
    const before = this.#members;
    const members = this.#look(before);
    this.#members = members;
    if (before === null) return 0;
    const ended = countedOfEnded(before, members, this.#owed);
    const owed = new Map<number, number>();
    let ticks = 0;
    for (const process of members.values()) {
      const last = sameIn(before, process);
      const isSilent = process.pid === this.#root.pid && !this.#root.countsItself;
      if (!isSilent) ticks += process.own - (last?.own ?? 0);
      const gained = process.reaped - (last?.reaped ?? 0);
      const newlyOwed = ended.get(process.pid) ?? 0;
      const debt = newlyOwed + (last === undefined ? 0 : (this.#owed.get(process.pid) ?? 0));
      ticks += Math.max(0, gained - debt);
      // The parent was read before its child ended: its gain shows in the next look. What never comes, because the parent
      // does not wait for its children, is forgotten then.
      owed.set(process.pid, Math.min(newlyOwed, Math.max(0, debt - gained)));
    }
    this.#owed = owed;
    return ticks;
  }

  /** Reads parents before their children, so that no time is seen both at a child and at the parent it comes to. */
  #look(before: Members | null): Members {
    const members: Members = new Map();
    for (const listed of this.#inOrder(this.#source.list(), before)) {
      const process = this.#source.read(listed.pid);
      // Another process may have got the number of one that has just ended.
      if (process?.start === listed.start) members.set(process.pid, process);
    }
    if (!members.has(this.#root.pid)) throw new Error('the processes of this machine cannot be seen');
    return members;
  }

  /** The tree from its root down, then what lost its place in it when a process between ended. */
  #inOrder(processes: readonly ProcessTimes[], before: Members | null): ProcessTimes[] {
    const inTree = descendants([this.#root.pid], processes);
    const reached = new Set(inTree);
    const lost = processes.filter(
      (one) => !reached.has(one.pid) && before !== null && sameIn(before, one) !== undefined,
    );
    const lostPids = new Set(lost.map(({ pid }) => pid));
    const tops = lost.filter(({ parent }) => !lostPids.has(parent)).map(({ pid }) => pid);
    const byPid = new Map(processes.map((process) => [process.pid, process]));
    return [...inTree, ...descendants(tops, processes)].flatMap((pid) => byPid.get(pid) ?? []);
  }
}

/** The same process in an earlier look, not another one of its number. */
function sameIn(members: Members, { pid, start }: ProcessTimes): ProcessTimes | undefined {
  const found = members.get(pid);
  return found?.start === start ? found : undefined;
}

/** Of processes that have ended: the time that was counted before, by the nearest process above that lives on. */
function countedOfEnded(before: Members, now: Members, owed: ReadonlyMap<number, number>): Map<number, number> {
  const counted = new Map<number, number>();
  const lives = (process: ProcessTimes): boolean => sameIn(now, process) !== undefined;
  for (const ended of before.values()) {
    if (lives(ended)) continue;
    let above = before.get(ended.parent);
    while (above !== undefined && !lives(above)) above = before.get(above.parent);
    if (above === undefined) continue;
    const ticks = ended.own + ended.reaped + (owed.get(ended.pid) ?? 0);
    counted.set(above.pid, (counted.get(above.pid) ?? 0) + ticks);
  }
  return counted;
}
