/** Shortens the names of runs while they stay distinct. */
import type { Run } from './run.ts';
import { readStem, splitNumber } from './stem.ts';
import { cutNames, withoutSharedParts } from './text.ts';

/**
 * Names of runs by their ids, the same in tables, notes, reports and on the page: without the folder that all share, and as
 * far as names stay distinct the folder alone or the prefix that the user chose, without process and start. Of a single run
 * they keep the last folder.
 *
 * @param ids - those of all runs; equal ones count once
 * @returns the name of an id; of one that is not among these, without the shared folder at most
 */
export function shortIds(ids: Iterable<string>): (id: string) => string {
  const all = [...new Set(ids)].map(slashed);
  const shared = all.length === 1 ? folderOfOne(all[0] ?? '') : sharedFolder(all);
  const short = (id: string): string => (id.startsWith(shared) && id.slice(shared.length)) || id;
  // Of many runs a few are named, and most of these have no folder and no prefix: what others are called is then not asked.
  const isAlone = once(() => (all.length === 1 ? () => false : foldersOfOne(all.map(short))));
  const shortest = (name: string): string => {
    const folder = folderOf(name);
    return folder !== '' && isAlone()(folder) ? folder : prefixOf(name);
  };
  const counts = once(() => countsOf(all.map((id) => shortest(short(id)))));
  return (id) => {
    const name = short(slashed(id));
    const shorter = shortest(name);
    return shorter === name || counts().get(shorter) === 1 ? shorter : name;
  };
}

/** A value that is computed when it is asked for first. */
function once<T>(compute: () => T): () => T {
  let value: { of: T } | null = null;
  return () => {
    value ??= { of: compute() };
    return value.of;
  };
}

function countsOf(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** The name without process and start, where its stem has a prefix before them. */
function prefixOf(name: string): string {
  const at = name.lastIndexOf('/') + 1;
  const { stem, number } = splitNumber(name.slice(at));
  const { prefix, stamp } = readStem(stem);
  return stamp === null || prefix === '' ? name : name.slice(0, at) + prefix + number;
}

/** The names of runs by `shortIds`. */
export function shortNames(runs: readonly Run[]): Map<Run, string> {
  const nameOf = shortIds(runs.map(({ id }) => id));
  return new Map(runs.map((run) => [run, nameOf(run.id)]));
}

const slashed = (id: string): string => id.replaceAll('\\', '/');

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

/** Whether a folder holds one run only; its name means more than a stem then. */
function foldersOfOne(names: readonly string[]): (folder: string) => boolean {
  const runs = countsOf(names.map(folderOf));
  return (folder) => folder !== '' && runs.get(folder) === 1;
}

/** Short names without the parts that all of them share, where one is long; for tables that cut the end of a name. */
export function distinctiveNames(runs: readonly Run[]): Map<Run, string> {
  const names = shortNames(runs);
  const all = [...names.values()];
  if (all.every((name) => name.length <= LONGEST_SHOWN)) return names;
  const shown = withoutSharedParts(all);
  return new Map([...names.keys()].map((run, i) => [run, shown[i] ?? '']));
}

/** Longest name of a run in a report. */
const LONGEST_SHOWN = 33;

/**
 * Short names as reports show them: the same in tables, charts and findings. Where one is long, all lose the parts that they
 * share, and long ones their middle; the name of a single run stays whole.
 */
export function shownNames(runs: readonly Run[]): Map<Run, string> {
  if (runs.length === 1) return shortNames(runs);
  const names = distinctiveNames(runs);
  const cut = cutNames([...names.values()], LONGEST_SHOWN);
  return new Map([...names.keys()].map((run, i) => [run, cut[i] ?? '']));
}
