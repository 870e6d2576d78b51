/** The stem that the files of a run share, taken apart. */

/** The parts of a stem: `[PREFIX_][PID[.RANDOM]_]STAMP`. */
export interface StemParts {
  prefix: string;
  /** With the random part from 2.0.0; null before 1.1.7. */
  pid: string | null;
  /** Local time although it ends in `Z`; null when the stem has none. */
  stamp: string | null;
}

const STAMP_AT_END = /(?:^|_)(\d{4}-\d\d-\d\dT[\d:-]+Z)$/;
const PID_AT_END = /(?:^|_)(\d+(?:\.\d+)?)$/;

/** Reads a stem from its end, because the prefix is free text. */
export function readStem(stem: string): StemParts {
  const stampMatch = STAMP_AT_END.exec(stem);
  if (stampMatch === null) return { prefix: stem, pid: null, stamp: null };
  const beforeStamp = stem.slice(0, stampMatch.index);
  const pidMatch = PID_AT_END.exec(beforeStamp);
  if (pidMatch === null) return { prefix: beforeStamp, pid: null, stamp: stampMatch[1] ?? null };
  return { prefix: beforeStamp.slice(0, pidMatch.index), pid: pidMatch[1] ?? null, stamp: stampMatch[1] ?? null };
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

/** The name of a run as its writer made it, its process (null where the id holds none) and its place in its file, from 1. */
export function readOwnName(id: string): { name: string; process: string | null; number: number } {
  const last = id.slice(Math.max(id.lastIndexOf('/'), id.lastIndexOf('\\')) + 1);
  const { stem, number } = splitNumber(last);
  const { pid, stamp } = readStem(stem);
  const name = pid === null ? last : `${pid}_${stamp}${number}`;
  return { name, process: pid, number: number === '' ? 1 : Number(number.slice(1)) };
}
