/** Files that appear whole or not at all. */
import { createWriteStream, realpathSync } from 'node:fs';
import { chmod, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readFileName } from '../src/log/file-name.ts';
import { CtError, systemReason } from '../src/model/errors.ts';

/** The name that stands for standard output. */
export const STDOUT = '-';

/** What to do where a log would be written over: a measurement cannot be repeated. */
const ANOTHER_FILE = 'write to another file';

/** Writes to a file beside the target and renames it at the end: a failure leaves nothing behind. */
export async function writeWhole(target: string, write: (stream: Writable) => Promise<void>): Promise<void> {
  if (target === STDOUT) {
    const through = new PassThrough();
    await Promise.all([write(through), pipeline(through, process.stdout, { end: false })]);
    return;
  }
  await replace(target, (temporary) => write(createWriteStream(temporary)));
}

/** As `writeWhole`, for content that is already in memory. */
export async function saveWhole(target: string, content: string | Uint8Array): Promise<void> {
  await replace(target, (temporary) => writeFile(temporary, content));
}

/** Replaces a file that exists, and keeps its permissions. */
export async function saveOver(file: string, content: string | Uint8Array): Promise<void> {
  const { mode } = await stat(file);
  await replace(file, async (temporary) => {
    await writeFile(temporary, content);
    await chmod(temporary, mode & 0o7777);
  });
}

/**
 * As `writeWhole`, for what writes to a file by its name. A link stays one; what is no file, such as `/dev/null`, is
 * written to as it is.
 *
 * @throws CtError USAGE for the name of a log or a link to one, UNWRITABLE for a folder
 */
export async function replace(target: string, make: (temporary: string) => Promise<void>): Promise<void> {
  refuseLog(target, target);
  const found = await stat(target).catch(() => null);
  if (found?.isDirectory()) {
    throw new CtError('UNWRITABLE', `Cannot write ${target}: it is a folder; name a file in it`);
  }
  if (found !== null && !found.isFile()) return make(target);
  const whole = found === null ? target : await realpath(target);
  refuseLog(whole, target);
  const temporary = `${whole}.${process.pid}.part`;
  try {
    await make(temporary);
    await rename(temporary, whole);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function refuseLog(file: string, target: string): void {
  if (readFileName(path.basename(file)) !== null) {
    throw new CtError('USAGE', `${target} is named as a log: ${ANOTHER_FILE}`);
  }
}

/**
 * Checks before anything is read that no log is written over.
 *
 * @throws CtError USAGE when the target is one of the inputs
 */
export function checkTarget(target: string, logs: readonly string[]): void {
  const written = target === STDOUT ? null : wholePath(target);
  if (written !== null && logs.some((log) => wholePath(log) === written)) {
    throw new CtError('USAGE', `${target} is one of the logs: ${ANOTHER_FILE}`);
  }
}

/** Without links; null where nothing is. A shell names thousands of logs, for which waiting takes a second. */
function wholePath(file: string): string | null {
  try {
    return realpathSync.native(file);
  } catch {
    return null;
  }
}

/** Says which file or folder could not be written. */
export async function atTarget(target: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (error instanceof CtError || (error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new CtError('UNWRITABLE', `Cannot write ${target}: ${systemReason(error)}`, { cause: error });
  }
}
