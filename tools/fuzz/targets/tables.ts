/**
 * Tables of runs in every form, damaged: Parquet with its checksum, with a checksum made after the damage, and as other writers
 * leave it, without one.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Entry, rowOf } from '../../../src/accounting/index.ts';
import { aggregateConsumption } from '../../../src/index.ts';
import { csvWriter, RUN_COLUMNS, recordOf, writeParquet } from '../../../src/tables/index.ts';
import { entryGroups } from '../groups.ts';
import { mutate, mutateBytes, resealed } from '../mutate.ts';
import { checkNumbers } from '../numbers.ts';
import { orRefused, type Target } from '../target.ts';

/** @param root folder of the project */
export async function tables(root: string): Promise<Target> {
  const kinds = await Promise.all((await entryGroups(root)).map(formsOf));
  const others = ['v1', 'v2'].map((version) =>
    readFileSync(path.join(root, 'fixtures', 'tables', `duckdb-1.5.6-${version}.parquet`)),
  );
  return {
    count: 50_000,
    onDisk: true,
    allowedMs: 2000,
    make(random) {
      const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
      const { csv, ndjson, parquet } = pick(kinds);
      const kind = random();
      if (kind < 0.3) return { 'x.csv': mutate(csv, random, () => pick([ndjson, pick(kinds).csv])) };
      if (kind < 0.6) return { 'x.ndjson': mutate(ndjson, random, () => pick([csv, pick(kinds).ndjson])) };
      if (kind < 0.65) return { 'x.parquet': mutateBytes(parquet, random) };
      if (kind < 0.98) return { 'x.parquet': resealed(mutateBytes(parquet, random)) };
      // Each starts a process, which takes a hundred times as long.
      return { 'x.parquet': mutateBytes(pick([unsealed(parquet), ...others]), random) };
    },
    run: (files, folder) =>
      orRefused(async () => {
        const names = Object.keys(files).map((name) => path.join(folder, name));
        checkNumbers(await aggregateConsumption([], { tables: names }), 'totals');
      }),
  };
}

/** A table in each form. */
async function formsOf(entries: readonly Entry[]): Promise<{ csv: string; ndjson: string; parquet: Buffer }> {
  const { header, line } = csvWriter(RUN_COLUMNS);
  const rows = entries.map(rowOf);
  return {
    csv: inBytes([header, ...rows.map(line)].join('')),
    ndjson: inBytes(entries.map((entry) => `${JSON.stringify(recordOf(entry))}\n`).join('')),
    parquet: await parquetOf(rows),
  };
}

/** A character for each byte. */
const inBytes = (text: string): string => Buffer.from(text).toString('latin1');

/** The same table as another writer would leave it, without a checksum. */
const unsealed = (parquet: Buffer): Buffer =>
  Buffer.from(parquet.toString('latin1').replace('ct-parse.sha256', 'xx-parse.sha256'), 'latin1');

type Row = ReturnType<typeof rowOf>;

async function parquetOf(rows: readonly Row[]): Promise<Buffer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ct-parse-fuzz-'));
  try {
    const file = path.join(folder, 'good.parquet');
    async function* each(): AsyncGenerator<Row> {
      yield* rows;
    }
    await writeParquet(file, RUN_COLUMNS, each());
    return readFileSync(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
