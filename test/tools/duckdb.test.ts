/**
 * DuckDB, from `npm ci` in tools: reads our tables with the types of the documentation, runs every query of its pages, and
 * writes tables that we read.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aggregateConsumption } from '../../src/index.ts';
import { ctParse } from '../helpers/cli.ts';
import { fixture, inRepository } from '../helpers/fixtures.ts';
import { expectSameTotals, writeRanks } from '../helpers/tables.ts';

const LOGS = fixture('carbontracker');
const PACKAGE = inRepository('tools', 'node_modules', '@duckdb', 'node-api');
const hasDuckDb = existsSync(PACKAGE);

/** A connection, as far as it is used here. */
interface Connection {
  runAndReadAll(sql: string): Promise<{ getRowObjectsJson(): Record<string, unknown>[]; getRowsJson(): unknown[][] }>;
}

let folder = '';
let connection: Connection;

const read = async (sql: string): Promise<Record<string, unknown>[]> =>
  (await connection.runAndReadAll(sql)).getRowObjectsJson();

async function run(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await ctParse(args);
  expect(code, stderr).toBe(0);
  return stdout;
}

const at = (...names: string[]): string => path.join(folder, ...names);

/** A job of ranks that share the CPU of their host, with copies of two of them and a run that went on after it was copied. */
function writeJob(): string[] {
  return [...writeRanks(at('job')), fixture('findings', 'copied-part'), fixture('findings', 'copied-run')];
}

