/** Rows of runs for the commands that add them up: from logs, from tables, or from both. */
import { type RunRow, rowOf } from '../../src/accounting/index.ts';
import { assessRuns } from '../../src/assessed.ts';
import type { Finding } from '../../src/model/run.ts';
import { isTable, readTables } from '../../src/tables/index.ts';
import { Progress } from '../progress.ts';

/** Where rows come from. */
export interface RowSources {
  logs: readonly string[];
  tables: readonly string[];
  recursive: boolean;
}

/** Reads one row after the other, with their number on a terminal; findings of no run are heard. */
export async function* readRows(
  { logs, tables, recursive }: RowSources,
  onFinding: (finding: Finding) => void,
): AsyncGenerator<RunRow> {
  const progress = new Progress();
  let read = 0;
  const count = (row: RunRow): RunRow => {
    read += 1;
    progress.show(() => `${read} runs read`);
    return row;
  };
  try {
    if (logs.length > 0) {
      for await (const assessed of assessRuns(logs, { recursive, onFinding })) yield count(rowOf(assessed));
    }
    for await (const row of readTables(tables)) yield count(row);
  } finally {
    progress.end();
  }
}

/** A side of a comparison: a table where its name ends as one, else logs. */
export function sourcesOf(path: string, recursive: boolean): RowSources {
  return isTable(path) ? { logs: [], tables: [path], recursive } : { logs: [path], tables: [], recursive };
}
