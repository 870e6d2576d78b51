/** A folder and all below it -> the sets and archives in it, through links as far as they are to be trusted. */
import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { namesCarbontracker, readFileName } from '../../log/file-name.ts';
import { systemReason } from '../../model/errors.ts';
import { fileFinding } from '../../model/findings.ts';
import type { Finding } from '../../model/run.ts';
import { isArchiveName } from './archives/entries.ts';
import { type ForeignArchives, isForeignArchive } from './archives/foreign.ts';
import { type ArchiveKind, kindOfFile } from './archives/sets.ts';
import { type FileSet, LOGS_ONLY, leftOut, type Offers, sourceSets } from './file-sets.ts';
import { type GroupedFiles, groupByStem } from './group.ts';
import { rawFile } from './raw-file.ts';
import type { Selection } from './selection.ts';
import { type FolderContent, readFolder, systemPath } from './system-path.ts';
import type { TablesMet } from './tables.ts';

/** How logs are looked for. */
export interface FindOptions extends Selection {
  /** Whether to look into sub-folders; true by default. */
  recursive?: boolean;
  /** Called for what could not be read; the search goes on. */
  onFinding?: (finding: Finding) => void;
  /** Tables of runs that are counted beside the logs; others in folders are named as left out. */
  countedTables?: readonly string[];
  /** Called for each input that exists and leads to no log file. */
  onEmpty?: (input: string) => void;
}

/** An archive that was met on the way. */
interface Archive {
  archive: string;
  kind: ArchiveKind;
}

/** The sets of carbontracker's logs in a folder, to be gone through before the search goes on. */
interface LogSets {
  sets: Iterable<FileSet>;
}

/** What a place holds. */
export type Found = LogSets | FileSet | Archive;

/** Folders that were walked through, by their identity, and how often one was met again. */
export interface Visited {
  /** The named folder that is walked through. */
  root: string;
  /** Identities of the folders that were walked through. */
  folders: Set<string>;
  /** How often a folder was met again and left out. */
  skipped: number;
  /** Tables of runs that were met in folders. */
  tables: TablesMet;
  /** Archives that were met and cannot be opened. */
  archives: ForeignArchives;
}

/** What a folder holds: its sets, its archives, then what lies below it unless `recursive` is false; names in order. */
export function* walk(
  folder: string,
  options: FindOptions,
  visited: Visited,
  offers: Offers = LOGS_ONLY,
): Generator<Found> {
  const names = namesIn(folder, options, visited);
  if (names === null) return;
  const { files, folders } = names;
  const { sets, leftOut: left, others } = offers.readsLogs ? groupByStem(folder, files) : ofOthers(files);
  yield { sets };
  const taken = yield* sourceSets(
    folder,
    others,
    offers,
    (name) => rawFile(path.join(folder, name)),
    options.onFinding,
  );
  visited.tables.look(folder, others, taken);
  yield* archivesOf(folder, others, options);
  for (const name of others)
    if (isForeignArchive(name) && !namesCarbontracker(name)) visited.archives.add(path.join(folder, name));
  for (const name of left) if (!taken.has(name)) report(leftOut(path.join(folder, name)), options);
  if (options.recursive === false) return;
  for (const name of folders) yield* walk(path.join(folder, name), options, visited, offers);
}

/**
 * The names of the files and folders of a folder, in order, with those that links lead to.
 *
 * @returns null for a folder that was walked through before, and for one that cannot be read
 */
function namesIn(folder: string, options: FindOptions, visited: Visited): Names | null {
  let content: FolderContent;
  try {
    content = readFolder(folder);
  } catch (error) {
    options.onFinding?.(fileFinding('unreadable', `cannot read the folder ${folder}: ${systemReason(error)}`, folder));
    return null;
  }
  const { identity, files, folders, others } = content;
  // A link may lead back up, or to a folder that is also reached without it.
  if (visited.folders.has(identity)) {
    visited.skipped += 1;
    return null;
  }
  visited.folders.add(identity);
  for (const entry of others.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isSymbolicLink())
      sortLink(path.join(folder, entry.name), { files, folders, options, root: visited.root });
    else if (readFileName(entry.name) !== null) options.onFinding?.(notAFile(path.join(folder, entry.name)));
  }
  return { files: files.sort(), folders: folders.sort() };
}

