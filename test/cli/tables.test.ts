import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { readRuns } from '../../src/index.ts';
import { ctParse, expectOneLine, type Result } from '../helpers/cli.ts';
import { fixture, withFolder, writeFiles } from '../helpers/fixtures.ts';
import { names, standardLog } from '../helpers/logs.ts';
import { rowsOfParquet, writeRanks } from '../helpers/tables.ts';

const LOGS = fixture('carbontracker', '2.4.3');
const EIGHT = fixture('carbontracker', '2.4.3', 'gpu8_cpu2_e3_p1');

/** Standard output of a command that must succeed. */
async function out(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await ctParse(args, { env: { COLUMNS: '80' } });
  expect(code, stderr).toBe(0);
  return stdout;
}

describe('runs as tables', () => {
  it('CSV and Parquet hold the totals of aggregate', () =>
    withFolder(async (folder) => {
      const totals = JSON.parse(await out('aggregate', '--json', LOGS));
      const csv = parse(await out('runs', '--csv', LOGS), { columns: true }) as Record<string, string>[];
      const file = path.join(folder, 'runs.parquet');
      const { stdout, stderr, code } = await ctParse(['runs', '--parquet', file, LOGS]);
      expect([code, stdout]).toEqual([0, '']);
      expect(stderr).toContain(`${totals.runs} rows in ${file}\n`);
      const parquet = await rowsOfParquet(file);
      for (const rows of [csv, parquet]) {
        const sumOf = (name: string): number => rows.reduce((sum, row) => sum + Number(row[name] ?? 0), 0);
        expect(rows).toHaveLength(totals.runs);
        expect(sumOf('energy_kwh')).toBeCloseTo(totals.energyKwh, 12);
        expect(sumOf('co2eq_g')).toBeCloseTo(totals.co2eqG, 9);
        expect(sumOf('logged_energy_kwh')).toBeCloseTo(totals.logged.energyKwh, 12);
        expect(sumOf('duration_s')).toBeCloseTo(totals.durationS, 6);
      }
      expect(readdirSync(folder)).toEqual(['runs.parquet']);
    }));

  it('--epochs: one row for each epoch, in every form', () =>
    withFolder(async (folder) => {
      const epochs = (await readRuns(LOGS)).flatMap((run) => run.epochs.map(({ durationS }) => durationS));
      const file = path.join(folder, 'epochs.parquet');
      await out('runs', '--epochs', '--parquet', file, LOGS);
      const lines = (await out('runs', '--epochs', '--ndjson', LOGS)).trimEnd().split('\n');
      const csv = parse(await out('runs', '--epochs', '--csv', LOGS), { columns: true }) as Record<string, string>[];
      const json = JSON.parse(await out('runs', '--epochs', '--json', LOGS)) as Record<string, unknown>[];
      for (const rows of [await rowsOfParquet(file), lines.map((line) => JSON.parse(line)), csv, json]) {
        expect(rows.map((row) => Number(row.duration_s))).toEqual(epochs);
      }
      const [head, ...rows] = (await out('runs', '--epochs', LOGS)).trimEnd().split('\n');
      expect(head).toMatch(/^run +epoch +duration +power +energy$/);
      expect(rows).toHaveLength(epochs.length);
      for (const row of [head ?? '', ...rows]) expect([...row].length, row).toBeLessThanOrEqual(80);
    }));

  it('what a row of the table of epochs says', async () => {
    // 8 GPUs and 2 CPUs, whose mean the log has.
    expect((await out('runs', '--epochs', EIGHT)).split('\n')[1]).toMatch(/ 1 +0:01:05 +2,135 W +61\.3 Wh$/);
  });

  it('no cell of a CSV is a formula or an escape', () =>
    withFolder(async (folder) => {
      const gpu = `=cmd|'/c calc'!A1\u001b[31m`;
      writeFiles(folder, { [names().standard]: standardLog({ components: `GPU with device(s) ${gpu}.` }) });
      const csv = await out('runs', '--csv', folder);
      const [row] = parse(csv, { columns: true }) as Record<string, string>[];
      expect(row?.gpu_devices).toBe(`'=cmd|'/c calc'!A1\uFFFD[31m`);
      expect(csv).not.toContain('\u001b');
    }));

  it('one form at a time, into a file that can be written', () =>
    withFolder(async (folder) => {
      expectOneLine(await ctParse(['runs', '--csv', '--ndjson', EIGHT]), 2, /--ndjson and --csv cannot be combined/);
      expectOneLine(await ctParse(['runs', '--parquet', '-', EIGHT]), 2, /--parquet needs a file name/);
      const nowhere = path.join(folder, 'no', 'x.parquet');
      expect(await ctParse(['runs', '--parquet', nowhere, EIGHT])).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringMatching(/^ct-parse: cannot write .*x\.parquet: no such file or folder$/m),
      });
      const file = path.join(folder, 'x.parquet');
      expectOneLine(await ctParse(['runs', '--parquet', file, fixture('nowhere')]), 1, /no such file or folder/);
      expect(existsSync(file)).toBe(false);
    }));
});

