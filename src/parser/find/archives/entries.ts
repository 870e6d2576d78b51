/** What the readers of archives share. */
import { readFileName } from '../../../log/file-name.ts';
import type { Budget } from './budget.ts';

/** The wanted files of one archive, and what was noticed. */
export interface Entries {
  /** Content of logs and archives by their path in the archive. */
  files: Map<string, Buffer>;
  /** How many files of each path were met. */
  namesakes: Map<string, number>;
  /** Paths of all other files. */
  others: string[];
  /** What is damaged, encrypted or not to be trusted, one sentence each. */
  problems: string[];
}

/** Reads an archive: a file, or the bytes of one that lies in another. */
export type ReadEntries = (source: string | Buffer, budget: Budget) => Promise<Entries>;

const ARCHIVE_NAME = /\.(?:zip|tar|tar\.gz|tgz)$/i;

/** Whether a file is named as an archive that can be opened. */
export const isArchiveName = (name: string): boolean => ARCHIVE_NAME.test(name);

/** The last part of a path in an archive. */
export const baseNameOf = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

/** Whether a file in an archive is of interest. */
export function isWanted(name: string): boolean {
  const baseName = baseNameOf(name);
  return readFileName(baseName) !== null || isArchiveName(baseName);
}

/**
 * The path of a file in its archive, with `/` and without `.`.
 *
 * @returns null for one that would leave it
 */
export function innerPath(name: string): string | null {
  const parts = name.replaceAll('\\', '/').split('/');
  if (parts[0] === '' || /^[a-z]:$/i.test(parts[0] ?? '') || parts.includes('..') || name.includes('\0')) return null;
  return parts.filter((part) => part !== '' && part !== '.').join('/');
}

/**
 * Adds a file. An archive can hold several of one path, as `tar -r` and careless scripts make them: each is kept, as if
 * the further ones lay in folders of their own, because they may be of other runs.
 */
export function addFile({ files, namesakes }: Entries, inner: string, bytes: Buffer): void {
  const number = (namesakes.get(inner) ?? 0) + 1;
  namesakes.set(inner, number);
  files.set(number === 1 ? inner : `(${number})/${inner}`, bytes);
}
