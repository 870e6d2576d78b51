/** The interface of readers of other formats than carbontracker's logs; `sources.ts` lists them. */
import type { Finding, Run, RunFormat } from '../model/run.ts';
import type { RawFile } from './find/file.ts';

/** The user's options for reading files. */
export interface SourceOptions {
  /** Format of every input, whatever it looks like; recognised without it. */
  inputFormat?: RunFormat | undefined;
  /** Columns of power traces, such as `time=timestamp,gpu0=4:mW`; guessed by their names without it. */
  columns?: string | undefined;
  /** Power traces count from this time on: a stamp as in the trace, or seconds by its own clock. */
  fromTime?: string | undefined;
  /** Power traces count up to this time. */
  toTime?: string | undefined;
}

/** A file with what its reader needs. */
export interface SourceFile extends RawFile {
  /** Folder and name of the file, unique over all inputs; further runs of the file add `#2`, `#3` ... */
  readonly id: string;
  /** The user's options for reading files. */
  readonly options: SourceOptions;
  /** Takes a finding that belongs to no run of the file, made by `fileFinding`. */
  onFinding(finding: Finding): void;
}

/**
 * The reader of a format. A file goes to the first one that recognises it; nothing outside the folder of a reader
 * depends on its format.
 */
export interface Source {
  /** Name of the format. */
  name: RunFormat;
  /** Whether a folder offers files of this base name, such as `emissions.csv`: only those are then looked at. */
  isNamedLike(baseName: string): boolean;
  /**
   * Whether a file is of this format, by its content.
   *
   * @param name base name, only a hint
   * @param head its first 64 KiB, unpacked where gzip compressed it
   */
  recognises(name: string, head: Uint8Array): boolean;
  /**
   * Whether a file that is recognised may be of another kind, so that a folder names it instead of adding it to a total: it
   * is read where the user names the file, or the format.
   */
  isUncertain?(head: Uint8Array): boolean;
  /**
   * Whether a file holds what is read somewhere among other text, for formats that do not show at the beginning. It is asked
   * for every named file that nothing recognises, and in folders for text up to 64 MiB, so it goes through bytes.
   */
  isWithin?(file: RawFile): boolean;
  /**
   * Reads the runs of a file, in its order. Whatever the content, it does not throw: what cannot be used becomes a finding.
   *
   * @throws Error of the file system, or for damaged gzip data, which is reported as unreadable
   */
  read(file: SourceFile): Iterable<Run>;
}
