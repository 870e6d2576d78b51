/** A process that runs already and is not a child of ours: it can be watched, not waited for. */
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { CtError } from '../../model/errors.ts';

/** The end of a process is noticed this late at most, on a quiet machine. */
const POLL_MS = 50;

/** Field of `/proc/PID/stat` behind the name: when the process started. */
const STARTED = 19;

/** A process that runs already. */
export interface RunningProcess {
  /** Id of the process. */
  pid: number;
  /** Its command line; null where it cannot be read. */
  command: string[] | null;
  /** The environment that it was started with; null where it cannot be read, as for processes of other users. */
  environment: NodeJS.ProcessEnv | null;
  /** Waits until it has ended, or until the signal. */
  ended: (signal: AbortSignal) => Promise<void>;
}

/**
 * Finds a process.
 *
 * @throws CtError USAGE when there is none with this number
 */
export function findProcess(pid: number, procRoot = '/proc'): RunningProcess {
  const started = startOf(pid, procRoot);
  const group = threadGroup(pid, procRoot);
  if (!lives(pid) || started === 'ended') throw new CtError('USAGE', `no process with the id ${pid} is running`);
  if (group !== null && group !== pid) throw new CtError('USAGE', `${pid} is a thread of the process ${group}`);
  const words = readWords(`${procRoot}/${pid}/cmdline`);
  const pairs = readWords(`${procRoot}/${pid}/environ`)?.map((text) => text.split(/=(.*)/s) as [string, string]);
  return {
    pid,
    command: words === null || words.length === 0 ? null : words,
    environment: pairs === undefined ? null : Object.fromEntries(pairs),
    ended: async (signal) => {
      while (!signal.aborted && lives(pid) && startOf(pid, procRoot) === started) {
        await wait(POLL_MS, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}

/** Whether there is such a process, of whatever user. */
function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When it started, to distinguish it from a later one with its number; null where that cannot be seen. */
function startOf(pid: number, procRoot: string): string | null {
  let fields: string[];
  try {
    const text = readFileSync(`${procRoot}/${pid}/stat`, 'utf8');
    fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
  // Its parent has not waited for it yet.
  if (fields[0] === 'Z' || fields[0] === 'X') return 'ended';
  return fields[STARTED] ?? null;
}

/** Number of the process to which a thread belongs; null where that cannot be seen. */
function threadGroup(pid: number, procRoot: string): number | null {
  try {
    return Number(/^Tgid:\s*(\d+)$/m.exec(readFileSync(`${procRoot}/${pid}/status`, 'utf8'))?.[1] ?? pid);
  } catch {
    return null;
  }
}

/** Texts that end in zero bytes; null where they cannot be read. */
function readWords(path: string): string[] | null {
  try {
    return readFileSync(path, 'utf8')
      .split('\0')
      .filter((word) => word !== '');
  } catch {
    return null;
  }
}
