/** Keeps two compactions of one dataset apart: both would write the same rows into files of their own. */
import { closeSync, openSync, readFileSync, rmSync, statSync, utimesSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { CtError, systemReason } from '../../model/errors.ts';

/** Readers of Parquet leave files with such names alone. */
const NAME = '_ct-parse-compacting';
/** A compaction touches its lock more often, so that one of another machine that does not was killed. */
const LONGEST_SILENCE_MS = 3_600_000;

/**
 * Runs a compaction while no other one does.
 *
 * @param work gets a function that marks the compaction as running
 * @throws CtError USAGE while another one runs, UNWRITABLE where the folder cannot be written
 */
export async function underLock<T>(folder: string, work: (touch: () => void) => Promise<T>): Promise<T> {
  const lock = path.join(folder, NAME);
  take(lock);
  try {
    return await work(() => utimesSync(lock, new Date(), new Date()));
  } finally {
    rmSync(lock, { force: true });
  }
}

function take(lock: string): void {
  for (let tries = 1; ; tries += 1) {
    try {
      const descriptor = openSync(lock, 'wx');
      try {
        writeSync(descriptor, `${hostname()} ${process.pid}\n`);
      } finally {
        closeSync(descriptor);
      }
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST') {
        throw new CtError('UNWRITABLE', `cannot write ${lock}: ${systemReason(error)}`, { cause: error });
      }
      const owner = ownerOf(lock);
      if (owner !== null && (tries > 1 || isGoingOn(lock, owner))) {
        const who = `process ${owner.pid} of ${owner.host}`;
        throw new CtError('USAGE', `another compaction is under way (${who}); if it is not, remove ${lock}`);
      }
      rmSync(lock, { force: true });
    }
  }
}

interface Owner {
  host: string;
  pid: number;
}

/** Null where the lock is gone. */
function ownerOf(lock: string): Owner | null {
  try {
    const [host = '', pid = ''] = readFileSync(lock, 'utf8').trim().split(' ');
    return { host, pid: Number(pid) };
  } catch {
    return null;
  }
}

function isGoingOn(lock: string, { host, pid }: Owner): boolean {
  const found = statSync(lock, { throwIfNoEntry: false });
  if (found === undefined) return false;
  // Between being made and being written a lock has no owner.
  if (host !== hostname() || !(pid > 0)) return Date.now() - found.mtimeMs < LONGEST_SILENCE_MS;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
