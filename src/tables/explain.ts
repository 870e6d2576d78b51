/** What is wrong with a table, for people. */
import { CtError, systemReason } from '../model/errors.ts';
import { RowProblem } from './read-row.ts';

/** Keeps the reason of system errors; all other errors of a reader mean that the file is damaged. */
export function explained(error: unknown, file: string, at: string): CtError {
  if (error instanceof CtError) return error;
  const place = at === '' ? file : `${file}, ${at}`;
  if (error instanceof RowProblem) return new CtError('NOT_A_TABLE', `${place}: ${error.message}`, { cause: error });
  if ((error as NodeJS.ErrnoException).syscall !== undefined) {
    return new CtError('UNREADABLE', `cannot read ${file}: ${systemReason(error)}`, { cause: error });
  }
  const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
  return new CtError('NOT_A_TABLE', `${place}: the table is damaged (${reason})`, { cause: error });
}
