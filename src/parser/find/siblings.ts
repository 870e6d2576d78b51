/** The log files that lie beside a named one. */
import { type Dirent, statSync } from 'node:fs';
import path from 'node:path';
import { type LogFileName, readFileName } from '../../log/file-name.ts';
import { type FileSet, groupByStem } from './file-sets.ts';
import { entriesOf, systemPath } from './system-path.ts';

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
    return mark === undefined ? sets.get(stem) : this.#changed.get(path.normalize(file));
  }

  #list(folder: string): ReadonlyMap<string, FileSet> {
    const { sets } = groupByStem(folder, filesOf(folder));
    for (const set of sets) {
      for (const file of Object.values(set.files)) {
        if (file !== null && readFileName(path.basename(file))?.mark !== undefined) this.#changed.set(file, set);
      }
    }
    return new Map(sets.map((set) => [set.stem, set]));
  }
}

function filesOf(folder: string): string[] {
  try {
    const entries = entriesOf(folder);
    return entries.filter((entry) => entry.isFile() || leadsToFile(folder, entry)).map(({ name }) => name);
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
