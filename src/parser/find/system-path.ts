/**
 * Paths as the system takes them. A name that is not UTF-8, as old archives and other systems leave them, stays text and
 * still leads to its file: each byte above 0x7f stands as a lone surrogate, U+DC80 to U+DCFF, as in Python.
 */
import { type BigIntStats, type Dirent, existsSync, opendirSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';

const FIRST_SURROGATE = 0xdc00;
const REPLACED = '\ufffd';

/** What the system takes for a path: the text, or the bytes of a name that is not UTF-8. */
export function systemPath(file: string): string | Buffer {
  if (!ANY_SUCH_SURROGATE.test(file) || !BYTES_AS_SURROGATES.test(file)) return file;
  const parts = file.split(SINGLE_SURROGATE);
  return Buffer.concat(
    parts.map((part, i) => (i % 2 === 0 ? Buffer.from(part) : Buffer.of(part.charCodeAt(0) - FIRST_SURROGATE))),
  );
}

/** Nearly every path has none, which shows much sooner than which of them are single. */
const ANY_SUCH_SURROGATE = /[\udc80-\udcff]/;
const BYTES_AS_SURROGATES = /(?<![\ud800-\udbff])[\udc80-\udcff]/;
const SINGLE_SURROGATE = /((?<![\ud800-\udbff])[\udc80-\udcff])/;

/**
 * The entries of a folder, in no order.
 *
 * @throws Error of the file system
 */
export const entriesOf = (folder: string): Dirent[] => entriesAt(systemPath(folder));

function entriesAt(place: string | Buffer): Dirent[] {
  const entries = readdirSync(place, { withFileTypes: true });
  // A decoded name holds this sign where bytes were not UTF-8, or where the name itself has it.
  for (const { name } of entries) if (name.includes(REPLACED)) return rawEntriesOf(place);
  return entries;
}

function rawEntriesOf(place: string | Buffer): Dirent[] {
  const raw = readdirSync(place, { withFileTypes: true, encoding: 'buffer' });
  return raw.map((entry) => Object.assign(entry as unknown as Dirent, { name: textOf(entry.name) }));
}

function textOf(name: Buffer): string {
  const text = name.toString('utf8');
  if (Buffer.from(text).equals(name)) return text;
  return name
    .toString('latin1')
    .replace(/[\x80-\xff]/g, (sign) => String.fromCharCode(FIRST_SURROGATE + sign.charCodeAt(0)));
}

/**
 * Which folder a path leads to, whatever links are on the way: the same text for every path to one folder. Its number on the
 * disk takes one call; a path spelt out takes one for each of its parts.
 *
 * @throws Error of the file system
 */
export function identityOf(folder: string): string {
  const place = systemPath(folder);
  return identityBy(place, statSync(place, { bigint: true }));
}

function identityBy(place: string | Buffer, { dev, ino }: BigIntStats): string {
  // Some network drives number nothing.
  return ino === 0n ? realpathSync(place) : `${dev}:${ino}`;
}

/** What a folder holds, in no order. */
export interface FolderContent {
  /** The folder, as `identityOf` has it. */
  identity: string;
  /** Names of files. */
  files: string[];
  /** Names of folders. */
  folders: string[];
  /** Links, pipes and devices. */
  others: Dirent[];
}

/** Size on the disk of a folder of about a thousand files; some file systems give folders none. */
const LARGE_FOLDER_BYTES = 65_536n;

/**
 * Reads what a folder holds.
 *
 * @throws Error of the file system
 */
export function readFolder(folder: string): FolderContent {
  const place = systemPath(folder);
  const status = statSync(place, { bigint: true });
  const identity = identityBy(place, status);
  const large = status.size > LARGE_FOLDER_BYTES ? readLargeFolder(place, identity) : null;
  if (large !== null) return large;
  const content: FolderContent = { identity, files: [], folders: [], others: [] };
  for (const entry of entriesAt(place)) addEntry(content, entry);
  return content;
}

/**
 * Reads a folder entry by entry, which takes longer for a few: all at once, those of 100,000 pairs of logs take 80 MB.
 *
 * @returns null where a name may not be UTF-8
 */
function readLargeFolder(place: string | Buffer, identity: string): FolderContent | null {
  const content: FolderContent = { identity, files: [], folders: [], others: [] };
  const folder = opendirSync(place);
  try {
    for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) {
      if (entry.name.includes(REPLACED)) return null;
      addEntry(content, entry);
    }
    return content;
  } finally {
    folder.closeSync();
  }
}

function addEntry({ files, folders, others }: FolderContent, entry: Dirent): void {
  if (entry.isFile()) files.push(entry.name);
  else if (entry.isDirectory()) folders.push(entry.name);
  else others.push(entry);
}

/**
 * Paths that a shell may have meant: Node decodes its arguments and replaces bytes that are not UTF-8.
 *
 * @returns none where the path exists as it is, or holds no replaced byte
 */
export function pathsMeant(input: string): string[] {
  if (!input.includes(REPLACED) || existsSync(input)) return [];
  const folder = path.dirname(input);
  const folders = existsSync(folder) || folder === input ? [folder] : pathsMeant(folder);
  const base = path.basename(input);
  return folders.flatMap((one) => {
    try {
      const names = entriesOf(one).map(({ name }) => name);
      return names.filter((name) => decoded(name) === base).map((name) => path.join(one, name));
    } catch {
      return [];
    }
  });
}

/** A name as Node decodes it. */
function decoded(name: string): string {
  const bytes = systemPath(name);
  return typeof bytes === 'string' ? bytes : bytes.toString('utf8');
}
