/** Names of log files: which of a run's files a name is, and the stem that its files share. */
import type { RunFiles } from '../model/run.ts';

export { readStem } from '../model/stem.ts';

export type FileRole = keyof RunFiles;

/** A log file's name taken apart. */
export interface LogFileName {
  role: FileRole;
  /** What the files of a run share; empty for the oldest logs, which were all called `carbontracker.log`. */
  stem: string;
}

/** Endings of `NAME_carbontracker.log` and its partners; what is in front of them is the stem. */
const ENDINGS: readonly (readonly [string, FileRole])[] = [
  ['_carbontracker.log', 'standard'],
  ['_carbontracker_output.log', 'output'],
  ['_carbontracker_err.log', 'error'],
  ['_carbontracker_samples.csv', 'samples'],
];
/** `carbontracker.log`, `carbontracker_output_2020-04-27T12:34Z.log`: April 2020, before 1.0.4. */
const OLDEST = /^carbontracker(|_output|_err)(?:_(\d{4}-\d\d-\d\dT[\d:-]+Z))?\.log$/;

/** Takes the base name of a file apart; null when it is not a log's name (`.log.bak` is not). */
export function readFileName(baseName: string): LogFileName | null {
  for (const [ending, role] of ENDINGS) {
    if (baseName.endsWith(ending)) return { role, stem: baseName.slice(0, -ending.length) };
  }
  const oldest = OLDEST.exec(baseName);
  if (oldest === null) return null;
  const role = oldest[1] === '_output' ? 'output' : oldest[1] === '_err' ? 'error' : 'standard';
  return { role, stem: oldest[2] ?? '' };
}

/** A log line's stamp `YYYY-MM-DD HH:MM:SS` as file names of 1.1.3 and later spell it. */
export function stampInFileName(stamp: string): string {
  return `${stamp.slice(0, 10)}T${stamp.slice(11, 19).replaceAll(':', '')}Z`;
}
