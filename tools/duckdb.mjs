/**
 * Checks that DuckDB opens the Parquet files of ct-parse: the types of docs/schema.md, the totals of `aggregate`, and the
 * query of docs/schema.md, whose result it prints. Needs `npm ci` here and `npm run build` in the folder above.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const logs = path.join(root, 'fixtures', 'carbontracker');
const docs = readFileSync(path.join(root, 'docs', 'schema.md'), 'utf8');
const folder = mkdtempSync(path.join(tmpdir(), 'ct-parse-duckdb-'));

const ctParse = (...args) =>
  execFileSync(process.execPath, [path.join(root, 'dist', 'cli', 'ct-parse.js'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 1 << 28,
  });

const TYPES = {
  integer: 'INTEGER',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  text: 'VARCHAR',
  time: 'TIMESTAMP WITH TIME ZONE',
  'local time': 'TIMESTAMP',
  texts: 'VARCHAR[]',
};

/** Names and DuckDB types of a table in docs/schema.md, by its heading. */
function documented(heading) {
  const [, section] = docs.split(`## ${heading}\n`);
  return section
    .split('\n## ')[0]
    .split('\n')
    .map((line) => /^\| `(\w+)` \| ([\w ]+?) \|/.exec(line))
    .filter((match) => match !== null)
    .map(([, name, type]) => `${name} ${TYPES[type] ?? 'nested'}`);
}

function check(what, actual, expected) {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) {
    throw new Error(`${what}: ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`);
  }
  console.error(`same ${what}`);
}

function near(what, actual, expected) {
  if (!(Math.abs(actual - expected) <= 1e-12 * expected)) throw new Error(`${what}: ${actual}, expected ${expected}`);
  console.error(`same ${what}: ${actual}`);
}

try {
  ctParse('runs', '--parquet', 'runs.parquet', logs);
  ctParse('runs', '--parquet', 'runs-b.parquet', path.join(logs, '2.4.3'));
  ctParse('runs', '--epochs', '--parquet', 'epochs.parquet', logs);
  const connection = await (await DuckDBInstance.create()).connect();
  await connection.run(`SET file_search_path = '${folder}'`);
  const read = async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson();
  const typesOf = async (file) =>
    (await read(`DESCRIBE SELECT * FROM '${file}'`)).map(
      ({ column_name, column_type }) =>
        `${column_name} ${/^STRUCT|[)]\[\]$/.test(column_type) || column_name === 'command' ? 'nested' : column_type}`,
    );

  check('types of runs', await typesOf('runs.parquet'), documented('Runs'));
  check('types of epochs', await typesOf('epochs.parquet'), documented('Epochs'));
  const totals = JSON.parse(ctParse('aggregate', '--json', logs));
  const [sums] = await read(
    `SELECT count(*) AS runs, sum(energy_counted_kwh) AS kwh, sum(co2eq_counted_g) AS g, sum(logged_energy_kwh) AS logged_kwh FROM 'runs.parquet'`,
  );
  check('number of runs', Number(sums.runs), totals.runs);
  near('energy, kWh', sums.kwh, totals.energyKwh);
  near('CO2eq, g', sums.g, totals.co2eqG);
  near('logged energy, kWh', sums.logged_kwh, totals.logged.energyKwh);
  const records = ctParse('runs', '--ndjson', logs)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const [epochs] = await read(`SELECT count(*) epochs FROM 'epochs.parquet'`);
  check(
    'number of epochs',
    Number(epochs.epochs),
    records.reduce((sum, run) => sum + run.epochs.length, 0),
  );

  for (const options of [
    '',
    ', COMPRESSION uncompressed',
    ', PARQUET_VERSION v2',
    ', ROW_GROUP_SIZE 2048, PARQUET_VERSION v2',
  ]) {
    const file = path.join(folder, 'merged.parquet');
    await read(`COPY (SELECT * FROM 'runs*.parquet') TO '${file}' (FORMAT parquet${options})`);
    const rewritten = JSON.parse(ctParse('aggregate', '--json', '--from', 'merged.parquet'));
    near(`energy of a table that DuckDB wrote${options}, kWh`, rewritten.energyKwh, totals.energyKwh);
  }
  // Runs by other names are not copies: many rows in several groups, with dictionaries and long runs.
  const many = path.join(folder, 'many.parquet');
  await read(
    `COPY (SELECT * REPLACE (content_hash || '-' || i AS content_hash, NULL AS identity, NULL AS started_at, NULL AS ended_at,
       started_at_local + INTERVAL 1 HOUR * i AS started_at_local, ended_at_local + INTERVAL 1 HOUR * i AS ended_at_local)
     FROM 'runs-b.parquet', range(500) r(i)) TO '${many}' (FORMAT parquet, PARQUET_VERSION v2)`,
  );
  const [expected] = await read(`SELECT count(*) AS runs, sum(energy_kwh) AS kwh FROM '${many}'`);
  const added = JSON.parse(ctParse('aggregate', '--json', '--from', 'many.parquet'));
  check('number of many runs', added.runs, Number(expected.runs));
  near('energy of many runs, kWh', added.energyKwh, expected.kwh);

  const query = /```sql\n([\s\S]*?)```/.exec(docs)?.[1] ?? '';
  const result = await connection.runAndReadAll(query);
  const rows = result.getRowsJson();
  console.log(`| ${result.columnNames().join(' | ')} |`);
  console.log(`|${'---|'.repeat(result.columnNames().length)}`);
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
