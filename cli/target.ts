/** Writes output files that appear complete or not at all. */
import { createWriteStream, promises as files, realpathSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readFileName } from '../src/log/index.ts';
import { CtError, systemReason } from '../src/model/errors.ts';
import { putInPlace } from './new-file.ts';
import type { Terminal } from './terminal.ts';

/** The name that stands for standard output. */
export const STDOUT = '-';

/** Advice where a log would be overwritten. */
const ANOTHER_FILE = 'write to another file';

/** Writes a stream to a target that appears once it is complete; a failure leaves nothing behind. */
export async function writeWhole(
  target: string,
  { stdout }: Terminal,
  write: (stream: Writable) => Promise<void>,
): Promise<void> {
  if (target === STDOUT) {
    const through = new PassThrough();
    await Promise.all([write(through), pipeline(through, stdout, { end: false })]);
    return;
  }
  await replace(target, (file) => write(createWriteStream('', { fd: file })));
}

/** As `writeWhole`, for content that is already in memory. */
export async function saveWhole(target: string, content: string | Uint8Array): Promise<void> {
  await replace(target, (file) => files.writeFile(file, content));
}

/** Replaces a file that exists, and keeps its permissions. */
export async function saveOver(target: string, content: string | Uint8Array): Promise<void> {
  const { mode } = await files.stat(target);
  await replace(target, async (file) => {
    await files.writeFile(file, content);
    await file.chmod(mode & 0o7777);
  });
}

/**
 * As `writeWhole`, for a function that writes to an open file. A link stays a link; a target that is not a regular file,
 * such as `/dev/null`, is written to directly.
 *
 * @throws CtError USAGE for the name of a log or a link to one, UNWRITABLE for a folder
 */
export async function replace(target: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  refuseLog(target, target);
  const found = await files.stat(target).catch(() => null);
  if (found?.isDirectory()) {
    throw new CtError('UNWRITABLE', `cannot write ${target}: it is a folder; name a file in it`);
  }
  if (found !== null && !found.isFile()) return writeDirectly(target, write);
  const whole = found === null ? target : await files.realpath(target);
  refuseLog(whole, target);
  await putInPlace(whole, write);
}

async function writeDirectly(target: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await files.open(target, 'w');
  try {
    await write(file);
  } finally {
    await file.close();
  }
}

function refuseLog(file: string, target: string): void {
  if (readFileName(path.basename(file)) !== null) {
    throw new CtError('USAGE', `${target} has the name of a log: ${ANOTHER_FILE}`);
  }
}

/**
 * Refuses to overwrite a log, before anything is read.
 *
 * @throws CtError USAGE when the target is one of the inputs or has the name of a log
 */
export function checkTarget(target: string, logs: readonly string[]): void {
  if (target !== STDOUT) refuseLog(target, target);
  const written = target === STDOUT ? null : wholePath(target);
  if (written !== null) refuseLog(written, target);
  if (written !== null && logs.some((log) => wholePath(log) === written)) {
    throw new CtError('USAGE', `${target} is one of the logs: ${ANOTHER_FILE}`);
  }
}

/** Resolves links; null where nothing exists. Synchronous, because a shell may pass thousands of logs. */
function wholePath(file: string): string | null {
  try {
    return realpathSync.native(file);
  } catch {
    return null;
  }
}

/** Runs `write`; an error names the file or folder that could not be written. */
export async function atTarget(target: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (error instanceof CtError || (error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new CtError('UNWRITABLE', `cannot write ${target}: ${systemReason(error)}`, { cause: error });
  }
}
