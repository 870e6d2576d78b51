/** The stem that the files of a run share, taken apart. */

/** The parts of a stem: `[PREFIX_][PID[.RANDOM]_]STAMP`. */
export interface StemParts {
  /** Text of the user before process and stamp, often empty; the whole stem when it has no stamp. */
  prefix: string;
  /** Process id, with the random part from 2.0.0; null before 1.1.7. */
  pid: string | null;
  /** Local time although it ends in `Z`; null when the stem has none. */
  stamp: string | null;
}

const STAMP = /^\d{4}-\d\d-\d\dT[\d:-]+Z$/;
const PID = /^\d+(?:\.\d+)?$/;

/** Reads a stem from its end, because the prefix is free text; neither a stamp nor a process id holds a `_`. */
export function readStem(stem: string): StemParts {
  const stampAt = stem.lastIndexOf('_') + 1;
  const stamp = stem.slice(stampAt);
  if (!STAMP.test(stamp)) return { prefix: stem, pid: null, stamp: null };
  const before = stem.slice(0, Math.max(0, stampAt - 1));
  const pidAt = before.lastIndexOf('_') + 1;
  const pid = before.slice(pidAt);
  if (!PID.test(pid)) return { prefix: before, pid: null, stamp };
  return { prefix: before.slice(0, Math.max(0, pidAt - 1)), pid, stamp };
}

/** A name of a run without the `#2` of one that shares its file, and that number. */
export function splitNumber(name: string): { stem: string; number: string } {
  const at = name.lastIndexOf('#');
  if (at === -1 || !/^#\d+$/.test(name.slice(at))) return { stem: name, number: '' };
  return { stem: name.slice(0, at), number: name.slice(at) };
}

/**
 * The name of a run as its writer made it: process and start where the id has them, so that a copy with another prefix
 * (`backup_`) has the same, else the last part of the id.
 */
export const ownName = (id: string): string => readOwnName(id).name;

/** Everything in front of the name of a run; empty for one of the working folder. */
export const folderOf = (id: string): string => id.slice(0, Math.max(id.lastIndexOf('/'), id.lastIndexOf('\\')) + 1);

/** The name of a run as its writer made it, its process (null where the id holds none) and its place in its file, from 1. */
export function readOwnName(id: string): { name: string; process: string | null; number: number } {
  const last = id.slice(folderOf(id).length);
  const { stem, number } = splitNumber(last);
  const { pid, stamp } = readStem(stem);
  const name = pid === null ? last : `${pid}_${stamp}${number}`;
  return { name, process: pid, number: number === '' ? 1 : Number(number.slice(1)) };
}
