/** Which files of a folder are those of a dataset, or tables. */
import { closeSync, type Dirent, opendirSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { isTable } from '../suffix.ts';

/** A part that a call of `ct-parse dataset` wrote, and a file of parts that `--compact` merged, by their content. */
const DATA_FILE = /^(?:part|merged)-[0-9a-f]{32}\.parquet$/;
const MERGED = /^merged-/;
/** A folder of a partition, as Hive names it. */
const PARTITION = /^[A-Za-z_]\w*=/;

/** Name of a part, by the checksum of its content. */
export const partName = (checksum: string): string => `part-${checksum.slice(0, 32)}.parquet`;
/** Name of a file of merged parts, by the checksum of its content. */
export const mergedName = (checksum: string): string => `merged-${checksum.slice(0, 32)}.parquet`;

/** A name for a file while it is written: random, because processes of two containers may have the same number. */
export const unfinishedName = (): string => `ct-parse-${crypto.randomUUID()}.part`;
/** Whether a name is that of a file which is being written, or was when its process was killed. */
export const isUnfinished = (name: string): boolean => /^ct-parse-.*\.part$/.test(name);

/** Key of the note of a merged file that lists the files it stands for. */
export const REPLACES = 'ct-parse.replaces';

/** What a folder and its partitions hold. */
interface Contents {
  /** Paths below the folder. */
  dataFiles: string[];
  /** Other files that may be tables, by their name. */
  tables: string[];
  /** Whether there are other files or folders beside them, but for those that writers leave for themselves. */
  hasOthers: boolean;
}

/**
 * The tables of a folder: the files of a dataset, or those of a folder that holds tables and nothing else. A folder that
 * holds logs beside its partitions is one of logs.
 *
 * @returns paths below the folder in order; null for any other folder
 */
export function tablesIn(folder: string): string[] | null {
  const { dataFiles, tables, hasOthers } = contentsOf(folder, '');
  if (dataFiles.length > 0) return [...dataFiles, ...tables.filter((file) => file.endsWith('.parquet'))].sort();
  if (hasOthers || tables.length === 0) return null;
  return tables.every((file) => isTableFile(path.join(folder, file))) ? tables.sort() : null;
}

/** As `tablesIn`, without the parts that a merged file stands for: they are left where a compaction was killed. */
export async function liveTablesIn(folder: string): Promise<string[]> {
  const files = tablesIn(folder) ?? [];
  const replaced = new Set<string>();
  for (const file of files) {
    if (!MERGED.test(path.basename(file))) continue;
    for (const name of await replacedBy(path.join(folder, file))) replaced.add(name);
  }
  return files.filter((file) => !replaced.has(path.basename(file)));
}

/** The names of the files that a merged one stands for; none for a damaged file, which its reader reports. */
async function replacedBy(file: string): Promise<string[]> {
  const { asyncBufferFromFile, parquetMetadataAsync } = await import('hyparquet');
  try {
    const { key_value_metadata } = await parquetMetadataAsync(await asyncBufferFromFile(file), { geoparquet: false });
    return key_value_metadata?.find(({ key }) => key === REPLACES)?.value?.split('\n') ?? [];
  } catch {
    return [];
  }
}

/** Whether a file of a dataset is one that `dataset` or `--compact` wrote. */
export const isDataFile = (file: string): boolean => DATA_FILE.test(path.basename(file));

function contentsOf(folder: string, below: string): Contents {
  const contents: Contents = { dataFiles: [], tables: [], hasOthers: false };
  for (const entry of entriesOf(path.join(folder, below))) {
    const { name } = entry;
    const place = path.join(below, name);
    if (isLeftOut(name)) continue;
    if (entry.isDirectory() && PARTITION.test(name)) {
      const inner = contentsOf(folder, place);
      contents.dataFiles.push(...inner.dataFiles);
      contents.tables.push(...inner.tables);
      contents.hasOthers ||= inner.hasOthers;
    } else if (entry.isDirectory()) contents.hasOthers = true;
    else if (DATA_FILE.test(name)) contents.dataFiles.push(place);
    else if (isTable(name)) contents.tables.push(place);
    else if (name.endsWith('.log')) return { dataFiles: [], tables: [], hasOthers: true };
    else contents.hasOthers = true;
  }
  return contents;
}

/** Names that Spark and Hive leave out too, and files that are being written. */
const isLeftOut = (name: string): boolean => /^[._]/.test(name) || isUnfinished(name);

/** As they come, because a folder of very many logs shows at its first; none of one that cannot be read. */
function* entriesOf(folder: string): Generator<Dirent> {
  try {
    const entries = opendirSync(folder);
    try {
      for (let entry = entries.readSync(); entry !== null; entry = entries.readSync()) yield entry;
    } finally {
      entries.closeSync();
    }
  } catch {
    // The search for logs names it.
  }
}

/** How tables of runs begin, of which the name does not show it. */
const BEGINNINGS = [/^\uFEFF?schema_version,/, /^\s*\{\s*"schemaVersion"\s*:/];
const HEAD_BYTES = 4096;

/** Whether a file is a table of runs, by its name and its beginning. */
export function isTableFile(file: string): boolean {
  if (!isTable(file)) return false;
  if (file.toLowerCase().endsWith('.parquet')) return true;
  const head = headOf(file);
  return BEGINNINGS.some((beginning) => beginning.test(head));
}

function headOf(file: string): string {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const bytes = Buffer.alloc(HEAD_BYTES);
      return bytes.toString('utf8', 0, readSync(descriptor, bytes, 0, HEAD_BYTES, 0));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return '';
  }
}
