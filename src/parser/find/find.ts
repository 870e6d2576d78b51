/** Paths, folders, archives and patterns -> the files of each run, paired by stem within one folder. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { readFileName } from '../../log/file-name.ts';
import { CtError } from '../../model/errors.ts';
import { isPattern } from '../../model/glob.ts';
import type { Finding } from '../../model/run.ts';
import { ForeignArchives } from './archives/foreign.ts';
import { kindOfFile, setsOfArchive } from './archives/sets.ts';
import { type FileSet, LOGS_ONLY, NO_FILES, type Offers, renamedLog, sourceSet } from './file-sets.ts';
import { matchesOf } from './patterns.ts';
import { rawFile } from './raw-file.ts';
import { isChangedSince, isSelected } from './selection.ts';
import { Siblings } from './siblings.ts';
import { pathsMeant, systemPath } from './system-path.ts';
import { TablesMet } from './tables.ts';
import { type FindOptions, type Found, notAFile, type Visited, walk } from './walk.ts';

export type { FindOptions } from './walk.ts';

/** Sets of files that are found by opening an archive, which takes waiting. */
export interface LaterSets {
  /** Opens the archive and yields its sets. */
  later(): AsyncIterable<FileSet>;
}

/**
 * Finds the sets of files of all inputs in a fixed order: inputs as given, then folders, then names. Sets that wait in an
 * archive must be taken, or left, before the search goes on.
 *
 * @param inputs files, folders or glob patterns, one or many; a file brings its partner of the same stem along
 * @param offers which files beside carbontracker's logs are found
 * @throws CtError NOT_FOUND when an input does not exist or a pattern matches nothing, USAGE for what is no path
 */
export function* findSets(
  inputs: string | readonly string[],
  options: FindOptions = {},
  offers: Offers = LOGS_ONLY,
): Generator<FileSet | LaterSets> {
  const archives = new Set<string>();
  const found = listOf(inputs).map((input) => ({ input, places: placesOf(input) }));
  // No two sets of one place are the same: it leads to no folder and no archive twice.
  const seen = found.length === 1 && found[0]?.places.length === 1 ? null : new Seen();
  const isWanted = (set: FileSet): boolean => (seen === null || seen.isNew(set)) && isSelected(set, options);
  const visited: Visited = {
    ...{ root: '', folders: new Set(), skipped: 0 },
    ...{ tables: new TablesMet(options.countedTables), archives: new ForeignArchives() },
  };
  const siblings = new Siblings();
  for (const { input, places } of found) {
    let isEmpty = true;
    const { skipped } = visited;
    for (const place of places) {
      for (const found of setsAt(place, { options, visited, siblings, offers })) {
        if ('archive' in found) {
          const archive = path.resolve(found.archive);
          if (archives.has(archive)) continue;
          archives.add(archive);
          if (options.sinceMs !== undefined && !isChangedSince(found.archive, options.sinceMs)) {
            options.onOlder?.();
            continue;
          }
          yield {
            async *later() {
              const onFinding = (finding: Finding): void => options.onFinding?.(finding);
              const sets = setsOfArchive(found.archive, found.kind, onFinding, offers);
              for await (const set of sets) {
                isEmpty = false;
                if (isWanted(set)) yield set;
              }
            },
          };
        } else {
          for (const set of 'sets' in found ? found.sets : [found]) {
            isEmpty = false;
            if (isWanted(set)) yield set;
          }
        }
      }
    }
    if (isEmpty && visited.skipped === skipped) options.onEmpty?.(input);
  }
  for (const finding of [visited.tables.finding(), visited.archives.finding()])
    if (finding !== null) options.onFinding?.(finding);
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

  isNew({ folder, stem, files }: FileSet): boolean {
    if (folder !== this.#folder) {
      const whole = path.resolve(folder);
      this.#stems = this.#folders.get(whole) ?? new Set();
      this.#folders.set(whole, this.#stems);
      this.#folder = folder;
    }
    const { size } = this.#stems;
    // A file `x.log` is another run than `x.log_carbontracker.log`.
    const isNamedByFile =
      files.source !== undefined || (files.standard !== null && path.basename(files.standard) === stem);
    return this.#stems.add(isNamedByFile ? `${stem}/` : stem).size > size;
  }
}

/** Scripts without types may give anything. */
function listOf(inputs: unknown): readonly string[] {
  const list = typeof inputs === 'string' ? [inputs] : inputs;
  if (Array.isArray(list) && list.every((input) => typeof input === 'string')) return list;
  throw new CtError('USAGE', 'no logs given; pass the path of a file or folder, or a list of paths');
}

/** State of a search. */
interface Search {
  options: FindOptions;
  visited: Visited;
  siblings: Siblings;
  offers: Offers;
}

function setsAt(place: string, { options, visited, siblings, offers }: Search): Iterable<Found> {
  const status = statSync(systemPath(place));
  if (status.isDirectory()) {
    visited.root = place;
    return walk(place, options, visited, offers);
  }
  if (status.isFile()) return setOfFile(place, siblings, offers);
  // Opening a pipe would wait for a writer for ever.
  options.onFinding?.(notAFile(place));
  return [];
}

/**
 * The input itself when it exists (folders may be called `a(b)`), else what the pattern matches.
 *
 * @throws CtError NOT_FOUND when it does not exist or matches nothing
 */
export function placesOf(input: string): string[] {
  if (existsSync(systemPath(input))) return [input];
  const meant = pathsMeant(input);
  if (meant.length > 0) return meant;
  if (!isPattern(input)) throw new CtError('NOT_FOUND', `no such file or folder: ${input}`);
  const matches = matchesOf(input);
  if (matches.length === 0) throw new CtError('NOT_FOUND', `no file or folder matches ${input}`);
  return matches;
}

/** The set of one named file; a name that is no log's is read all the same, because it was asked for. */
function setOfFile(file: string, siblings: Siblings, offers: Offers): Found[] {
  const folder = path.dirname(file);
  const base = path.basename(file);
  const name = offers.readsLogs ? readFileName(base) : null;
  if (name === null) {
    const kind = kindOfFile(file);
    if (kind !== null) return [{ archive: file, kind }];
    const raw = rawFile(file);
    const format = offers.formatNamed(raw);
    if (format !== null) return [sourceSet(folder, raw, format)];
    return [renamedLog(folder, file)];
  }
  const partners = siblings.of(folder, file, name);
  const stem = partners?.stem ?? name.stem;
  return [{ folder, stem, files: { ...NO_FILES, ...partners?.files, [name.role]: file } }];
}
