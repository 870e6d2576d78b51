/** Files that a command line names, read whole; `node:fs/promises`, as an import, would delay the start of each command. */
import { promises as files, statSync } from 'node:fs';
import { CtError, systemReason } from '../src/model/errors.ts';

/** How a file is read. */
export interface GivenFileOptions {
  /** Refuses larger files, so that one given by mistake is not read completely, and pipes, which have no size. */
  mostBytes?: number;
  /** Stands behind the reason why it cannot be read. */
  hint?: string;
}

/**
 * Reads a file that the user named.
 *
 * @throws CtError NOT_FOUND or UNREADABLE
 */
export async function readGiven(file: string, { mostBytes, hint = '' }: GivenFileOptions = {}): Promise<Buffer> {
  try {
    if (mostBytes !== undefined) await checkSize(file, mostBytes);
    return await files.readFile(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'NOT_FOUND' : 'UNREADABLE';
    throw new CtError(code, `cannot read ${file}: ${systemReason(error)}${hint}`, { cause: error });
  }
}

/** Whether a path leads to a regular file. */
export const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/** Whether a path leads to a folder. */
export const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

async function checkSize(file: string, mostBytes: number): Promise<void> {
  const found = await files.stat(file);
  // Reading a pipe could wait for ever.
  if (!found.isFile()) throw new Error('it is not a regular file');
  if (found.size > mostBytes) throw new Error(`it is larger than ${mostBytes} bytes`);
}
