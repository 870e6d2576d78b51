/** Rows of runs for the commands that add them up: from logs, from tables, or from both. */
import type { RunRow } from '../../src/accounting/index.ts';
import { type AddOptions, iterateRows } from '../../src/adding-up.ts';
import type { Finding } from '../../src/model/run.ts';
import { isTable } from '../../src/tables/index.ts';
import { Progress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';

/** Where rows come from. */
export interface RowSources extends Pick<AddOptions, 'pricing' | 'asLogged' | 'devices' | 'sameMachine'> {
  logs: readonly string[];
  tables: readonly string[];
  recursive: boolean;
}

/** Reads one row after the other, with their number on a terminal; findings of no run are heard. */
export async function* readRows(
  { logs, ...options }: RowSources,
  terminal: Terminal,
  onFinding: (finding: Finding) => void,
): AsyncGenerator<RunRow> {
  const progress = new Progress(terminal.stderr);
  let read = 0;
  try {
    for await (const row of iterateRows(logs, { ...options, onFinding })) {
      read += 1;
      progress.show(() => `${read} runs read`);
      yield row;
    }
  } finally {
    progress.end();
  }
}

/** A table where the name ends as one, else logs. */
export function sourcesOf(path: string, recursive: boolean): RowSources {
  return isTable(path) ? { logs: [], tables: [path], recursive } : { logs: [path], tables: [], recursive };
}
