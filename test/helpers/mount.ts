/** A small disk of its own, for root on Linux. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const mounts = (place: string, options: string): boolean =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', place]).status === 0;

/** Whether this user may mount here; containers often forbid it to root, too. */
export const canMount: boolean = (() => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const place = mkdtempSync(join(tmpdir(), 'ct-mount-'));
  const done = mounts(place, 'size=4k');
  if (done) spawnSync('umount', [place]);
  rmSync(place, { recursive: true });
  return done;
})();

/** Runs with a disk of so many KiB that is gone afterwards. */
export async function withDisk<T>(sizeKiB: number, use: (disk: string) => Promise<T> | T): Promise<T> {
  const disk = mkdtempSync(join(tmpdir(), 'ct-disk-'));
  if (!mounts(disk, `size=${sizeKiB}k`)) throw new Error('cannot mount');
  try {
    return await use(disk);
  } finally {
    spawnSync('umount', ['-l', disk]);
    rmSync(disk, { recursive: true, force: true });
  }
}

/** Takes the right to write from a whole disk. */
export function makeReadOnly(disk: string): void {
  if (spawnSync('mount', ['-o', 'remount,ro', disk]).status !== 0) throw new Error('cannot mount read-only');
}
