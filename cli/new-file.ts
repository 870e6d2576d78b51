/** Writes a temporary file beside the target, renames it once complete, and removes it if the process ends before. */
import { constants, promises as files, rmSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';

/** Fails where the name exists, even as a dangling link, which another user of a shared folder may have made. */
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);

/** Signals by which users and schedulers end a command. */
const ENDINGS: readonly NodeJS.Signals[] = ['SIGHUP', 'SIGINT', 'SIGTERM'];

/** Files that are being written. */
const unfinished = new Set<string>();

/** Writes a new file and renames it to the target, which it replaces. */
export async function putInPlace(target: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  // A random name, because processes of two containers that share a folder may have the same number.
  const temporary = path.join(path.dirname(target), `ct-parse-${crypto.randomUUID()}.part`);
  remember(temporary);
  try {
    const file = await files.open(temporary, NEW_FILE, 0o666);
    try {
      await write(file);
    } finally {
      await file.close();
    }
    await files.rename(temporary, target);
  } catch (error) {
    await files.rm(temporary, { force: true });
    throw error;
  } finally {
    forget(temporary);
  }
}

function remember(temporary: string): void {
  if (unfinished.size === 0) {
    process.on('exit', removeUnfinished);
    for (const signal of ENDINGS) process.on(signal, endBy);
  }
  unfinished.add(temporary);
}

function forget(temporary: string): void {
  unfinished.delete(temporary);
  if (unfinished.size > 0) return;
  process.off('exit', removeUnfinished);
  for (const signal of ENDINGS) process.off(signal, endBy);
}

function removeUnfinished(): void {
  for (const file of unfinished) rmSync(file, { force: true });
}

/** Ends by the signal, so that a shell sees it as for any other command. */
function endBy(signal: NodeJS.Signals): void {
  removeUnfinished();
  for (const each of ENDINGS) process.off(each, endBy);
  process.kill(process.pid, signal);
}
