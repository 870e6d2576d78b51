/** The log files that lie beside a named one. */
import { type Dirent, statSync } from 'node:fs';
import path from 'node:path';
import { type LogFileName, readFileName } from '../../log/file-name.ts';
import type { FileSet } from './file-sets.ts';
import { groupByStem } from './group.ts';
import { readFolder, systemPath } from './system-path.ts';

/** The sets of folders of which files are named: a shell names thousands of one folder, which is listed once. */
export class Siblings {
  readonly #folders = new Map<string, ReadonlyMap<string, FileSet>>();
  /** Sets by the paths of files with changed names. */
  readonly #changed = new Map<string, FileSet>();

  /** The set that a named file belongs to. */
  of(folder: string, file: string, { stem, mark }: LogFileName): FileSet | undefined {
    let sets = this.#folders.get(folder);
    if (sets === undefined) {
      sets = this.#list(folder);
      this.#folders.set(folder, sets);
    }
    const changed = this.#changed.size === 0 ? undefined : this.#changed.get(path.normalize(file));
    return changed ?? (mark === undefined ? sets.get(stem) : undefined);
  }

  #list(folder: string): ReadonlyMap<string, FileSet> {
    const sets = new Map<string, FileSet>();
    for (const set of groupByStem(folder, filesOf(folder)).sets) {
      sets.set(set.stem, set);
      for (const file of Object.values(set.files)) {
        const name = file === null ? null : readFileName(path.basename(file));
        if (file !== null && (name?.mark !== undefined || name?.stem !== set.stem)) this.#changed.set(file, set);
      }
    }
    return sets;
  }
}

/** The names of the files of a folder, and of links to some, sorted. */
function filesOf(folder: string): string[] {
  try {
    const { files, others } = readFolder(folder);
    for (const entry of others) if (leadsToFile(folder, entry)) files.push(entry.name);
    return files.sort();
  } catch {
    return [];
  }
}

/** A link to a pipe would wait for a writer for ever; one that leads nowhere is named when it is read. */
function leadsToFile(folder: string, entry: Dirent): boolean {
  if (!entry.isSymbolicLink() || readFileName(entry.name) === null) return false;
  try {
    return statSync(systemPath(path.join(folder, entry.name))).isFile();
  } catch {
    return true;
  }
}