beforeAll(async () => {
  if (!hasDuckDb) return;
  folder = mkdtempSync(path.join(tmpdir(), 'ct-parse-duckdb-'));
  const { DuckDBInstance } = createRequire(import.meta.url)(PACKAGE);
  connection = await (await DuckDBInstance.create()).connect();
  await connection.runAndReadAll(`SET file_search_path = '${folder}'`);
  await run('runs', '--parquet', at('runs.parquet'), LOGS);
  await run('runs', '--epochs', '--parquet', at('epochs.parquet'), LOGS);
  // Parts of several calls, with a copy of a run in two of them.
  const job = writeJob();
  await run('dataset', ...job.slice(0, 3), '-o', at('dataset'), '--partition', 'year,month');
  await run('dataset', ...job.slice(3), fixture('carbontracker', '2.4.3'), '-o', at('dataset'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The queries of a page, and the tables that stand behind some of them. */
function queriesOf(page: string): { sql: string; result: string | null }[] {
  const text = readFileSync(inRepository('docs', page), 'utf8');
  return [...text.matchAll(/```sql\n([\s\S]*?)```\n(?:\n((?:\|.*\n)+))?/g)].map(([, sql = '', result = null]) => {
    return { sql, result };
  });
}

const TYPES: Record<string, string> = {
  integer: 'INTEGER',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  text: 'VARCHAR',
  time: 'TIMESTAMP WITH TIME ZONE',
  'local time': 'TIMESTAMP',
  texts: 'VARCHAR[]',
};

/** Names and types of the columns below a heading of docs/schema.md. */
function documented(heading: string): string[] {
  const section = readFileSync(inRepository('docs', 'schema.md'), 'utf8').split(`## ${heading}\n`)[1] ?? '';
  const rows = section.split('\n## ')[0]?.matchAll(/^\| `(\w+)` \| ([\w ]+?) \|/gm) ?? [];
  return [...rows].map(([, name, type = '']) => `${name} ${TYPES[type] ?? 'nested'}`);
}

describe.skipIf(!hasDuckDb)('DuckDB (npm ci in tools)', () => {
  it.each([
    ['Runs', 'runs.parquet'],
    ['Epochs', 'epochs.parquet'],
  ])('sees the types of %s as documented', async (heading, file) => {
    const columns = await read(`DESCRIBE SELECT * FROM '${file}'`);
    const isNested = (type: string): boolean => /^STRUCT|\)\[\]$/.test(type);
    const seen = columns.map(({ column_name, column_type }) => {
      const type = String(column_type);
      return `${column_name} ${isNested(type) || column_name === 'command' ? 'nested' : type}`;
    });
    expect(seen).toEqual(documented(heading));
  });

  it('adds a table of runs up to the totals of its logs', async () => {
    const totals = await aggregateConsumption(LOGS);
    const [sums] = await read(
      `SELECT count(*)::INT AS runs, sum(energy_counted_kwh) AS kwh, sum(co2eq_counted_g) AS g, sum(logged_energy_kwh) AS logged FROM 'runs.parquet'`,
    );
    expect(sums?.runs).toBe(totals.runs);
    expect(sums?.kwh).toBeCloseTo(totals.energyKwh, 12);
    expect(sums?.g).toBeCloseTo(totals.co2eqG ?? 0, 9);
    expect(sums?.logged).toBeCloseTo(totals.logged.energyKwh, 12);
  });

  it('sees moments and wall clocks as what they are', async () => {
    const [row] = await read(
      `SELECT count(*)::INT AS runs, count(started_at)::INT AS moments,
         bool_and(started_at AT TIME ZONE 'UTC' + INTERVAL 1 HOUR = started_at_local) AS in_zone
       FROM read_parquet('dataset/**/*.parquet', union_by_name = true) WHERE writer_tool = 'ct-track'`,
    );
    expect(row?.runs).toBe(row?.moments);
    // The stamps of these logs are an hour ahead of UTC.
    expect(row?.in_zone).toBe(true);
  });

  it('runs every query of the pages; the view refuses parts that nothing counted, then gives the total', async () => {
    const pages = ['schema.md', 'clusters.md'].map((page) => ({ page, queries: queriesOf(page) }));
    const all = pages.flatMap(({ queries }) => queries);
    expect(all.length).toBeGreaterThanOrEqual(10);
    const view = all.find(({ sql }) => sql.includes('VIEW runs_counted'))?.sql ?? '';
    await connection.runAndReadAll(view);
    const total = all.find(({ sql }) => sql.includes('AS co2eq_g\nFROM runs_counted'))?.sql ?? '';
    await expect(read(total)).rejects.toThrow(/was added since the last compaction/);
    const before = await aggregateConsumption(at('dataset'));
    await run('dataset', '-o', at('dataset'), '--compact');
    // A part that is there already, beside what was counted.
    await run('dataset', fixture('findings', 'power-simulated'), '-o', at('dataset'));
    await expect(read(total)).rejects.toThrow(/was added since the last compaction/);
    await run('dataset', '-o', at('dataset'), '--compact');
    const totals = await aggregateConsumption(at('dataset'));
    expect(totals.runs).toBe(before.runs + 1);
    const logs = [...writeJob(), fixture('carbontracker', '2.4.3'), fixture('findings', 'power-simulated')];
    expectSameTotals(totals, await aggregateConsumption(logs));
    const [sums] = await read(total);
    expect(Number(sums?.runs)).toBe(totals.runs);
    expect(Math.abs(Number(sums?.energy_kwh) - totals.energyKwh)).toBeLessThan(1e-12 * totals.energyKwh);
    expect(Math.abs(Number(sums?.co2eq_g) - (totals.co2eqG ?? 0))).toBeLessThan(1e-12 * (totals.co2eqG ?? 0));
    // The sum of what each run used is more, as devices and runs are in it twice.
    const [own] = await read(
      `SELECT sum(energy_kwh) AS kwh FROM read_parquet('dataset/**/*.parquet', union_by_name = true)`,
    );
    expect(Number(own?.kwh)).toBeGreaterThan(1.001 * totals.energyKwh);
    for (const { page, queries } of pages) {
      for (const { sql, result } of queries) {
        const answer = await connection.runAndReadAll(sql.replace("'public.parquet'", `'${at('public.parquet')}'`));
        const rows = answer.getRowsJson();
        if (!sql.includes("severity = 'error'") && !sql.startsWith('CREATE'))
          expect(rows.length, sql).toBeGreaterThan(0);
        if (result === null) continue;
        const shown = rows.map((row) => `| ${row.join(' | ')} |\n`);
        expect(`${page}:\n${result.split('\n').slice(0, 2).join('\n')}\n${shown.join('')}`).toBe(`${page}:\n${result}`);
      }
    }
    const published = (await read(`DESCRIBE SELECT * FROM 'public.parquet'`)).map(({ column_name }) => column_name);
    expect(published).toContain('energy_kwh');
    const inside = JSON.stringify(await read(`SELECT * EXCLUDE (findings) FROM 'public.parquet'`));
    expect(inside).not.toMatch(/node1|rank-\d|GPU-\d|zone-0/);
    const { runs, energyKwh, co2eqG } = await aggregateConsumption(at('public.parquet'));
    expect(runs).toBe(totals.runs);
    expect(Math.abs(energyKwh - totals.energyKwh)).toBeLessThan(1e-12 * totals.energyKwh);
    expect(Math.abs((co2eqG ?? 0) - (totals.co2eqG ?? 0))).toBeLessThan(1e-12 * (totals.co2eqG ?? 0));
  });

  it('runs the queries of the pages on a partitioned dataset', async () => {
    await run('dataset', ...writeJob(), LOGS, '-o', at('parted'), '--partition', 'year,month,host,cluster');
    await run('dataset', '-o', at('parted'), '--compact');
    const totals = await aggregateConsumption(at('parted'));
    const queries = ['schema.md', 'clusters.md'].flatMap(queriesOf);
    for (const { sql } of queries) {
      await read(
        sql.replaceAll("'dataset/**", "'parted/**").replace("'public.parquet'", `'${at('parted-public.parquet')}'`),
      );
    }
    const { runs, energyKwh } = await aggregateConsumption(at('parted-public.parquet'));
    expect([runs, energyKwh]).toEqual([totals.runs, expect.closeTo(totals.energyKwh, 12)]);
  });

  it('with partitions, sees their folders as columns of numbers and texts', async () => {
    await run('dataset', ...writeRanks(at('ranks')), LOGS, '-o', at('hive'), '--partition', 'year,month,host');
    const rows = await read(
      `SELECT year, month, host, count(*)::INT AS runs FROM read_parquet('hive/**/*.parquet', hive_partitioning = true)
       GROUP BY ALL ORDER BY ALL`,
    );
    expect(rows.map(({ year, month, host }) => [Number(year), Number(month), host])).toEqual([
      [2025, 1, 'node1'],
      [2025, 1, 'node2'],
      [2026, 11, null],
    ]);
  });

  it.each(['', ', COMPRESSION uncompressed', ', COMPRESSION gzip', ', PARQUET_VERSION v2', ', ROW_GROUP_SIZE 2048'])(
    'writes tables that we add up%s',
    async (options) => {
      const file = at('written.parquet');
      await read(`COPY (SELECT * FROM 'runs.parquet') TO '${file}' (FORMAT parquet${options})`);
      expectSameTotals(await aggregateConsumption(file), await aggregateConsumption(LOGS));
      // Runs by other names and at other times: many rows in several groups, with dictionaries and long runs of values.
      await read(
        `COPY (SELECT * REPLACE (content_hash || '-' || i AS content_hash, NULL AS identity, NULL AS started_at, NULL AS ended_at,
           started_at_local + INTERVAL 1 HOUR * i AS started_at_local, ended_at_local + INTERVAL 1 HOUR * i AS ended_at_local)
         FROM (SELECT * FROM 'runs.parquet' WHERE writer_version = '2.4.3'), range(200) r(i)) TO '${file}' (FORMAT parquet${options})`,
      );
      const [expected] = await read(`SELECT count(*)::INT AS runs, sum(energy_kwh) AS kwh FROM '${file}'`);
      const { runs, energyKwh } = await aggregateConsumption(file);
      expect([runs, energyKwh]).toEqual([expected?.runs, expect.closeTo(Number(expected?.kwh), 9)]);
    },
  );

  it('writes a table with a codec that we lack, which the message names', async () => {
    const file = at('lz4.parquet');
    await read(`COPY (SELECT * FROM 'runs.parquet') TO '${file}' (FORMAT parquet, COMPRESSION lz4_raw)`);
    await expect(aggregateConsumption(file)).rejects.toThrow(/lz4\.parquet: is compressed with LZ4_RAW; /);
  });
});
