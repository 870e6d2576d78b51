/** Lines of logs as they stand there, so that whoever checks a figure sees where it comes from. */

/** What a line is about. */
export type LineSubject =
  | 'writer'
  | 'components'
  | 'power'
  | 'epoch'
  | 'journal'
  | 'pue'
  | 'intensity'
  | 'sensor'
  | 'total'
  | 'end';

/** A line of a file. */
export interface LogLine {
  /** Place in the file, from 1. */
  number: number;
  /** The line without its end; what is longer than a screen is cut and ends in an ellipsis. */
  text: string;
  /** Null for a line that is of no known kind. */
  about: LineSubject | null;
}

/** The lines of a file that matter, in their order. */
export interface LogExcerpt {
  /** Path of the file, as in the files of its run. */
  file: string;
  /** Some lines of each kind, the first and the last ones of the file. */
  lines: LogLine[];
  /** Lines of the file; null where only its beginning was read. */
  allLines: number | null;
}
