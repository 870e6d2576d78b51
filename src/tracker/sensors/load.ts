/** How busy the processors were: the whole machine, or one tree of processes. */
import { cpus } from 'node:os';
import { listProcesses, readProcess, TICKS_PER_S } from '../processes.ts';
import { type TreeRoot, TreeTimes } from '../tree-times.ts';
import type { ReadText } from './powercap.ts';

/** Returns the load since its last call. */
export interface LoadMeter {
  /**
   * Seconds of full load since the last call; 0 the first time.
   *
   * @param elapsedS seconds since the last call
   * @throws an Error when the load cannot be read; the next call then covers that time too
   */
  advance(elapsedS: number): number;
}

/** Processor time since boot, in any unit. */
interface Load {
  busy: number;
  total: number;
}

/** The load of everything that runs on the machine. */
export function machineLoad(procRoot: string, readText: ReadText): LoadMeter {
  let last: Load | null = null;
  let share = 0;
  return {
    advance: (elapsedS) => {
      const now = readLoad(procRoot, readText);
      if (last !== null && now.total > last.total)
        share = Math.min(1, Math.max(0, (now.busy - last.busy) / (now.total - last.total)));
      last = now;
      return share * elapsedS;
    },
  };
}

/** The load of a tree of processes: its processor time, divided by the processors of the machine. */
export function treeLoad(root: TreeRoot, procRoot: string, readText: ReadText): LoadMeter {
  const processors = countProcessors(readText(`${procRoot}/stat`));
  const times = new TreeTimes(root, {
    list: () => listProcesses(procRoot),
    read: (pid) => readProcess(pid, procRoot),
  });
  return { advance: () => times.advance() / TICKS_PER_S / processors };
}

/** Processors that are switched on, hardware threads counted. */
function countProcessors(text: string): number {
  const count = text.match(/^cpu\d+ /gm)?.length ?? 0;
  if (count === 0) throw new Error('/proc/stat names no processor');
  return count;
}

/**
 * Processor time of the machine: the first line of `/proc/stat`, elsewhere the times of Node.
 *
 * @throws an Error when neither is available
 */
function readLoad(procRoot: string, readText: ReadText): Load {
  let text: string | null = null;
  try {
    text = readText(`${procRoot}/stat`);
  } catch (error) {
    if (process.platform === 'linux') throw error;
  }
  if (text !== null) return parseStat(text);
  const times = cpus().map((cpu) => cpu.times);
  const total = times.reduce((sum, t) => sum + t.user + t.nice + t.sys + t.idle + t.irq, 0);
  const idle = times.reduce((sum, t) => sum + t.idle, 0);
  if (total === 0) throw new Error('no processor times');
  return { busy: total - idle, total };
}

/** `cpu user nice system idle iowait irq softirq steal guest guest_nice`: guest time is part of user time. */
export function parseStat(text: string): Load {
  const fields = /^cpu +([\d ]+)/.exec(text)?.[1]?.trim().split(' ').map(Number);
  if (fields === undefined || fields.length < 4) throw new Error('/proc/stat has no cpu line');
  const total = fields.slice(0, 8).reduce((sum, value) => sum + value, 0);
  const waiting = (fields[3] ?? 0) + (fields[4] ?? 0);
  return { busy: total - waiting, total };
}
