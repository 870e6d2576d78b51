/** What the readers of archives share: the files that they keep, and how much they may unpack. */
import { readFileName } from '../../../log/file-name.ts';
import { HARMLESS_BYTES, MOST_TIMES_LARGER } from '../decode.ts';
import { unpackedFile } from '../file.ts';
import type { Offers } from '../file-sets.ts';

/** The wanted files of one archive, and what was noticed. */
export interface Entries {
  /** Content of logs, archives and files of other formats by their path in the archive. */
  files: Map<string, Uint8Array>;
  /** How many files of each path were met. */
  namesakes: Map<string, number>;
  /** Paths of all other files. */
  others: string[];
  /** What is damaged, encrypted or not to be trusted, one sentence each. */
  problems: string[];
}

/** Reads an archive: a file, or the bytes of one that lies in another. */
export type ReadEntries = (source: string | Uint8Array, budget: Budget, offers: Offers) => Promise<Entries>;

const ARCHIVE_NAME = /\.(?:zip|tar|tar\.gz|tgz)$/i;

/** Whether a file is named as an archive that can be opened. */
export const isArchiveName = (name: string): boolean => ARCHIVE_NAME.test(name);

/** The last part of a path in an archive. */
export const baseNameOf = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

/** Whether a file in an archive is a log or another archive. */
export function isWanted(name: string): boolean {
  const baseName = baseNameOf(name);
  return readFileName(baseName) !== null || isArchiveName(baseName);
}

/** Larger files are not unpacked only to see whether they hold runs. */
const MOST_LOOKED_AT_BYTES = 64 * 1024 ** 2;

/** Whether to unpack a file without the name of a log, because it may be of another format. */
export const mayBeSource = (inner: string, bytes: number, { mayHold }: Offers): boolean =>
  bytes <= MOST_LOOKED_AT_BYTES && mayHold(baseNameOf(inner));

/** Keeps a file that is, or may be, of another format, and names all others. */
export function addSource(entries: Entries, inner: string, bytes: Uint8Array, budget: Budget, offers: Offers): void {
  if (offers.formatInFolder(unpackedFile(inner, bytes)) === null) {
    entries.others.push(inner);
    return;
  }
  budget.hold(bytes.length);
  addFile(entries, inner, bytes);
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
export function addFile({ files, namesakes }: Entries, inner: string, bytes: Uint8Array): void {
  const number = (namesakes.get(inner) ?? 0) + 1;
  namesakes.set(inner, number);
  files.set(number === 1 ? inner : `(${number})/${inner}`, bytes);
}

/** Files and folders of an archive, those of the archives in it included. */
const MOST_ENTRIES = 200_000;
/** Bytes that are unpacked, also those that are passed over. */
const MOST_BYTES = 2 * 1024 ** 3;
/** Bytes of logs, which are held while their runs are read. */
const MOST_HELD_BYTES = 256 * 1024 ** 2;
/** An archive in an archive in an archive. */
const DEEPEST = 3;

/**
 * The limits of one archive and of all that lie in it; each method throws where one is passed. What is larger was made to
 * fill a memory, or is no archive of logs.
 */
export class Budget {
  #entries = 0;
  #bytes = 0;
  #heldBytes = 0;

  /**
   * Counts a file of an archive.
   *
   * @throws Error for one entry too many
   */
  addEntry(): void {
    this.#entries += 1;
    if (this.#entries > MOST_ENTRIES) throw new Error(`it holds more than ${MOST_ENTRIES} files`);
  }

  /**
   * Counts bytes that were read, out of all that their file has unpacked so far.
   *
   * @param packedBytes from which all of them were unpacked, or null where that is not known
   * @throws Error for more than an archive of logs can hold
   */
  addBytes(count: number, unpackedBytes: number, packedBytes: number | null): void {
    this.#bytes += count;
    if (this.#bytes > MOST_BYTES) throw new Error('it holds more than 2 GiB');
    if (packedBytes === null || unpackedBytes < HARMLESS_BYTES) return;
    if (unpackedBytes > packedBytes * MOST_TIMES_LARGER) {
      throw new Error(`it grows to more than ${MOST_TIMES_LARGER} times its size`);
    }
  }

  /** Whether a file may be unpacked that need not be: within the limits, and no more than half of them in all. */
  allows(unpackedBytes: number, packedBytes: number): boolean {
    if (this.#bytes + unpackedBytes > MOST_BYTES / 2) return false;
    return unpackedBytes < HARMLESS_BYTES || unpackedBytes <= packedBytes * MOST_TIMES_LARGER;
  }

  /**
   * Counts bytes that stay in memory.
   *
   * @throws Error for more logs than fit in memory
   */
  hold(count: number): void {
    this.#heldBytes += count;
    if (this.#heldBytes > MOST_HELD_BYTES) throw new Error('its logs are larger than 256 MiB');
  }

  /**
   * Checks how deep an archive lies in others, from 1.
   *
   * @throws Error for an archive that lies too deep in others
   */
  enter(depth: number): void {
    if (depth > DEEPEST) throw new Error(`it lies in more than ${DEEPEST - 1} archives`);
  }
}
