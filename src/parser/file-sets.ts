/** The log files of one folder, paired by stem. */
import { type Dirent, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { type FileRole, readFileName } from '../log/file-name.ts';
import type { RunFiles } from '../model/run.ts';

/** The files that share a folder and a stem. */
export interface FileSet {
  folder: string;
  stem: string;
  files: RunFiles;
  /** Whether the files of another stem of this folder are among the inputs too. */
  hasSibling(stem: string): boolean;
}

/** Log files of one folder by stem; an err log or samples alone are no run. */
export function groupByStem(folder: string, names: readonly string[]): FileSet[] {
  const sets = new Map<string, FileSet>();
  const prefix = path.join(folder, '.', path.sep).replace(/^\.[/\\]$/, '');
  const hasSibling = (stem: string): boolean => sets.has(stem);
  for (const baseName of names) {
    const name = readFileName(baseName);
    if (name === null) continue;
    let set = sets.get(name.stem);
    if (set === undefined) {
      set = {
        folder,
        stem: name.stem,
        files: { standard: null, output: null, error: null, samples: null },
        hasSibling,
      };
      sets.set(name.stem, set);
    }
    set.files[name.role satisfies FileRole] = prefix + baseName;
  }
  return [...sets.values()].filter(({ files }) => files.standard !== null || files.output !== null);
}

/** The sets of folders of which files are named: a shell names thousands of one folder, which is listed once. */
export class Siblings {
  readonly #folders = new Map<string, ReadonlyMap<string, FileSet>>();

  /** By their stems. */
  of(folder: string): ReadonlyMap<string, FileSet> {
    let sets = this.#folders.get(folder);
    if (sets === undefined) {
      sets = new Map(groupByStem(folder, filesOf(folder)).map((set) => [set.stem, set]));
      this.#folders.set(folder, sets);
    }
    return sets;
  }
}

function filesOf(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile() || leadsToFile(folder, entry)).map(({ name }) => name);
  } catch {
    return [];
  }
}

/** A link to a pipe would wait for a writer for ever; one that leads nowhere is named when it is read. */
function leadsToFile(folder: string, entry: Dirent): boolean {
  if (!entry.isSymbolicLink() || readFileName(entry.name) === null) return false;
  try {
    return statSync(path.join(folder, entry.name)).isFile();
  } catch {
    return true;
  }
}
