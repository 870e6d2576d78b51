/** Merges the parts of a dataset into few files, and writes into each row what counts of it among all. */
import { readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { RunRow } from '../../accounting/index.ts';
import { CtError } from '../../model/errors.ts';
import type { Finding } from '../../model/run.ts';
import type { Cell, Column } from '../column.ts';
import { fromFindings } from '../nested.ts';
import { readTables } from '../read.ts';
import { RUN_COLUMNS } from '../run-columns.ts';
import type { ColumnGroup } from '../sealed-file.ts';
import { columnGroups } from './columns.ts';
import { type CountedRow, CountedRows } from './count-rows.ts';
import { countingOf, writeCounting } from './counting.ts';
import { isDataFile, isUnfinished, liveTablesIn, mergedName, REPLACES, tablesIn } from './folder.ts';
import { underLock } from './lock.ts';
import { UnfinishedFile } from './write-parts.ts';

/** Rows per group of a merged file: as many as DuckDB reads in one thread. */
const MERGED_GROUP_ROWS = 122_880;
/** A file ends behind the part with which it has as many rows: some 100 MB. */
const MOST_FILE_ROWS = 10 * MERGED_GROUP_ROWS;
/** Files of processes that were killed are older. */
const LONGEST_WRITE_MS = 86_400_000;

/** What a compaction did. */
export interface Compaction {
  /** Number of files before. */
  before: number;
  /** Number of files after. */
  after: number;
  /** Number of rows. */
  rows: number;
  /** Rows that count as runs. */
  counted: number;
  /** Findings about several runs. */
  findings: readonly Finding[];
}

/** A file of the dataset, and the rows that it has among all. */
interface DataFile {
  /** Path below the folder of the dataset. */
  name: string;
  firstRow: number;
  rows: number;
  /** Whether each of its rows holds what counts of it. */
  isUpToDate: boolean;
}

/**
 * Merges the parts of each partition. A dataset can be read at any moment, also where this is killed: a merged file names those
 * that it stands for, which are removed once all merged files are there.
 *
 * @throws CtError USAGE where another program's tables lie among the parts, or another compaction is under way, NOT_A_TABLE
 *   for a damaged part
 */
export async function compactDataset(folder: string): Promise<Compaction> {
  return underLock(folder, async (touch) => {
    const all = tablesIn(folder) ?? [];
    const foreign = all.find((file) => !isDataFile(file));
    if (foreign !== undefined) {
      const file = path.join(folder, foreign);
      throw new CtError(
        'USAGE',
        `${file} is not a part of the dataset; move it away, or add it: ct-parse dataset ${file} -o DIR`,
      );
    }
    const names = await liveTablesIn(folder);
    for (const file of all) if (!names.includes(file)) rmSync(path.join(folder, file), { force: true });
    const { counted, files } = await countFiles(folder, names, touch);
    const kept: string[] = [];
    const removed: string[] = [];
    for (const group of groupsToMerge(files)) {
      const isDone = group.length === 1 && group[0]?.isUpToDate === true && isMerged(group[0].name);
      const merged = isDone ? (group[0] as DataFile).name : await merge(folder, group, counted, touch);
      kept.push(merged);
      for (const { name } of group) if (name !== merged) removed.push(name);
    }
    for (const name of removed) rmSync(path.join(folder, name), { force: true });
    removeLeftovers(folder);
    const { findings } = counted;
    kept.sort();
    if (countingOf(folder, kept) === null) writeCounting(folder, { files: kept, findings: findings.map(withFewRuns) });
    let runs = 0;
    for (let row = 0; row < counted.length; row += 1) runs += Number(counted.at(row).isCounted);
    return { before: all.length, after: kept.length, rows: counted.length, counted: runs, findings };
  });
}

/** Most runs that a finding lists in the note of a dataset. */
const MOST_LISTED = 10;

function withFewRuns(finding: Finding): Finding {
  const { runs } = finding;
  if (runs === undefined || runs.length <= MOST_LISTED) return finding;
  return { ...finding, runs: runs.slice(0, MOST_LISTED), moreRuns: runs.length - MOST_LISTED };
}

const isMerged = (name: string): boolean => path.basename(name).startsWith('merged-');

/** Counts the rows of all files together. */
async function countFiles(
  folder: string,
  names: readonly string[],
  touch: () => void,
): Promise<{ counted: CountedRows; files: DataFile[] }> {
  const counted = new CountedRows();
  const files: DataFile[] = [];
  for (const name of names) {
    const firstRow = counted.length;
    for await (const row of readTables([path.join(folder, name)])) counted.add(row);
    files.push({ name, firstRow, rows: counted.length - firstRow, isUpToDate: false });
    touch();
  }
  counted.close();
  for (const file of files) {
    let row = file.firstRow;
    while (row < file.firstRow + file.rows && counted.isSaid(row)) row += 1;
    file.isUpToDate = row === file.firstRow + file.rows;
  }
  return { counted, files };
}

/** The files of each partition that become one; a large one that is up to date stays as it is. */
function groupsToMerge(files: readonly DataFile[]): DataFile[][] {
  const groups: DataFile[][] = [];
  const open = new Map<string, { group: DataFile[]; rows: number }>();
  for (const file of files) {
    const partition = path.dirname(file.name);
    const isLarge = isMerged(file.name) && file.rows >= MERGED_GROUP_ROWS;
    if (isLarge && file.isUpToDate) {
      groups.push([file]);
      continue;
    }
    let last = open.get(partition);
    if (last === undefined || last.rows >= MOST_FILE_ROWS) {
      last = { group: [], rows: 0 };
      open.set(partition, last);
      groups.push(last.group);
    }
    last.group.push(file);
    last.rows += file.rows;
  }
  return groups;
}

/** Writes the rows of several files into one. @returns its name */
async function merge(
  folder: string,
  group: readonly DataFile[],
  counted: CountedRows,
  touch: () => void,
): Promise<string> {
  const replaced = group.map(({ name }) => path.basename(name)).join('\n');
  const partition = path.dirname(group[0]?.name ?? '.');
  const file = await UnfinishedFile.in(path.join(folder, partition), [{ key: REPLACES, value: replaced }]);
  try {
    let cells = RUN_COLUMNS.map((): Cell[] => []);
    for (const { name, firstRow } of group) {
      let row = firstRow;
      for await (const rows of columnGroups(path.join(folder, name))) {
        const cellAt = RUN_COLUMNS.map((column) => reader(column, rows));
        for (let from = 0; from < rows.rows; ) {
          const held = cells[0]?.length ?? 0;
          const to = Math.min(rows.rows, from + MERGED_GROUP_ROWS - held);
          RUN_COLUMNS.forEach(({ name: column }, i) => {
            append(cells[i] ?? [], { at: cellAt[i] ?? noCell, column, from, to, row: row + from, counted });
          });
          from = to;
          if (cells[0]?.length === MERGED_GROUP_ROWS) {
            await file.writeGroup(sorted(cells));
            cells = RUN_COLUMNS.map(() => []);
            touch();
          }
        }
        row += rows.rows;
      }
    }
    await file.writeGroup(sorted(cells));
    return path.join(partition, path.basename(await file.finish(mergedName)));
  } catch (error) {
    file.discard();
    throw error;
  }
}

const COLUMN_NAMES: readonly string[] = RUN_COLUMNS.map(({ name }) => name);

const noCell = (): Cell => null;

/** Reads the cells of a column, one row after the other. */
function reader({ name, type }: Column<RunRow>, group: ColumnGroup): (row: number) => Cell {
  if (COUNTED[name] !== undefined) return noCell;
  if (type === 'nested' || type === 'texts') return group.nested(name) as () => Cell;
  const values = group.column(name);
  return (row) => (values[row] ?? null) as Cell;
}

/** Cells of a column, and which of them are wanted. */
interface Piece {
  at: (row: number) => Cell;
  column: string;
  from: number;
  to: number;
  /** Place of the first of them among all rows. */
  row: number;
  counted: CountedRows;
}

function append(cells: Cell[], { at, column, from, to, row, counted }: Piece): void {
  const said = COUNTED[column];
  for (let i = from; i < to; i += 1) {
    cells.push(said === undefined ? at(i) : said(counted.at(row + i - from)));
  }
}

/** The columns that hold what counts of a row. */
const COUNTED: Record<string, (counted: CountedRow) => Cell> = {
  is_counted: ({ isCounted }) => isCounted,
  energy_counted_kwh: ({ energyKwh }) => energyKwh,
  co2eq_counted_g: ({ co2eqG }) => co2eqG,
  counted_findings: ({ findings }) => fromFindings(findings),
};

/** The rows of a group by their start, so that a query for a time skips the groups of others; those without one are last. */
function sorted(cells: Cell[][]): Cell[][] {
  const starts = cells[COLUMN_NAMES.indexOf('started_at_local')] ?? [];
  const startMs = Float64Array.from(starts, (start) => (start instanceof Date ? start.getTime() : Number.MAX_VALUE));
  const order = Uint32Array.from(starts.keys()).sort(
    (a, b) => (startMs[a] as number) - (startMs[b] as number) || a - b,
  );
  return cells.map((column) => Array.from(order, (row) => column[row] ?? null));
}

/** Removes what processes that were killed left behind. */
function removeLeftovers(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !isUnfinished(entry.name)) continue;
    const file = path.join(entry.parentPath, entry.name);
    const found = statSync(file, { throwIfNoEntry: false });
    if (found !== undefined && Date.now() - found.mtimeMs > LONGEST_WRITE_MS) rmSync(file, { force: true });
  }
}
