/** Every process of the machine with its processor time, from Linux's `/proc`. */
import { readdirSync, readFileSync } from 'node:fs';

/** One process; times are in ticks of `TICKS_PER_S`. */
export interface ProcessTimes {
  /** Id of the process. */
  pid: number;
  /** Id of its parent. */
  parent: number;
  /** Start time, which distinguishes a process from a later one with the same id. */
  start: number;
  /** What it used itself, all threads together. */
  own: number;
  /** What its children used that have ended and that it has waited for, with their own such children. */
  reaped: number;
  /** Whether it has ended and its parent has not noticed yet. */
  hasEnded: boolean;
}

/** The kernel shows times to programs in this unit on every processor that Node runs on. */
export const TICKS_PER_S = 100;

/** All processes that can be seen; none where there is no `/proc`. */
export function listProcesses(procRoot = '/proc'): ProcessTimes[] {
  return listPids(procRoot).flatMap((pid) => readProcess(pid, procRoot) ?? []);
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

/** One process as it is now; null when it has ended. */
export function readProcess(pid: number, procRoot = '/proc'): ProcessTimes | null {
  try {
    return parseProcess(pid, readFileSync(`${procRoot}/${pid}/stat`, 'utf8'));
  } catch {
    return null;
  }
}

/** The fields of `/proc/PID/stat` by their numbers: behind the name in parentheses come state (field 3), parent (4) and so on. */
export function fieldsOfStat(text: string): (number: number) => string | undefined {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (number) => fields[number - 3];
}

/** What the text of `/proc/PID/stat` shows; null where a field is not a number. */
export function parseProcess(pid: number, text: string): ProcessTimes | null {
  const textOf = fieldsOfStat(text);
  const field = (number: number): number => Number(textOf(number));
  const times = {
    pid,
    parent: field(4),
    start: field(22),
    own: field(14) + field(15),
    reaped: field(16) + field(17),
  };
  const hasEnded = 'ZX'.includes(textOf(3) ?? 'X');
  return Object.values(times).every(Number.isFinite) ? { ...times, hasEnded } : null;
}
