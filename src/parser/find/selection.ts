/** A part of the logs: what one of several tasks reads, and what changed since a time. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { CtError } from '../../model/errors.ts';
import { readOwnName } from '../../model/stem.ts';
import { nodeCrypto } from '../node-parts.ts';
import type { FileSet } from './file-sets.ts';
import { systemPath } from './system-path.ts';

/** Which logs are read; all without it. */
export interface Selection {
  /** The part of one of several tasks; all logs without it. */
  shard?: Shard | undefined;
  /** Unix time in ms: only logs with a file that was changed then or later are read; all logs without it. */
  sinceMs?: number | undefined;
  /** Called for each set of files, and each archive, that is not read because all of its files are older than `sinceMs`. */
  onOlder?: (() => void) | undefined;
}

/** One of several tasks that read all logs together. */
export interface Shard {
  /** Number of the task, from 0 to `count` - 1. */
  index: number;
  /** Number of tasks. */
  count: number;
}

/**
 * Reads `i/n` as array jobs number their tasks: 0 to n - 1, or 1 to n, where n stands for 0.
 *
 * @throws CtError USAGE
 */
export function readShard(text: string): Shard {
  const [, index = '', count = ''] = /^(\d{1,9})\/(\d{1,9})$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (index !== '' && shard.count > 0 && shard.index <= shard.count) {
    return { index: shard.index % shard.count, count: shard.count };
  }
  const numbers = '0/4 to 3/4, or 1/4 to 4/4';
  throw new CtError('USAGE', `--shard ${text} is not the number of a task and of all tasks; they are ${numbers}`);
}

const AGE = /^(\d{1,9})(m|h|d|w)$/;
const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const DATE = /^\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * Reads a time: `2026-11-01`, `2026-11-01 08:00` on the clock of this machine, or an age such as `36h` or `2d`.
 *
 * @returns Unix time in ms
 * @throws CtError USAGE
 */
export function readSince(text: string, nowMs: number): number {
  const [, amount, unit] = AGE.exec(text) ?? [];
  if (amount !== undefined) return nowMs - Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS];
  // A date alone would be taken for one of UTC.
  const ms = DATE.test(text) ? Date.parse(text.length === 10 ? `${text}T00:00` : text.replace(' ', 'T')) : Number.NaN;
  if (ms > nowMs) throw new CtError('USAGE', `--since ${text} is in the future: no log is that new`);
  if (!Number.isNaN(ms)) return ms;
  throw new CtError(
    'USAGE',
    `--since ${text} is not a time; give 2026-11-01, "2026-11-01 08:00", or an age such as 36h or 2d`,
  );
}

/**
 * Whether a set of files belongs to a task. A run is found by its process id and start where its name has them, so that its
 * copies and the halves of its files come to one task; else by its folder and name.
 */
function isOfShard({ folder, stem }: Pick<FileSet, 'folder' | 'stem'>, { index, count }: Shard): boolean {
  const { name, process } = readOwnName(stem);
  const key = process === null ? `${path.resolve(folder)}/${stem}` : name;
  // A number of 48 bits is exact, and even over any number of tasks.
  return nodeCrypto().createHash('sha1').update(key).digest().readUIntBE(0, 6) % count === index;
}

/** Whether a set belongs to the part of the logs that is read. */
export function isSelected(set: FileSet, { shard, sinceMs, onOlder }: Selection): boolean {
  if (shard !== undefined && !isOfShard(set, shard)) return false;
  if (sinceMs === undefined) return true;
  // Files of an archive are as old as the archive, which was looked at.
  if (set.read !== undefined) return true;
  const isChanged = Object.values(set.files).some((file) => file !== null && isChangedSince(file, sinceMs));
  if (!isChanged) onOlder?.();
  return isChanged;
}

/** Whether a file was changed at a time or later; true for one that cannot be looked at, which its reader reports. */
export function isChangedSince(file: string, sinceMs: number): boolean {
  try {
    return statSync(systemPath(file)).mtimeMs >= sinceMs;
  } catch {
    return true;
  }
}
