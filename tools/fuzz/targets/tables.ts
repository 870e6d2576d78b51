/** Tables of runs in every form, damaged: Parquet with its checksum, and as other writers leave it, without one. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { rowOf } from '../../../src/accounting/index.ts';
import { aggregateConsumption, readEntries } from '../../../src/index.ts';
import { csvWriter, RUN_COLUMNS, recordOf, writeParquet } from '../../../src/tables/index.ts';
import { mutate, mutateBytes } from '../mutate.ts';
import { checkNumbers } from '../numbers.ts';
import { orRefused, type Target } from '../target.ts';

/** @param root folder of the project */
export async function tables(root: string): Promise<Target> {
  const logs = ['carbontracker/2.4.3', 'findings', 'defects'].map((name) => path.join(root, 'fixtures', name));
  const [csv, ndjson, parquet] = [await csvOf(logs), await ndjsonOf(logs), await parquetOf(logs)];
  const unsealed = Buffer.from(parquet.toString('latin1').replace('ct-parse.sha256', 'xx-parse.sha256'), 'latin1');
  const others = ['v1', 'v2'].map((version) =>
    readFileSync(path.join(root, 'fixtures', 'tables', `duckdb-1.5.6-${version}.parquet`)),
  );
  const parquets = [parquet, unsealed, ...others];
  return {
    count: 50_000,
    onDisk: true,
    allowedMs: 2000,
    make(random) {
      const kind = Math.floor(random() * (2 + parquets.length));
      if (kind === 0) return { 'x.csv': mutate(csv, random, () => ndjson) };
      if (kind === 1) return { 'x.ndjson': mutate(ndjson, random, () => csv) };
      return { 'x.parquet': mutateBytes(parquets[kind - 2] ?? parquet, random) };
    },
    run: (files, folder) =>
      orRefused(async () => {
        const names = Object.keys(files).map((name) => path.join(folder, name));
        checkNumbers(await aggregateConsumption([], { tables: names }), 'totals');
      }),
  };
}

async function csvOf(logs: readonly string[]): Promise<string> {
  const { header, line } = csvWriter(RUN_COLUMNS);
  const lines = [header];
  for await (const entry of readEntries(logs)) lines.push(line(rowOf(entry)));
  return Buffer.from(lines.join('')).toString('latin1');
}

async function ndjsonOf(logs: readonly string[]): Promise<string> {
  const lines: string[] = [];
  for await (const entry of readEntries(logs)) lines.push(`${JSON.stringify(recordOf(entry))}\n`);
  return Buffer.from(lines.join('')).toString('latin1');
}

async function parquetOf(logs: readonly string[]): Promise<Buffer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ct-parse-fuzz-'));
  try {
    const file = path.join(folder, 'good.parquet');
    async function* rows() {
      for await (const entry of readEntries(logs)) yield rowOf(entry);
    }
    await writeParquet(file, RUN_COLUMNS, rows());
    return readFileSync(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
