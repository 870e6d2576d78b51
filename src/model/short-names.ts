/** Shortens the names of runs while they stay distinct. */
import type { Run } from './run.ts';
import { cutNames } from './text.ts';

/**
 * The ids of runs without the folder that all share, and without their stems where a folder is enough; of a single run
 * its last folder and its stem.
 */
export function shortNames(runs: readonly Run[]): Map<Run, string> {
  const ids = runs.map(({ id }) => id.replaceAll('\\', '/'));
  const shared = runs.length === 1 ? folderOfOne(ids[0] ?? '') : sharedFolder(ids);
  const names = ids.map((id) => id.slice(shared.length) || id);
  const shown = runs.length === 1 ? names : foldersAlone(names);
  return new Map(runs.map((run, i) => [run, shown[i] ?? '']));
}

function folderOfOne(id: string): string {
  const folder = id.lastIndexOf('/');
  return id.slice(0, id.lastIndexOf('/', folder - 1) + 1);
}

/** The longest start of all ids that ends at a slash. */
export function sharedFolder(ids: readonly string[]): string {
  let shared = ids[0] ?? '';
  for (const id of ids) {
    while (!id.startsWith(shared)) shared = shared.slice(0, shared.lastIndexOf('/', shared.length - 2) + 1);
    if (shared === '') return '';
  }
  return shared.slice(0, shared.lastIndexOf('/') + 1);
}

const folderOf = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf('/')));

/** Uses the folder name alone for a run that has its own folder, because it means more than a stem. */
export function foldersAlone(names: readonly string[]): readonly string[] {
  const runs = new Map<string, number>();
  for (const name of new Set(names)) {
    const folder = folderOf(name);
    runs.set(folder, (runs.get(folder) ?? 0) + 1);
  }
  return names.map((name) => {
    const folder = folderOf(name);
    return folder !== '' && runs.get(folder) === 1 ? folder : name;
  });
}

/** Longest name of a run in a report. */
const LONGEST_SHOWN = 33;

/** Short names as reports show them: the same in tables, charts and findings, with the middle of long ones left out. */
export function shownNames(runs: readonly Run[]): Map<Run, string> {
  const names = shortNames(runs);
  const cut = cutNames([...names.values()], LONGEST_SHOWN);
  return new Map([...names.keys()].map((run, i) => [run, cut[i] ?? '']));
}
