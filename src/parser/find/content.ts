/** What became of one file: its text, or the error of the file system. */
import type { LogText } from '../../log/records.ts';

/** The text of a file, or the error of reading it. */
export type Content<T extends LogText = LogText> = { text: T } | { error: unknown };

/** What a reader returns, or the error that it throws. */
export function contentOf<T extends LogText>(read: () => T): Content<T> {
  try {
    return { text: read() };
  } catch (error) {
    return { error };
  }
}
