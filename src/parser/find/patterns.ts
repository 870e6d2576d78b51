/** A pattern -> the files and folders that it names. */
import { type Dirent, existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { readPattern, type Segment } from '../../model/glob.ts';
import { entriesOf, identityOf, systemPath } from './system-path.ts';

/**
 * Files and folders that a pattern names, sorted. `**` goes through no link, as in a shell: links may lead anywhere, and in
 * circles. A `..` leads up only in front of the first wildcard. What cannot be read holds nothing.
 *
 * @throws CtError USAGE for a pattern that is too long or has too many alternatives
 */
export function matchesOf(pattern: string): string[] {
  const matches = new Set<string>();
  for (const segments of readPattern(pattern.replaceAll('\\', '/'))) {
    const wild = segments.findIndex((segment) => segment === '**' || 'matches' in segment);
    const plain = segments.slice(0, wild === -1 ? segments.length : wild);
    const base = plain.map((segment) => (segment !== '**' && 'name' in segment ? segment.name : '')).join('/');
    const start = base === '' && plain.length > 0 ? '/' : base;
    if (wild !== -1) new Matching(segments.slice(wild), matches).collect(start, 0);
    else if (existsSync(start)) matches.add(path.normalize(start));
  }
  return [...matches].sort();
}

class Matching {
  readonly #segments: readonly Segment[];
  readonly #matches: Set<string>;
  /** Folders by their identity, with the part of the pattern that they were read for. */
  readonly #seen = new Set<string>();

  constructor(segments: readonly Segment[], matches: Set<string>) {
    this.#segments = segments.filter((segment) => segment === '**' || !('name' in segment) || segment.name !== '');
    this.#matches = matches;
  }

  /** Adds what the pattern names from its part `at` on, below a folder. */
  collect(folder: string, at: number): void {
    const segment = this.#segments[at];
    if (segment === undefined) return;
    const entries = this.#entriesOf(folder, at);
    if (segment === '**') {
      const isLast = at === this.#segments.length - 1;
      if (!isLast) this.collect(folder, at + 1);
      for (const entry of entries) {
        if (isLast) this.#matches.add(path.join(folder, entry.name));
        if (entry.isDirectory()) this.collect(path.join(folder, entry.name), at);
      }
      return;
    }
    for (const entry of entries) {
      if (!('name' in segment ? segment.name === entry.name : segment.matches(entry.name))) continue;
      const place = path.join(folder, entry.name);
      if (at === this.#segments.length - 1) this.#matches.add(place);
      else if (entry.isDirectory() || (entry.isSymbolicLink() && isFolder(place))) this.collect(place, at + 1);
    }
  }

  /** Nothing for a folder that was read for the same part already. */
  #entriesOf(folder: string, at: number): Dirent[] {
    try {
      const key = `${at} ${identityOf(folder || '.')}`;
      if (this.#seen.has(key)) return [];
      this.#seen.add(key);
      return entriesOf(folder || '.');
    } catch {
      return [];
    }
  }
}

function isFolder(place: string): boolean {
  try {
    return statSync(systemPath(place)).isDirectory();
  } catch {
    return false;
  }
}
