/** Runs with their figures, as the pipeline and accounting give them. */
import type { Entry } from '../../src/accounting/index.ts';
import { type EntryOptions, entriesOf, type Run, readEntries } from '../../src/index.ts';

/** The entries of logs or tables. */
export async function allEntries(logs: string | readonly string[], options: EntryOptions = {}): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of readEntries(logs, options)) entries.push(entry);
  return entries;
}

/** The entry of a run as if it were alone. */
export const alone = (run: Run): Entry => entriesOf([run])[0] as Entry;