const ofOthers = (others: string[]): GroupedFiles => ({ sets: [], leftOut: [], others });

/** An archive in a folder is opened only up to this size, for others must be read to their end. */
const LARGEST_UNASKED_BYTES = 256 * 1024 ** 2;

function* archivesOf(folder: string, names: readonly string[], options: FindOptions): Generator<Archive> {
  for (const name of names) {
    if (!isArchiveName(name)) continue;
    const archive = path.join(folder, name);
    const kind = kindOfFile(archive);
    if (kind === null) report(notAnArchive(archive), options);
    else if (kind === 'tar' && statSync(systemPath(archive)).size > LARGEST_UNASKED_BYTES)
      report(leftOutArchive(archive), options);
    else yield { archive, kind };
  }
}

function report(finding: Finding | null, { onFinding }: FindOptions): void {
  if (finding !== null) onFinding?.(finding);
}

/** Names in a folder. */
interface Names {
  files: string[];
  folders: string[];
}

/** Where the links of a folder are sorted to. */
interface LinkTargets extends Names {
  options: FindOptions;
  /** The named folder that is walked through. */
  root: string;
}

function sortLink(link: string, into: LinkTargets): void {
  try {
    const target = statSync(systemPath(link));
    if (target.isDirectory()) sortFolderLink(link, into);
    else if (target.isFile()) into.files.push(path.basename(link));
    else if (readFileName(path.basename(link)) !== null) into.options.onFinding?.(notAFile(link));
  } catch (error) {
    if (readFileName(path.basename(link)) === null) return;
    into.options.onFinding?.(fileFinding('unreadable', `cannot follow the link ${link}: ${systemReason(error)}`, link));
  }
}

function sortFolderLink(link: string, { folders, options: { recursive, onFinding }, root }: LinkTargets): void {
  if (recursive === false) return;
  const reason = whyNotFollowed(link, root);
  if (reason === null) folders.push(path.basename(link));
  else onFinding?.(fileFinding('link-not-followed', `The link ${link} is not followed: ${reason}`, link));
}

/** A finding for a pipe or device, which would wait for a writer for ever when it is opened. */
export const notAFile = (place: string): Finding => fileFinding('unreadable', `Not a regular file: ${place}`, place);

/** A finding that names a file which is called like an archive and is none, such as an interrupted download. */
function notAnArchive(file: string): Finding {
  const message = `${file} was not read, because it is not a zip or tar archive`;
  return fileFinding('left-out', message, file);
}

/** A finding that names an archive which is too large to be opened only because it lies in a folder. */
function leftOutArchive(file: string): Finding {
  const message = `${file} was not opened, because it is larger than 256 MiB; give it as an argument to read it`;
  return fileFinding('left-out', message, file);
}

/** Trees of the kernel; they hold no logs, and links back to every folder of the disk. */
const KERNEL_TREES = ['/proc', '/sys'];

/**
 * Why a link to a folder is not followed: it leads above the place that is searched, or above itself, or into a tree of
 * the kernel. Links to other folders are followed, as people keep logs on other disks.
 *
 * @param link path of the link
 * @param root the named folder below which it was found
 * @returns null for a link that may be followed
 * @throws Error of the file system for a link that leads nowhere
 */
export function whyNotFollowed(link: string, root: string): string | null {
  const target = realpathSync(systemPath(link));
  const searched = realpathSync(systemPath(root));
  if (isWithin(target, searched)) return null;
  if (KERNEL_TREES.some((tree) => isWithin(target, tree))) return `it leads to ${target}, which holds no logs`;
  const own = realpathSync(systemPath(path.dirname(link)));
  if (!isWithin(searched, target) && !isWithin(own, target)) return null;
  return `it leads to ${target}, above the folder that is searched`;
}

/** Whether a folder is another one or lies below it; both without links. */
function isWithin(folder: string, above: string): boolean {
  const way = path.relative(above, folder);
  return way === '' || !(way === '..' || way.startsWith(`..${path.sep}`) || path.isAbsolute(way));
}
