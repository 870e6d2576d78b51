/** Tables of runs among the files of a folder, as `ct-parse runs` and `ct-parse dataset` write them: they are named, not counted. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { fileFinding } from '../../model/findings.ts';
import { formatCount } from '../../model/numbers.ts';
import type { Finding } from '../../model/run.ts';
import { systemPath } from './system-path.ts';

/** Tables that a search met; a dataset is one, whatever its number of parts. */
export class TablesMet {
  readonly #counted: readonly string[];
  readonly #places = new Set<string>();

  /** @param counted tables and folders of them that the user names, which are counted */
  constructor(counted: readonly string[] = []) {
    this.#counted = counted.map((place) => path.resolve(place));
  }

  /** Looks at the files of a folder that were not read. */
  look(folder: string, names: readonly string[], taken: ReadonlySet<string>): void {
    for (const name of names) {
      if (!NAMED_LIKE.test(name) || taken.has(name)) continue;
      const file = path.join(folder, name);
      const place = PART.test(name) ? datasetOf(folder) : file;
      if (!this.#places.has(place) && !this.#isCounted(file) && isTable(file)) this.#places.add(place);
    }
  }

  /** One finding of all tables that were met; null for none. */
  finding(): Finding | null {
    const [first, ...others] = this.#places;
    if (first === undefined) return null;
    const message =
      others.length === 0
        ? `${first} is a table of runs, which a folder does not count beside its logs; pass it as an argument to count it`
        : `${first} and ${formatCount(others.length)} more are tables of runs, which a folder does not count beside its logs; pass them as arguments to count them`;
    return fileFinding('left-out', message, first, ...others);
  }

  #isCounted(file: string): boolean {
    const whole = path.resolve(file);
    return this.#counted.some((place) => whole === place || whole.startsWith(place + path.sep));
  }
}

const NAMED_LIKE = /\.(?:parquet|csv|ndjson)$/i;
/** A file of a dataset, and the folder of one of its partitions. */
const PART = /^(?:part|merged)-[0-9a-f]{16,64}\.parquet$/;
const PARTITION = /^[^=]+=/;

function datasetOf(folder: string): string {
  return PARTITION.test(path.basename(folder)) ? datasetOf(path.dirname(folder)) : folder;
}

/** How tables of runs begin as CSV and as NDJSON. */
const BEGINNINGS = [/^\uFEFF?schema_version,/, /^\s*\{\s*"schemaVersion"\s*:/];
const BEGINNING_BYTES = 64;
/** Length of the footer of a Parquet file, and what follows it. */
const PARQUET_END = 8;
const PARQUET_SIGN = 'PAR1';
/** Columns that tables of runs of all schemas have; the footer names them. */
const COLUMNS = ['schema_version', 'run_id'];
/** Most of a footer that is read: its columns stand in front. */
const MOST_FOOTER_BYTES = 65_536;

/** Whether a file is a table of runs; false for one that cannot be read, which naming it reports. */
function isTable(file: string): boolean {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(systemPath(file), 'r');
    if (!/\.parquet$/i.test(file)) {
      const text = bytesAt(descriptor, 0, BEGINNING_BYTES).toString('utf8');
      return BEGINNINGS.some((beginning) => beginning.test(text));
    }
    const { size } = fstatSync(descriptor);
    const end = bytesAt(descriptor, Math.max(0, size - PARQUET_END), PARQUET_END);
    if (end.length < PARQUET_END || end.toString('latin1', 4) !== PARQUET_SIGN) return false;
    const length = end.readUInt32LE(0);
    const from = size - PARQUET_END - length;
    if (from < 0) return false;
    const footer = bytesAt(descriptor, from, Math.min(length, MOST_FOOTER_BYTES));
    return COLUMNS.every((name) => footer.includes(name));
  } catch {
    return false;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function bytesAt(descriptor: number, at: number, count: number): Buffer {
  const bytes = Buffer.alloc(count);
  return bytes.subarray(0, readSync(descriptor, bytes, 0, count, at));
}
