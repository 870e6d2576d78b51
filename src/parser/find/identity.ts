/** Which folder a path leads to, whatever links are on the way. */
import { realpathSync, statSync } from 'node:fs';
import { systemPath } from './system-path.ts';

/**
 * The same text for every path to one folder. Its number on the disk takes one call; a path spelt out takes one for each
 * of its parts.
 *
 * @throws Error of the file system
 */
export function identityOf(folder: string): string {
  const { dev, ino } = statSync(systemPath(folder), { bigint: true });
  // Some network drives number nothing.
  return ino === 0n ? realpathSync(systemPath(folder)) : `${dev}:${ino}`;
}
