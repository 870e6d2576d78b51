import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { BASES } from '../../src/accounting/index.ts';
import { figuresOf, readEntries, readRuns } from '../../src/index.ts';
import { ctParse, expectOneLine } from '../helpers/cli.ts';
import { fixture, withFolder, writeFiles } from '../helpers/fixtures.ts';
import { line, names, standardLog } from '../helpers/logs.ts';

const table = (...args: string[]): Promise<string[]> => tableOf('80', ...args);

async function tableOf(COLUMNS: string, ...args: string[]): Promise<string[]> {
  const { code, stdout } = await ctParse(['runs', ...args], { env: { COLUMNS } });
  expect(code).toBe(0);
  return stdout.trimEnd().split('\n');
}

describe('ct-parse runs', () => {
  it('one line a run, 80 columns at most', async () => {
    const folder = fixture('carbontracker');
    const [head, ...rows] = await table(folder);
    expect(head).toMatch(/^run +duration +epochs +energy +CO2eq +basis +find/);
    expect(rows).toHaveLength((await readRuns(folder)).length);
    for (const row of [head ?? '', ...rows]) expect([...row].length, row).toBeLessThanOrEqual(80);
  });

  it('names are whole where nothing limits them, and those of the notes', async () => {
    const { stdout, stderr } = await ctParse(['runs', fixture('carbontracker')], { env: { COLUMNS: '' } });
    const [head = '', ...rows] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^run +start +duration +epochs +energy +CO2eq +basis +find/);
    expect(stdout).not.toContain('…');
    const names = new Set(rows.map((row) => row.split(' ')[0]));
    expect(names.size).toBe(rows.length);
    const noted = [...stderr.matchAll(/\(\d+: ([^;)]*)/g)].flatMap(([, list = '']) => list.split(', '));
    const ofRuns = noted.filter((name) => !/^and \d+ more$/.test(name));
    expect(ofRuns.length).toBeGreaterThan(20);
    for (const name of ofRuns) expect(names).toContain(name);
  });

  it.each([60, 40])('leaves columns out in a terminal of %d columns, and cuts no figure', async (columns) => {
    const { stdout } = await ctParse(['runs', fixture('carbontracker')], { env: { COLUMNS: String(columns) } });
    for (const row of stdout.split('\n')) expect([...row].length, row).toBeLessThanOrEqual(columns);
    expect(stdout).toMatch(/ 180 Wh +52\.9 g measured/);
  });

  it('what a row says', async () => {
    const [, row] = await table(fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e10_crash4'));
    expect(row).toMatch(/2026-11-23 15:\d\d +0:03:10 +3\/10 +22\.9 Wh +10\.2 g +recovered +1W$/);
  });

  it('a run of which nothing was measured', () =>
    withFolder(async (folder) => {
      writeFiles(folder, {
        'a_carbontracker.log': line(0, 'carbontracker version 2.4.3'),
        [`${'deep/'.repeat(9)}${names('x'.repeat(120)).standard}`]: standardLog(),
      });
      const [, ...rows] = await table(folder);
      expect(rows[0]).toMatch(/ 0 +- +- +none +\dE/);
      for (const row of rows) expect([...row].length).toBeLessThanOrEqual(80);
      expect(rows[1]).toContain('…');
    }));

  it.each(['codecarbon', 'carbontracker-events'])('names that are cut stay apart: %s', async (folder) => {
    const [head = '', ...rows] = await tableOf('60', fixture(folder));
    const names = rows.map((row) => row.slice(0, head.indexOf('duration')));
    expect(names.filter((name) => name.includes('…')).length).toBeGreaterThan(1);
    expect(new Set(names).size).toBe(rows.length);
  });

  it('rows start behind the folder that all share', async () => {
    const [, ...rows] = await table(fixture('carbontracker', '2.4.3'));
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.map((row) => row.slice(0, 4))).toEqual(rows.map((row) => row.match(/^(?:cli_|cpu_|gpu\d)/)?.[0]));
  });
});

