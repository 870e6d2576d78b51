/**
 * Names of the files of marks in the folder for temporary files. A name shows which process made it, so that files of
 * processes that were killed can be removed by a later one.
 */
import { lstatSync, readdir, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readProcess } from '../processes.ts';

const PREFIX = 'ct-track-epochs-';

/** Characters of the random identifier of a start of the system that distinguish machines well enough. */
const BOOT_CHARS = 8;

/** A path in a folder that no other process has. */
export function newMarkPath(folder: string): string {
  const space = processSpace();
  const own = readProcess(process.pid);
  const owner = space === null || own === null ? `${process.pid}` : `${space}-${process.pid}-${own.start}`;
  return join(folder, `${PREFIX}${owner}-${randomDigits()}${randomDigits()}`);
}

/** Eight hexadecimal digits. A name that exists already is never used, so they need not be secret; `node:crypto` would take longer to load. */
const randomDigits = (): string =>
  Math.floor(Math.random() * 2 ** 32)
    .toString(16)
    .padStart(8, '0');

/**
 * Removes files that killed processes of this user left. Nothing is removed where another machine or container, which may
 * share the folder, numbered the process. A training that outlives its ct-track makes the file again when it marks.
 */
export async function removeLeftovers(folder: string): Promise<void> {
  const space = processSpace();
  if (space === null) return;
  const ours = new RegExp(`^${PREFIX}${space}-(\\d+)-(\\d+)-[0-9a-f]{16}$`);
  for (const name of await namesIn(folder)) {
    const [, pid, start] = ours.exec(name) ?? [];
    if (pid === undefined || readProcess(Number(pid))?.start === Number(start)) continue;
    removeOwn(join(folder, name));
  }
}

/** `node:fs/promises` would take longer to load. */
function namesIn(folder: string): Promise<string[]> {
  return new Promise((resolve) => readdir(folder, (_, names) => resolve(names ?? [])));
}

function removeOwn(path: string): void {
  try {
    const stats = lstatSync(path);
    if (stats.isFile() && stats.uid === process.getuid?.()) rmSync(path);
  } catch {
    // Another process removed it.
  }
}

/** What numbers our processes: this start of the system, and the container; null where that is not known. */
function processSpace(): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').slice(0, BOOT_CHARS);
    const container = /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0];
    return container === undefined || !/^[0-9a-f]+$/.test(boot) ? null : `${boot}.${container}`;
  } catch {
    return null;
  }
}
