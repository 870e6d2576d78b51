/** Names of a folder -> the log files of each run, paired by stem. */
import {
  BEHIND_STEM,
  ENDINGS,
  type Ending,
  endingOf,
  type FileRole,
  namesCarbontracker,
  readFileName,
} from '../../log/file-name.ts';
import type { RunFiles } from '../../model/run.ts';
import { baseName as baseNameOf, joinPath, SEPARATOR } from '../system.ts';
import { isArchiveName } from './archives/entries.ts';
import { type FileSet, NO_FILES } from './file-sets.ts';

/** What a folder holds. */
export interface GroupedFiles {
  /** Files of each run, in the order of their names; to be gone through once. */
  sets: Iterable<FileSet>;
  /** Names that hold `carbontracker` and belong to no set. */
  leftOut: string[];
  /** Names that are not those of logs. */
  others: string[];
}

/** What a name is: of no set, or 1 + the number of its ending; with `FIRST`, above all of these, where a set begins. */
const OF_NO_SET = 0;
const FIRST = 8;

/**
 * Log files of one folder by stem; an err log or samples alone are no run.
 *
 * @param names sorted, so that files of one stem are neighbours; the list is used up as its sets are asked for
 */
export function groupByStem(folder: string, names: string[]): GroupedFiles {
  const kinds = new Uint8Array(names.length);
  const leftOut: string[] = [];
  const others: string[] = [];
  const alone: string[] = [];
  let stem: string | null = null;
  let last = '';
  let from = 0;
  let isRun = true;
  for (let i = 0; i < names.length; i += 1) {
    const name = names[i] as string;
    const at = endingOf(name);
    if (at === -1) {
      if (readFileName(name) !== null) return groupAnyNames(folder, names);
      others.push(name);
      if (isLeftOut(name)) leftOut.push(name);
      continue;
    }
    const { ending, role } = ENDINGS[at] as Ending;
    const length = name.length - ending.length;
    let kind = 1 + at;
    if (stem === null || length !== stem.length || !name.startsWith(stem)) {
      // Names between those of one stem, as `a_carbontracker_b_carbontracker.log` is, begin with it too.
      if (last.length > length + BEHIND_STEM.length && last.startsWith(name.slice(0, length + BEHIND_STEM.length)))
        return groupAnyNames(folder, names);
      if (!isRun) dropSet(names, kinds, from, i, alone);
      kind += FIRST;
      stem = name.slice(0, length);
      from = i;
      isRun = false;
    }
    if (role === 'standard' || role === 'output') isRun = true;
    kinds[i] = kind;
    last = name;
  }
  if (!isRun) dropSet(names, kinds, from, names.length, alone);
  for (const name of alone) leftOut.push(name);
  return { sets: setsOfNeighbours(folder, names, kinds), leftOut, others };
}

const isLeftOut = (name: string): boolean => namesCarbontracker(name) && !isArchiveName(name);

/** Leaves the files of a set out that is no run. */
function dropSet(names: readonly string[], kinds: Uint8Array, from: number, to: number, into: string[]): void {
  for (let i = from; i < to; i += 1) {
    if (kinds[i] === OF_NO_SET) continue;
    kinds[i] = OF_NO_SET;
    into.push(names[i] as string);
  }
}

/**
 * Sets that are made when they are asked for: those of 100,000 runs would take 20 MB. Until then the first name of each is
 * kept, as the others differ from it only in their ending.
 */
function* setsOfNeighbours(folder: string, names: string[], kinds: Uint8Array): Generator<FileSet> {
  const prefix = prefixOf(folder);
  for (let i = 0; i < names.length; i += 1) if ((kinds[i] as number) < FIRST) names[i] = '';
  let set: FileSet | null = null;
  let place = '';
  for (let i = 0; i < names.length; i += 1) {
    const kind = kinds[i] as number;
    if (kind === OF_NO_SET) continue;
    const { ending, role } = ENDINGS[(kind - 1) % FIRST] as Ending;
    if (kind > FIRST) {
      if (set !== null) yield set;
      const stem = (names[i] as string).slice(0, -ending.length);
      set = newSet(folder, stem);
      place = prefix + stem;
      names[i] = '';
    }
    (set as FileSet).files[role] = place + ending;
  }
  if (set !== null) yield set;
}

const newSet = (folder: string, stem: string): FileSet => ({ folder, stem, files: { ...NO_FILES } });

const prefixOf = (folder: string): string => joinPath(folder, '.', SEPARATOR).replace(/^\.[/\\]$/, '');

/** As `groupByStem`, for names in any order, of which some were changed or are of the oldest kind. */
function groupAnyNames(folder: string, names: readonly string[]): GroupedFiles {
  const sets = new Map<string, FileSet>();
  const changed: ChangedSet[] = [];
  const leftOut: string[] = [];
  const others: string[] = [];
  const prefix = prefixOf(folder);
  for (const baseName of names) {
    const name = readFileName(baseName);
    if (name === null) {
      others.push(baseName);
      if (isLeftOut(baseName)) leftOut.push(baseName);
      continue;
    }
    const { stem, mark, role } = name;
    let key = mark === undefined ? stem : `${stem}\0${mark}`;
    let set = sets.get(key);
    // Names that differ only in what was added, as `x_carbontracker (1).log` and `x_carbontracker(1).log` do.
    for (; set !== undefined && set.files[role] !== null; set = sets.get(key)) key += '\0';
    if (set === undefined) {
      set = newSet(folder, stem);
      sets.set(key, set);
      if (key !== stem) changed.push({ set, key, mark: mark ?? '' });
    }
    set.files[role] = prefix + baseName;
  }
  if (changed.length > 0) joinChanged(sets, changed);
  const runs: FileSet[] = [];
  for (const set of sets.values()) {
    if (set.files.standard !== null || set.files.output !== null) runs.push(set);
    else for (const file of Object.values(set.files)) if (file !== null) leftOut.push(baseNameOf(file));
  }
  return { sets: runs, leftOut, others };
}

/** A set of files with changed names. */
interface ChangedSet {
  set: FileSet;
  key: string;
  mark: string;
}

/**
 * Files of one stem of which only some were changed are one set, if no file stands in two of them. What is left are
 * copies, each a set with a stem of its own.
 */
function joinChanged(sets: Map<string, FileSet>, changed: readonly ChangedSet[]): void {
  const ofStem = new Map<string, FileSet[]>();
  const stems = new Set(Array.from(sets.values(), ({ stem }) => stem));
  for (const { set, key, mark } of changed) {
    const { stem, files } = set;
    const known = ofStem.get(stem) ?? [sets.get(stem)].filter((other) => other !== undefined);
    ofStem.set(stem, known);
    const partner = known.find((other) => areDisjoint(other.files, files));
    if (partner === undefined) {
      if (known.length > 0) {
        set.stem = `${stem} ${mark || '(renamed)'}`;
        while (stems.has(set.stem)) set.stem += ' (renamed)';
        stems.add(set.stem);
      }
      known.push(set);
    } else {
      for (const [role, file] of Object.entries(files)) if (file !== null) partner.files[role as FileRole] = file;
      sets.delete(key);
    }
  }
}

const areDisjoint = (one: RunFiles, other: RunFiles): boolean =>
  Object.entries(one).every(([role, file]) => file === null || other[role as FileRole] === null);
