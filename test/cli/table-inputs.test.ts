/** Every command gives from a table what it gives from the logs, by `--from` and as an input. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEntries, totalOf } from '../../src/index.ts';
import { documentInReport } from '../../src/report/read/index.ts';
import { ctParse, expectOneLine } from '../helpers/cli.ts';
import { fixture } from '../helpers/fixtures.ts';
import { textOf } from '../report/pdf/report.ts';

const LOGS = fixture('carbontracker', '2.4.3');
const folder = mkdtempSync(path.join(tmpdir(), 'ct-parse-'));
afterAll(() => rmSync(folder, { recursive: true }));
const [table, csv] = ['runs.parquet', 'runs.csv'].map((name) => path.join(folder, name)) as [string, string];
const WAYS: [string, string[]][] = [
  ['an input', [table]],
  ['--from', ['--from', csv]],
];

beforeAll(async () => {
  expect((await ctParse(['runs', LOGS, '--parquet', table])).code).toBe(0);
  writeFileSync(csv, (await ctParse(['runs', LOGS, '--csv'])).stdout);
});

it('an earlier state of a run is named once, with the epochs that it lacks', async () => {
  const logs = path.join(folder, 'grows');
  const earlier = path.join(folder, 'earlier.ndjson');
  cpSync(fixture('findings', 'copied-part', 'laptop'), logs, { recursive: true });
  writeFileSync(earlier, (await ctParse(['runs', logs, '--ndjson'])).stdout);
  cpSync(fixture('findings', 'copied-part', 'cluster'), logs, { recursive: true });
  const { stderr } = await ctParse(['aggregate', logs, '--from', earlier, '--verbose']);
  const run = `${logs}/31.2_2025-01-01T080000Z`;
  expect(stderr).toContain(`  earlier state of ${run} (1 of 2 epochs); the later one counts\n`);
});

describe.each(WAYS)('a table as %s', (_, inputs) => {
  it.each(['plain', 'markdown', 'latex', 'neurips', 'model-card'])('statement --style %s', async (style) => {
    const [fromLogs, fromTable] = [
      await ctParse(['statement', LOGS, '--style', style]),
      await ctParse(['statement', ...inputs, '--style', style]),
    ];
    expect(fromTable.code).toBe(0);
    // A row names its devices, and not how each was measured, nor of how many a mean was logged.
    const words = (text: string): string =>
      text
        .replace(/.*(?:Power from|power samples|energy counter).*\n/g, '')
        .replace(/logged the mean of .*? in \d+ run/g, 'logged the mean of several devices in 1 run');
    expect(words(fromTable.stdout)).toBe(words(fromLogs.stdout));
  });

  it('report, with the totals of the logs, and verified against logs and table alike', async () => {
    const pdf = path.join(folder, 'report.pdf');
    expect((await ctParse(['report', ...inputs, '-o', pdf, '--title', 'From a table'])).code).toBe(0);
    const text = textOf(readFileSync(pdf));
    expect(text).toContain('use 0.419 kWh of electricity');
    expect(text).toContain('13 runs of tables (');
    for (const from of [LOGS, table]) {
      const { stdout } = await ctParse(['verify', pdf, from]);
      expect(stdout).toBe('verified: 419 Wh, 186 g CO2eq, 13 runs, same runs\n');
    }
  });

  it('report --top lists the largest', async () => {
    const pdf = path.join(folder, 'top.pdf');
    expect((await ctParse(['report', ...inputs, '-o', pdf, '--top', '3'])).code).toBe(0);
    expect(textOf(readFileSync(pdf))).toContain('The 3 runs that used the most energy. The other 10 are');
  });

  it('figures', async () => {
    const { code, stdout } = await ctParse(['figures', ...inputs, '-o', path.join(folder, 'figures')]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/energy-by-run\.pdf\n.*cumulative-energy\.pdf\n/);
  });

  it('runs and audit', async () => {
    for (const command of [['runs'], ['runs', '--csv']]) {
      const [name = '', ...flags] = command;
      const [fromLogs, fromTable] = [await ctParse([name, LOGS, ...flags]), await ctParse([name, ...inputs, ...flags])];
      expect(fromTable.stdout.split('\n').length).toBe(fromLogs.stdout.split('\n').length);
      // Epochs and all other figures, in whichever order the runs are.
      if (flags.length === 0) expect(fromTable.stdout.split('\n').sort()).toEqual(fromLogs.stdout.split('\n').sort());
    }
    const { stdout } = await ctParse(['audit', ...inputs]);
    expect(stdout).toContain('Counted: 419 Wh, 186 g CO2eq. As logged: 266 Wh, 118 g CO2eq.');
  });

  it.each([['aggregate'], ['runs'], ['runs', '--json'], ['statement'], ['statement', '--style', 'markdown']])(
    '%s %s --range needs logs',
    async (...command) =>
      expectOneLine(await ctParse([...command, '--range', ...inputs]), 2, /--range needs the logs themselves/),
  );

  it('no output shows a range, which a row lacks', async () => {
    const page = path.join(folder, 'report.html');
    const pdf = path.join(folder, 'report.pdf');
    for (const file of [page, pdf]) await ctParse(['report', ...inputs, '-o', file]);
    for (const file of [page, pdf]) expect(documentInReport(readFileSync(file), file).range).toBeNull();
    for (const command of [
      ['aggregate', '--json'],
      ['statement', '--json'],
    ]) {
      const { stdout } = await ctParse([...command, ...inputs]);
      expect(JSON.parse(stdout)).toMatchObject({ range: null });
    }
    const card = path.join(folder, 'card.md');
    await ctParse(['statement', ...inputs, '--style', 'model-card', '-o', card]);
    const { stdout } = await ctParse(['check-card', card, table]);
    expect(stdout).toMatch(/^logs: 186 g in 13 runs$/m);
    const { range } = await totalOf(readEntries([], { tables: [table] }), { range: true });
    expect(range).toBeNull();
    expect((await totalOf(readEntries(LOGS), { range: true })).range).not.toBeNull();
  });

  it('runs --epochs needs logs', async () =>
    expectOneLine(await ctParse(['runs', '--epochs', ...inputs]), 2, /--epochs needs the logs themselves/));
});

it.each(['--top 0', '--top 1.5', '--top x', '--top 5 --all-runs'])('report %s is wrong usage', async (flags) => {
  expectOneLine(await ctParse(['report', LOGS, '-o', path.join(folder, 'a.pdf'), ...flags.split(' ')]), 2, /--top/);
});
