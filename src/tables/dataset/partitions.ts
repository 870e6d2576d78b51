/** The folders of a partitioned dataset, as Hive names them: `year=2026/month=11/host=node1`. */
import { existsSync } from 'node:fs';
import type { RunRow } from '../../accounting/index.ts';
import { CtError } from '../../model/errors.ts';
import { tablesIn } from './folder.ts';

/** By what a dataset can be partitioned, with the value of a row; null where it has none. */
const KEYS = {
  year: ({ startedAt, endedAt }) => (startedAt ?? endedAt)?.slice(0, 4) ?? null,
  // Without a zero in front, as Spark writes it, so that it is read as a number.
  month: ({ startedAt, endedAt }) => (startedAt ?? endedAt)?.slice(5, 7).replace(/^0/, '') ?? null,
  host: ({ host }) => host,
  cluster: ({ job }) => job.SLURM_CLUSTER_NAME ?? null,
} as const satisfies Record<string, (row: RunRow) => string | null>;

/** One of these keys. */
export type PartitionKey = keyof typeof KEYS;

/** Every key of a partitioned dataset. */
const PARTITION_KEYS = Object.keys(KEYS) as readonly PartitionKey[];

/** The column of a part that the folder of a key repeats; DuckDB, Polars and Spark take the value of the folder. */
const COLUMN_NAMES: Record<PartitionKey, string> = {
  year: 'year',
  month: 'month',
  host: 'host',
  cluster: 'slurm_cluster',
};

/** The folder of rows without a value. */
const NO_VALUE = '__HIVE_DEFAULT_PARTITION__';

/**
 * Reads a list such as `year,month,host`.
 *
 * @throws CtError USAGE
 */
export function readPartition(text: string): PartitionKey[] {
  const keys = text.split(',').map((key) => key.trim());
  for (const key of keys) {
    if (Object.hasOwn(KEYS, key)) continue;
    throw new CtError('USAGE', `--partition "${key}" is unknown; choose from ${PARTITION_KEYS.join(', ')}`);
  }
  if (new Set(keys).size < keys.length) throw new CtError('USAGE', `--partition ${text} names a key twice`);
  return keys as PartitionKey[];
}

/** The folder of a row below that of the dataset; empty without keys. */
export const partitionOf = (row: RunRow, keys: readonly PartitionKey[]): string =>
  keys.map((key) => `${COLUMN_NAMES[key]}=${escaped(KEYS[key](row) || NO_VALUE)}`).join('/');

/** The partitions of a file of a dataset by its path below that: `year,month`; empty without any. */
const layoutOf = (file: string): string =>
  file
    .split(/[\\/]/)
    .slice(0, -1)
    .map((folder) => folder.split('=')[0])
    .join(',');

/** The partitions of the parts in a folder that are not in those of `keys`, as names of columns; empty where there are none. */
export function otherLayouts(folder: string, keys: readonly PartitionKey[]): string[] {
  const own = keys.map((key) => COLUMN_NAMES[key]).join(',');
  const layouts = new Set((existsSync(folder) ? (tablesIn(folder) ?? []) : []).map(layoutOf));
  return [...layouts].filter((layout) => layout !== own).sort();
}

/** Longest value of a folder name, which has at most 255 bytes. */
const MOST_CHARS = 180;

/** Hive writes what a path may not contain as `%` and its code. */
function escaped(value: string): string {
  return [...Buffer.from(value)]
    .map((byte) => {
      const sign = String.fromCharCode(byte);
      return /[A-Za-z0-9_.-]/.test(sign) ? sign : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('')
    .slice(0, MOST_CHARS)
    .replace(/%.?$/, '');
}
