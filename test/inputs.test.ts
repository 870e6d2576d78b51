/** Logs, tables, datasets and patterns of them, as inputs of every command. */
import { copyFileSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { sortInputs } from '../src/inputs.ts';
import { ctParse } from './helpers/cli.ts';
import { fixture, withFolder } from './helpers/fixtures.ts';

const TABLE = fixture('tables', 'version-2.parquet');
const LOGS = fixture('findings', 'reading-gaps');
/** A name as that of a part. */
const PART = `part-${'0'.repeat(32)}.parquet`;

/** A folder with logs, and tables in several places. */
function filled(folder: string): void {
  for (const below of ['tables', 'dataset/year=2025/month=1', 'dataset/year=2025/month=2', 'logs', 'mixed']) {
    mkdirSync(path.join(folder, below), { recursive: true });
  }
  copyFileSync(TABLE, path.join(folder, 'tables', 'a.parquet'));
  copyFileSync(fixture('tables', 'version-2.csv'), path.join(folder, 'tables', 'b.csv'));
  copyFileSync(TABLE, path.join(folder, 'dataset', 'year=2025', 'month=1', PART));
  writeFileSync(path.join(folder, 'dataset', 'README.md'), 'what this is');
  writeFileSync(path.join(folder, 'dataset', 'ct-parse-1.part'), 'unfinished');
  cpSync(LOGS, path.join(folder, 'logs', 'runs'), { recursive: true });
  copyFileSync(TABLE, path.join(folder, 'logs', 'runs.parquet'));
  cpSync(LOGS, path.join(folder, 'mixed'), { recursive: true });
  copyFileSync(TABLE, path.join(folder, 'mixed', PART));
}

it('tables and datasets are distinguished from logs by what they hold', () =>
  withFolder((folder) => {
    filled(folder);
    const of = (...names: string[]) => sortInputs(names.map((name) => path.join(folder, name)));
    const at = (...names: string[]) => names.map((name) => path.join(folder, name));
    expect(of('tables')).toEqual({ logs: [], tables: at('tables') });
    expect(of('dataset')).toEqual({ logs: [], tables: at('dataset') });
    expect(of('dataset/year=2025')).toEqual({ logs: [], tables: at('dataset/year=2025') });
    expect(of('dataset/year=2025/month=2')).toEqual({ logs: at('dataset/year=2025/month=2'), tables: [] });
    expect(of('logs')).toEqual({ logs: at('logs'), tables: [] });
    // Logs beside parts: a folder of logs, as ever.
    expect(of('mixed')).toEqual({ logs: at('mixed'), tables: [] });
    expect(of('tables/*.parquet', 'logs/*.parquet')).toEqual({
      logs: [],
      tables: at('tables/a.parquet', 'logs/runs.parquet'),
    });
    expect(of('logs/*')).toEqual({ logs: at('logs/runs'), tables: at('logs/runs.parquet') });
    expect(of('logs/r*s')).toEqual({ logs: at('logs/r*s'), tables: [] });
    expect(of('none')).toEqual({ logs: at('none'), tables: [] });
    expect(() => of('none*')).toThrow(/no file or folder matches/);
    expect(sortInputs([TABLE], [], { inputFormat: 'console' }).tables).toEqual([]);
    return Promise.resolve();
  }));

it('CSV of another program is not a table of runs', () => {
  const emissions = fixture('codecarbon', '3.2.2', 'emissions.csv');
  expect(sortInputs([emissions])).toEqual({ logs: [emissions], tables: [] });
});

it.each([['aggregate', '--json'], ['runs', '--csv'], ['audit', '--json'], ['statement']])(
  '%s reads folders, patterns and files of tables without --from',
  (command, ...options) =>
    withFolder(async (folder) => {
      filled(folder);
      const of = (...names: string[]) =>
        ctParse([command, ...options, ...names.map((name) => path.join(folder, name))]);
      const { code, stdout } = await of('dataset');
      expect([code, stdout.length > 20]).toEqual([0, true]);
      for (const name of ['tables/a.parquet', 'tables/*.parquet', 'dataset/year=2025', 'tables']) {
        const other = await of(name);
        // The table of a folder of tables is there twice, once as CSV: each run is counted once.
        if (name === 'tables' && command !== 'statement') expect(other.code, name).toBe(0);
        else expect([other.code, other.stdout], name).toEqual([0, stdout]);
      }
    }),
);

it('diff compares a dataset with logs', () =>
  withFolder(async (folder) => {
    filled(folder);
    const { code, stdout } = await ctParse(['diff', '--exit-code', path.join(folder, 'dataset'), TABLE]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('9 the same, 0 changed, 0 added, 0 gone')]);
  }));