describe('--json', () => {
  it('is an array of the runs with their figures', async () => {
    const folder = fixture('carbontracker');
    const { code, stdout } = await ctParse(['runs', '--json', folder]);
    expect(code).toBe(0);
    const expected = [];
    for await (const { run, traits } of readEntries(folder)) {
      const counted = figuresOf(run);
      expected.push({
        schemaVersion: 3,
        contentHash: traits.contentHash,
        ...run,
        ...counted,
        whole: counted.corrected,
      });
    }
    expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(expected)));
  });

  it('each record has every field of the table of records', async () => {
    const runs = JSON.parse((await ctParse(['runs', '--json', fixture('carbontracker'), fixture('defects')])).stdout);
    for (const run of runs) {
      expect(Object.keys(run)).toEqual(
        expect.arrayContaining([
          'id',
          'files',
          'writer',
          'startedAt',
          'endedAt',
          'end',
          'components',
          'epochs',
          'plannedEpochs',
          'pue',
          'intensity',
          'actual',
          'predicted',
          'findings',
          'basis',
          'logged',
          'corrected',
        ]),
      );
      expect(Object.keys(run.files)).toEqual(['standard', 'output', 'error', 'samples']);
      expect(Object.keys(run.writer)).toEqual(['tool', 'version']);
      expect(['finished', 'stopped-early', 'cut-off']).toContain(run.end);
      expect(BASES).toContain(run.basis);
      for (const component of run.components) {
        expect(Object.keys(component)).toEqual(['name', 'devices', 'method']);
        expect(['counter', 'sampled', 'estimated', 'simulated', 'unknown']).toContain(component.method);
      }
      for (const epoch of run.epochs) {
        expect(Object.keys(epoch)).toEqual(['number', 'durationS', 'powerW']);
        for (const power of Object.values(epoch.powerW as Record<string, { scope: string } | null>)) {
          if (power !== null) expect(['device', 'mean', 'sum']).toContain(power.scope);
        }
      }
      if (run.pue !== null) expect(Object.keys(run.pue)).toEqual(['value', 'source']);
      if (run.intensity !== null) {
        expect(Object.keys(run.intensity)).toEqual(expect.arrayContaining(['gPerKwh', 'kind', 'location', 'year']));
      }
      for (const block of [run.actual, run.predicted]) {
        if (block === null) continue;
        expect(Object.keys(block)).toEqual(
          expect.arrayContaining(['epochs', 'durationS', 'energyKwh', 'co2eqG', 'equivalents']),
        );
      }
      for (const figure of [run.logged, run.corrected]) {
        expect(Object.keys(figure).sort()).toEqual(['co2eqG', 'durationS', 'energyKwh', 'epochs', 'equivalents']);
      }
      for (const finding of run.findings)
        expect(Object.keys(finding).slice(0, 4)).toEqual(['code', 'severity', 'message', 'effectKwh']);
    }
  });

  it('one run of one file', async () => {
    const folder = fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1');
    const [{ files }] = JSON.parse((await ctParse(['runs', '--json', folder])).stdout);
    expect(JSON.parse((await ctParse(['runs', '--json', files.output])).stdout)).toHaveLength(1);
    expect(path.basename(files.error)).toMatch(/_err\.log$/);
  });

  it('no runs are an empty array', async () => {
    const { code, stdout } = await ctParse(['runs', '--json', fixture('defects', 'P23')]);
    expect([code, JSON.parse(stdout)]).toEqual([1, []]);
  });
});

describe('exit codes', () => {
  it('a place without logs, a path that does not exist', async () => {
    expectOneLine(await ctParse(['runs', fixture('defects', 'P23')]), 1, /no logs found/);
    expectOneLine(await ctParse(['runs', fixture('nowhere')]), 1, /no such file or folder/);
  });

  it('--strict', async () => {
    expect((await ctParse(['runs', '--strict', fixture('carbontracker', '2.4.3', 'cli_sigint')])).code).toBe(1);
    expect((await ctParse(['runs', '--strict', fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1')])).code).toBe(0);
  });
});
