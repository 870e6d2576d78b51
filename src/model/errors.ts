/** Codes of the errors that the library throws, with what each means. */
export const ERROR_CODES = {
  NOT_FOUND: 'a path does not exist or a pattern matches nothing',
  NO_LOGS: 'no carbontracker log was found where one is needed',
  NOT_A_LOG: 'a file is not a carbontracker log',
  NOT_A_TABLE: 'a file is not a table of runs that this version reads',
  UNREADABLE: 'a file or folder could not be read',
  UNWRITABLE: 'a file or folder could not be written',
  USAGE: 'wrong arguments',
  UNSUPPORTED: 'a drawing asks for something that a PDF page cannot show',
  NO_DEVICE: 'nothing can be measured here',
  TRACKER: 'the tracker failed while it ran',
  DECLINED: 'the user declined to go on after the prediction',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** An error for people: one line that says what is wrong, where, and what to do. */
export class CtError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CtError';
    this.code = code;
  }
}

/** The system's own word for a failed file operation, such as `EACCES`. */
export function systemReason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'ENOENT') return 'no such file or folder';
  return code ?? (error instanceof Error ? error.message : String(error));
}
