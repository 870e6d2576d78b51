/** Codes of the errors that the library throws, with what each means. */
export const ERROR_CODES = {
  NOT_FOUND: 'a path does not exist or a pattern matches nothing',
  NO_LOGS: 'no carbontracker log was found where one is needed',
  NOT_A_LOG: 'a file is not a log of a known format',
  NOT_A_TABLE: 'a file is not a table of runs that this version reads',
  NOT_A_REPORT: 'a file is not a report of ct-parse that this version reads',
  UNREADABLE: 'a file or folder could not be read',
  UNWRITABLE: 'a file or folder could not be written',
  USAGE: 'wrong arguments',
  UNSUPPORTED: 'a drawing asks for something that a PDF page cannot show',
  NO_DEVICE: 'nothing can be measured here',
  TRACKER: 'the tracker failed while it ran',
  DECLINED: 'the user declined to go on after the prediction',
  LIMIT: 'the run passed its limit of energy or CO2eq',
} as const;

/** The stable code of an error. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** An error with a one-line message: what is wrong, where, and what to do. */
export class CtError extends Error {
  /** What kind of error it is; stays the same when the message changes. */
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CtError';
    this.code = code;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'no such file or folder',
  EEXIST: 'a file of that name is in the way',
  ENOTDIR: 'a part of the path is no folder',
  EISDIR: 'it is a folder',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  ENAMETOOLONG: 'its name is too long',
  EFBIG: 'the file is as large as it may be',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files',
};

/** Why a file operation failed, for people; the system's own word, such as `EIO`, where there is no better one. */
export function systemReason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code !== undefined) return REASONS[code] ?? code;
  return error instanceof Error ? error.message : String(error);
}
