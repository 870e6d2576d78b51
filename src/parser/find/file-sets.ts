/** Files that are read together, and which files beside carbontracker's logs are read. */
import { namesCarbontracker } from '../../log/file-name.ts';
import { fileFinding } from '../../model/findings.ts';
import type { Finding, RunFiles, RunFormat } from '../../model/run.ts';
import { baseName as baseNameOf } from '../system.ts';
import { aboutForeign, isForeignArchive } from './archives/foreign.ts';
import type { Content } from './content.ts';
import type { RawFile } from './file.ts';

/** The files that share a folder and a stem. */
export interface FileSet {
  /** Folder of the files. */
  folder: string;
  /** The part of the name that the files share. */
  stem: string;
  /** Paths of the files. */
  files: RunFiles;
  /** Reads a file of an archive; absent where the files lie on the disk. */
  read?: (file: string) => Content<string>;
  /** The bytes of a file of an archive as stored in it; absent where the files lie on the disk. */
  bytes?: (file: string) => Uint8Array;
  /** The one file of a set that is not carbontracker's, and its format. */
  source?: { format: RunFormat; file: RawFile };
}

/** Which files beside carbontracker's logs are read, and as what; null where one is not. */
export interface Offers {
  /** Whether the logs of carbontracker are read by their names. */
  readsLogs: boolean;
  /** Whether a file of a folder is worth a look, by its base name. */
  mayHold(baseName: string): boolean;
  /** The format of such a file, `carbontracker` for a log; `uncertain` where only the user can decide whether it holds runs. */
  formatInFolder(file: RawFile): RunFormat | 'uncertain' | null;
  /** The format of a file that the user names. */
  formatNamed(file: RawFile): RunFormat | null;
}

/** Nothing but the logs of carbontracker. */
export const LOGS_ONLY: Offers = {
  readsLogs: true,
  mayHold: () => false,
  formatInFolder: () => null,
  formatNamed: () => null,
};

/** The set of a file that is not carbontracker's. */
export function sourceSet(folder: string, file: RawFile, format: RunFormat): FileSet {
  return {
    folder,
    stem: baseNameOf(file.path),
    files: { ...NO_FILES, source: file.path },
    source: { format, file },
  };
}

/** The set of a log without the name of one; its content shows whether it is a standard or an output log. */
export const renamedLog = (folder: string, file: string): FileSet => ({
  folder,
  stem: baseNameOf(file),
  files: { ...NO_FILES, standard: file },
});

/** The files of a run that has none. */
export const NO_FILES: RunFiles = { standard: null, output: null, error: null, samples: null };

/** Programs about carbontracker hold no runs. */
const PROGRAM = /\.(?:py|pyc|pyi|[cm]?[jt]s|sh)$/i;

/** A finding that names a file which is not read although its name holds `carbontracker`; null for other files. */
export function leftOut(file: string): Finding | null {
  const baseName = baseNameOf(file);
  if (isForeignArchive(baseName)) return aboutForeign([file]);
  if (!namesCarbontracker(baseName) || PROGRAM.test(baseName)) return null;
  const message = `${file} was not read: its name is not that of a log; pass it as an argument to read it`;
  return fileFinding('left-out', message, file);
}

/**
 * The sets of files of a folder that do not have the names of logs; those that may be something else are named.
 *
 * @param inMemory how logs are read that do not lie on the disk
 * @returns the names of those that are read
 */
export function* sourceSets(
  folder: string,
  names: readonly string[],
  offers: Offers,
  fileOf: (name: string) => RawFile,
  onFinding?: (finding: Finding) => void,
  inMemory: Pick<FileSet, 'read' | 'bytes'> = {},
): Generator<FileSet, ReadonlySet<string>> {
  const taken = new Set<string>();
  for (const name of names) {
    if (!offers.mayHold(name)) continue;
    const file = fileOf(name);
    const format = offers.formatInFolder(file);
    if (format === 'uncertain') onFinding?.(uncertain(file.path));
    else if (format !== null) {
      taken.add(name);
      yield format === 'carbontracker'
        ? { ...renamedLog(folder, file.path), ...inMemory }
        : sourceSet(folder, file, format);
    }
  }
  return taken;
}

/** A finding that names a file which a folder does not add to its total, because it may be something else. */
function uncertain(file: string): Finding {
  const message = `${file} was not read: it may not be the record of a run; pass it as an argument to read it`;
  return fileFinding('left-out', message, file);
}
