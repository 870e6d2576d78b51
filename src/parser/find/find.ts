/** Paths, folders, archives and patterns -> the files of each run, paired by stem within one folder. */
import { type Dirent, existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { readFileName } from '../../log/file-name.ts';
import { CtError, systemReason } from '../../model/errors.ts';
import { newFinding } from '../../model/findings.ts';
import { isPattern } from '../../model/glob.ts';
import type { Finding, RunFiles } from '../../model/run.ts';
import { isArchiveName } from './archives/entries.ts';
import { type ArchiveKind, kindOfFile, setsOfArchive } from './archives/sets.ts';
import { type FileSet, groupByStem, Siblings } from './file-sets.ts';
import { identityOf } from './identity.ts';
import { leftOut, leftOutArchive, notAnArchive } from './left-out.ts';
import { whyNotFollowed } from './links.ts';
import { matchesOf } from './patterns.ts';
import { entriesOf, pathsMeant, systemPath } from './system-path.ts';

/** How logs are looked for. */
export interface FindOptions {
  /** Look into sub-folders; true unless said otherwise. */
  recursive?: boolean;
  /** Called for what could not be read; the search goes on. */
  onFinding?: (finding: Finding) => void;
  /** Called for each input that exists and leads to no log file. */
  onEmpty?: (input: string) => void;
}

/** Sets of files that are found by opening an archive, which takes waiting. */
export interface LaterSets {
  later(): AsyncIterable<FileSet>;
}

/**
 * Finds the sets of files of all inputs in a fixed order: inputs as given, then folders, then names. Sets that wait in an
 * archive must be taken, or left, before the search goes on.
 *
 * @param inputs files, folders or glob patterns, one or many; a file brings its partner of the same stem along
 * @throws CtError NOT_FOUND when an input does not exist or a pattern matches nothing, USAGE for what is no path
 */
export function* findSets(
  inputs: string | readonly string[],
  options: FindOptions = {},
): Generator<FileSet | LaterSets> {
  const seen = new Seen();
  const archives = new Set<string>();
  const found = listOf(inputs).map((input) => ({ input, places: placesOf(input) }));
  const visited: Visited = { root: '', folders: new Set(), skipped: 0 };
  const siblings = new Siblings();
  for (const { input, places } of found) {
    let isEmpty = true;
    const { skipped } = visited;
    for (const place of places) {
      for (const found of setsAt(place, options, visited, siblings)) {
        if ('archive' in found) {
          const archive = path.resolve(found.archive);
          if (archives.has(archive)) continue;
          archives.add(archive);
          yield {
            async *later() {
              const sets = setsOfArchive(found.archive, found.kind, (finding) => options.onFinding?.(finding));
              for await (const set of sets) {
                isEmpty = false;
                if (seen.isNew(set.folder, set.stem)) yield set;
              }
            },
          };
        } else {
          isEmpty = false;
          if (seen.isNew(found.folder, found.stem)) yield found;
        }
      }
    }
    if (isEmpty && visited.skipped === skipped) options.onEmpty?.(input);
  }
}

/** As `findSets`, archives opened. */
export async function* findRuns(
  inputs: string | readonly string[],
  options: FindOptions = {},
): AsyncGenerator<FileSet> {
  yield* opened(findSets(inputs, options));
}

/** Sets one after the other, those of archives in their place. */
export async function* opened(found: Iterable<FileSet | LaterSets>): AsyncGenerator<FileSet> {
  for (const one of found) {
    if ('later' in one) yield* one.later();
    else yield one;
  }
}

/** Sets that were found before, by whatever path. */
class Seen {
  readonly #folders = new Map<string, Set<string>>();
  /** Stems of the folder that was asked for last, as its sets come one after the other. */
  #stems = new Set<string>();
  #folder: string | null = null;

  isNew(folder: string, stem: string): boolean {
    if (folder !== this.#folder) {
      const whole = path.resolve(folder);
      this.#stems = this.#folders.get(whole) ?? new Set();
      this.#folders.set(whole, this.#stems);
      this.#folder = folder;
    }
    const { size } = this.#stems;
    return this.#stems.add(stem).size > size;
  }
}

/** An archive that was met on the way. */
interface Archive {
  archive: string;
  kind: ArchiveKind;
}

type Found = FileSet | Archive;

/** Folders that were walked through, by their identity, and how often one was met again. */
interface Visited {
  /** The named folder that is walked through. */
  root: string;
  folders: Set<string>;
  skipped: number;
}

/** Scripts without types may give anything. */
function listOf(inputs: unknown): readonly string[] {
  const list = typeof inputs === 'string' ? [inputs] : inputs;
  if (Array.isArray(list) && list.every((input) => typeof input === 'string')) return list;
  throw new CtError('USAGE', 'Which logs? Give the path of a file or folder, or a list of them');
}

function setsAt(place: string, options: FindOptions, visited: Visited, siblings: Siblings): Iterable<Found> {
  const status = statSync(systemPath(place));
  if (status.isDirectory()) {
    visited.root = place;
    return walk(place, options, visited);
  }
  if (status.isFile()) return setOfFile(place, siblings);
  // Opening a pipe would wait for a writer for ever.
  options.onFinding?.(notAFile(place));
  return [];
}

/** The input itself when it exists (folders may be called `a(b)`), else what the pattern matches. */
function placesOf(input: string): string[] {
  if (existsSync(systemPath(input))) return [input];
  const meant = pathsMeant(input);
  if (meant.length > 0) return meant;
  if (!isPattern(input)) throw new CtError('NOT_FOUND', `No such file or folder: ${input}`);
  const matches = matchesOf(input);
  if (matches.length === 0) throw new CtError('NOT_FOUND', `No file or folder matches ${input}`);
  return matches;
}

/** The set of one named file; a name that is no log's is read all the same, because it was asked for. */
function setOfFile(file: string, siblings: Siblings): Found[] {
  const folder = path.dirname(file);
  const base = path.basename(file);
  const name = readFileName(base);
  const files: RunFiles = { standard: null, output: null, error: null, samples: null };
  if (name === null) {
    const kind = kindOfFile(file);
    if (kind !== null) return [{ archive: file, kind }];
    return [{ folder, stem: base, files: { ...files, standard: file } }];
  }
  const partners = siblings.of(folder, file, name);
  const stem = partners?.stem ?? name.stem;
  return [{ folder, stem, files: { ...files, ...partners?.files, [name.role]: file } }];
}

function* walk(folder: string, options: FindOptions, visited: Visited): Generator<Found> {
  let entries: Dirent[];
  let identity: string;
  try {
    entries = entriesOf(folder);
    identity = identityOf(folder);
  } catch (error) {
    options.onFinding?.(unreadable(folder, `Cannot read the folder ${folder}: ${systemReason(error)}`));
    return;
  }
  // A link may lead back up, or to a folder that is also reached without it.
  if (visited.folders.has(identity)) {
    visited.skipped += 1;
    return;
  }
  visited.folders.add(identity);
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const files: string[] = [];
  const folders: string[] = [];
  for (const entry of entries) {
    if (entry.isDirectory()) folders.push(entry.name);
    else if (entry.isFile()) {
      files.push(entry.name);
    } else if (entry.isSymbolicLink()) {
      sortLink(path.join(folder, entry.name), { files, folders, options, root: visited.root });
    } else if (readFileName(entry.name) !== null) {
      options.onFinding?.(notAFile(path.join(folder, entry.name)));
    }
  }
  const { sets, leftOut: left, others } = groupByStem(folder, files);
  yield* sets;
  yield* archivesOf(folder, others, options);
  for (const name of left) report(leftOut(path.join(folder, name)), options);
  if (options.recursive === false) return;
  for (const name of folders) yield* walk(path.join(folder, name), options, visited);
}

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

/** Where the links of a folder are sorted to. */
interface LinkTargets {
  files: string[];
  folders: string[];
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
    into.options.onFinding?.(unreadable(link, `Cannot follow the link ${link}: ${systemReason(error)}`));
  }
}

function sortFolderLink(link: string, { folders, options: { recursive, onFinding }, root }: LinkTargets): void {
  if (recursive === false) return;
  const reason = whyNotFollowed(link, root);
  if (reason === null) folders.push(path.basename(link));
  else
    onFinding?.({ ...newFinding('link-not-followed', `The link ${link} is not followed: ${reason}`), files: [link] });
}

const notAFile = (place: string): Finding => unreadable(place, `Not a regular file: ${place}`);

function unreadable(place: string, message: string): Finding {
  return { ...newFinding('unreadable', message), files: [place] };
}