/** Tables do not hold what a range is made of. */
function withoutRange(result: Result): Result {
  return { ...result, stdout: result.stdout.replace(/"range": (?:null|\{[\s\S]*?\n {2}\}),\n/, '') };
}

describe('aggregate --from', () => {
  it('refuses to decide on devices, which an export has decided', () =>
    withFolder(async (folder) => {
      const table = path.join(folder, 'runs.ndjson');
      writeFiles(folder, {
        'runs.ndjson': (await ctParse(['runs', fixture('carbontracker', '2.4.3'), '--ndjson'])).stdout,
      });
      expectOneLine(
        await ctParse(['aggregate', '--from', table, '--devices', 'averaged']),
        2,
        /use --devices when exporting/,
      );
      expectOneLine(await ctParse(['diff', table, table, '--devices', 'averaged']), 2, /use --devices when exporting/);
    }));

  it('says of tables what it says of the logs', () =>
    withFolder(async (folder) => {
      const logs = [LOGS, ...writeRanks(folder, 3)];
      const tables = ['runs.parquet', 'runs.ndjson', 'runs.csv'].map((name) => path.join(folder, name));
      const [parquet = '', ndjson = '', csv = ''] = tables;
      await out('runs', '--parquet', parquet, ...logs);
      writeFileSync(ndjson, await out('runs', '--ndjson', ...logs));
      writeFileSync(csv, await out('runs', '--csv', ...logs));
      for (const options of [[], ['--as-logged'], ['--json'], ['--verbose']]) {
        const expected = await ctParse(['aggregate', ...options, ...logs]);
        expect(expected.code).toBe(0);
        for (const table of tables) {
          const said = await ctParse(['aggregate', ...options, '--from', table]);
          expect(withoutRange(said), `${table} ${options}`).toEqual(withoutRange(expected));
        }
      }
      const all = await ctParse(['aggregate', ...logs, '--from', ...tables]);
      expect(all.stdout).toBe((await ctParse(['aggregate', ...logs])).stdout);
      expect(all.stderr).toMatch(/^info: copied-run: .*and \d+ more/m);
      expect((await ctParse(['aggregate', '--strict', '--from', csv])).code).toBe(1);
    }));

  it('names what it cannot add, in one line', () =>
    withFolder(async (folder) => {
      const csv = path.join(folder, 'x.csv');
      writeFileSync(csv, 'run,energy\na,1\n');
      expectOneLine(await ctParse(['aggregate', '--from', csv]), 1, /x\.csv: not a table of runs: it lacks /);
      const parquet = path.join(folder, 'x.parquet');
      await out('runs', '--parquet', parquet, EIGHT);
      const bytes = readFileSync(parquet);
      writeFileSync(parquet, bytes.subarray(0, -9));
      expectOneLine(await ctParse(['aggregate', EIGHT, '--from', parquet]), 1, /x\.parquet: the table is damaged/);
      bytes[300] = (bytes[300] ?? 0) ^ 255;
      writeFileSync(parquet, bytes);
      expectOneLine(await ctParse(['aggregate', '--from', parquet]), 1, /the table is damaged \(wrong checksum\)/);
      expectOneLine(await ctParse(['aggregate', '--from', LOGS]), 2, /is no file; a table ends in/);
      expectOneLine(await ctParse(['aggregate', '--from', 'gone.csv']), 1, /no such table: gone\.csv/);
      writeFileSync(csv, await out('runs', '--epochs', '--csv', EIGHT));
      expectOneLine(await ctParse(['aggregate', '--from', csv]), 1, /is a table of epochs/);
    }));

  it('a table without runs is no success', () =>
    withFolder(async (folder) => {
      const parquet = path.join(folder, 'none.parquet');
      expect((await ctParse(['runs', '--parquet', parquet, fixture('defects', 'P23')])).code).toBe(1);
      expectOneLine(await ctParse(['aggregate', '--from', parquet]), 1, /no logs found in .*none\.parquet/);
    }));
});

