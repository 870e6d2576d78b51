/** Names of log files: which of a run's files a name is, and the stem that its files share. */
import type { RunFiles } from '../model/run.ts';

export { readStem } from '../model/stem.ts';

/** Which of the files of a run a log is. */
export type FileRole = Exclude<keyof RunFiles, 'source'>;

/** A log file's name taken apart. */
export interface LogFileName {
  /** Which of the files of a run it is. */
  role: FileRole;
  /** The part of the name that the files of a run share; empty for the oldest logs, which were all named `carbontracker.log`. */
  stem: string;
  /** Text that a browser, a mail program or gzip added, such as `(1)` or `.txt`; absent for unchanged names. */
  mark?: string;
}

/** What follows the stem in all of them. */
export const BEHIND_STEM = '_carbontracker';

/** How the name of a log ends. */
export interface Ending {
  /** The end of the name. */
  ending: string;
  /** Which of the files of a run has it. */
  role: FileRole;
}

/** Endings of unchanged names, `NAME_carbontracker.log` and its partners; what is in front of them is the stem. */
export const ENDINGS: readonly Ending[] = [
  { ending: `${BEHIND_STEM}.log`, role: 'standard' },
  { ending: `${BEHIND_STEM}_output.log`, role: 'output' },
  { ending: `${BEHIND_STEM}_err.log`, role: 'error' },
  { ending: `${BEHIND_STEM}_samples.csv`, role: 'samples' },
];

/** Number of the ending that a name has; -1 for none. */
export function endingOf(baseName: string): number {
  for (let i = 0; i < ENDINGS.length; i += 1) if (baseName.endsWith((ENDINGS[i] as Ending).ending)) return i;
  return -1;
}

/** `carbontracker.log`, `carbontracker_output_2020-04-27T12:34Z.log`: April 2020, before 1.0.4. */
const OLDEST = /^carbontracker(|_output|_err)(?:_(\d{4}-\d\d-\d\dT[\d:-]+Z))?\.log$/;

/** Takes the base name of a file apart, changed or not; null when it is not a log's name (`.log.bak` is not). */
export function readFileName(baseName: string): LogFileName | null {
  const at = endingOf(baseName);
  if (at === -1) return readOtherName(baseName);
  const { ending, role } = ENDINGS[at] as Ending;
  return { role, stem: baseName.slice(0, -ending.length) };
}

function readOtherName(baseName: string): LogFileName | null {
  const oldest = OLDEST.exec(baseName);
  if (oldest === null) return readChangedName(baseName);
  const role = oldest[1] === '_output' ? 'output' : oldest[1] === '_err' ? 'error' : 'standard';
  return { role, stem: oldest[2] ?? '' };
}

/** Whether a name holds `carbontracker`, in any case of its letters. */
export const namesCarbontracker = (baseName: string): boolean => /carbontracker/i.test(baseName);

/** Longest file name of all file systems. */
const LONGEST_NAME = 512;
/** ` (1)` of a browser, ` - Copy (2)` of a file manager, `-1` of a mail program. */
const COPY = String.raw`(?:[ _-]*\(\d{1,3}\)|[ _-]+(?:copy|kopie|copie|copia)(?: \d{1,3}| ?\(\d{1,3}\))?|-\d{1,3})?`;
/** `NAME_carbontracker_output (1).log.txt.gz`; the oldest names have nothing in front and keep their `.log`. */
const CHANGED = new RegExp(
  String.raw`^(?:(.*)_carbontracker(_output|_err|_samples)?|carbontracker(_output|_err)?(?=.*\.log))(${COPY}(?:\.log|\.csv)?${COPY}(?:\.txt)?${COPY})(\.gz)?$`,
  'i',
);

const ROLES: Record<string, FileRole> = { _output: 'output', _err: 'error', _samples: 'samples' };

/** The changed name of a log: upper case, `.txt` after or instead of `.log`, a copy's number, `.gz`. */
function readChangedName(baseName: string): LogFileName | null {
  if (baseName.length > LONGEST_NAME || !namesCarbontracker(baseName)) return null;
  const match = CHANGED.exec(baseName);
  if (match === null) return null;
  const [, stem = '', ofNamed, ofOldest, ending = '', gzip = ''] = match;
  if (!/\.(?:log|csv|txt)/i.test(ending)) return null;
  const role = ROLES[(ofNamed ?? ofOldest ?? '').toLowerCase()] ?? 'standard';
  if ((role === 'samples') !== /\.csv/i.test(ending)) return null;
  return { role, stem, mark: markOf(`${ending}${gzip}`) };
}

/** ` (1).LOG.txt.gz` -> `(1).txt.gz`: the same for the files of a run that were changed alike. */
function markOf(ending: string): string {
  return ending
    .toLowerCase()
    .replace(/\.(?:log|csv)/, '')
    .replace(/^[ _-]+/, '');
}

/** A log line's stamp `YYYY-MM-DD HH:MM:SS` as file names of 1.1.3 and later spell it. */
export function stampInFileName(stamp: string): string {
  return `${stamp.slice(0, 10)}T${stamp.slice(11, 19).replaceAll(':', '')}Z`;
}