describe('diff', () => {
  const ONE = fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1');

  it('logs against a table: what came and went, in 80 columns', () =>
    withFolder(async (folder) => {
      const table = path.join(folder, 'all.parquet');
      await out('runs', '--parquet', table, LOGS);
      const text = await out('diff', EIGHT, table);
      expect(text).toMatch(/^A: .*gpu8_cpu2_e3_p1\nB: .*all\.parquet\n\n/);
      expect(text).toMatch(/^runs +1 +13 +\+12$/m);
      expect(text).toMatch(/^energy +179 Wh +419 Wh +\+240 Wh \(\+134 %\)$/m);
      expect(text).toMatch(/^1 the same, 0 changed, 12 added, 0 gone$/m);
      expect(text).toMatch(/gpu1_\S*e3_p1 +added +- +22\.9 Wh +\+22\.9 Wh +\+10\.2 g$/m);
      for (const line of text.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(80);
    }));

  it('--json: the totals of both sides are those of aggregate', async () => {
    const [a, b] = [EIGHT, ONE];
    const { totals, difference, gone, added } = JSON.parse(await out('diff', '--json', a, b));
    const [expectedA, expectedB] = [await out('aggregate', '--json', a), await out('aggregate', '--json', b)].map(
      (text) => JSON.parse(text),
    );
    expect(expectedA).toMatchObject(totals.a);
    expect(expectedB).toMatchObject(totals.b);
    expect(difference.energyKwh).toBe(expectedB.energyKwh - expectedA.energyKwh);
    expect(difference.co2eqPercent).toBeCloseTo((expectedB.co2eqG / expectedA.co2eqG - 1) * 100, 9);
    expect([gone.length, added.length]).toEqual([1, 1]);
  });

  it('a run with other figures has changed', () =>
    withFolder(async (folder) => {
      const [before, after] = ['before', 'after'].map((name) => path.join(folder, name));
      const log = (gpu: string): Record<string, string> => ({
        [names().standard]: standardLog({ epochs: [{ power: { gpu } }] }),
      });
      writeFiles(before ?? '', log('100.0'));
      writeFiles(after ?? '', log('150.0'));
      const text = await out('diff', before ?? '', after ?? '');
      expect(text).toMatch(/^0 the same, 1 changed, 0 added, 0 gone$/m);
      // 100 and 150 W for a minute, times 1.58.
      expect(text).toMatch(/ changed +2\.63 Wh +3\.95 Wh +\+1\.32 Wh \(\+50 %\) +-$/m);
      expect((await ctParse(['diff', '--exit-code', before ?? '', after ?? ''])).code).toBe(1);
      expect((await ctParse(['diff', '--exit-code', before ?? '', before ?? ''])).code).toBe(0);
    }));

  it('names what cannot be compared', async () => {
    expectOneLine(await ctParse(['diff', EIGHT]), 2, /give two folders or tables/);
    expectOneLine(await ctParse(['diff', EIGHT, fixture('nowhere')]), 1, /no such file or folder/);
    expectOneLine(await ctParse(['diff', EIGHT, fixture('defects', 'P23')]), 1, /no logs found in .*P23/);
  });
});
