import path from 'node:path';
import { expect, it } from 'vitest';
import { ctParse, expectOneLine } from '../helpers/cli.ts';
import { copyLogs, fixture, withFolder, writeFiles } from '../helpers/fixtures.ts';

const MANIFEST = `phases:
  failed: ['**/*crash*/**']
  final: ['**/*_e3_p1/**']
exclude:
  - pattern: '**/*zero*/**'
    reason: the CPU could not be read
`;
const LOGS = fixture('carbontracker', '2.4.3');

it('phases of a manifest reach the checklist, and add up to the total of aggregate', () =>
  withFolder(async (folder) => {
    writeFiles(folder, { 'runs.yaml': MANIFEST });
    const manifest = ['--manifest', path.join(folder, 'runs.yaml')];
    const json = JSON.parse((await ctParse(['statement', LOGS, '--json', ...manifest])).stdout);
    const totals = JSON.parse((await ctParse(['aggregate', LOGS, '--json', ...manifest])).stdout);
    expect(json.phases.map(({ name }: { name: string }) => name)).toEqual(['failed', 'final', 'unassigned']);
    const sum = json.phases.reduce((kwh: number, { energyKwh }: { energyKwh: number }) => kwh + energyKwh, 0);
    expect(sum).toBeCloseTo(totals.energyKwh, 12);
    expect(json.energyKwh).toBeCloseTo(totals.energyKwh, 12);
    expect(json.phases).toEqual(totals.groups.map((group: object) => expect.objectContaining({ ...group })));
    const { stdout, stderr } = await ctParse(['statement', LOGS, '--style', 'neurips', ...manifest]);
    expect(stdout).toMatch(/Whole project: .*failed/);
    expect(stderr).toMatch(/excluded: 1 run, .*: the CPU could not be read/);
    const plain = (await ctParse(['statement', LOGS, ...manifest])).stdout.trimEnd().split('\n');
    expect(plain).toHaveLength(3);
    expect(plain[2]).toMatch(/^By group: failed: 1 run, [\d.]+ GPU-hours, [\d.]+ kWh; final: .*; unassigned: .*\.$/);
  }));

it('a range stands behind the figures where it is asked for', () =>
  withFolder(async (folder) => {
    const logs = path.join(folder, 'logs');
    copyLogs(path.join(LOGS, 'cli_generic_cpu'), logs);
    const { range, energyKwh } = JSON.parse((await ctParse(['statement', '--json', '--range', logs])).stdout);
    const [low, high] = range.energyKwh;
    expect(low).toBeLessThan(energyKwh);
    expect(high).toBeGreaterThan(energyKwh);
    expect((await ctParse(['statement', '--range', logs])).stdout).toMatch(/use \S+ \(\S+ to \S+\) kWh of electricity/);
    expect((await ctParse(['statement', logs])).stdout).not.toMatch(/\d to \d/);
  }));

it('a range stands only in styles with room for it', async () => {
  expectOneLine(
    await ctParse(['statement', LOGS, '--style', 'neurips', '--range']),
    2,
    /plain, markdown, latex and json/,
  );
});

it.each([
  ['folder', 'Folder'],
  ['device', 'Device'],
  ['month', 'Month'],
  ['slurm-job', 'Slurm-job'],
])('groups by %s are no phases', async (key, header) => {
  const of = async (style: string): Promise<string> =>
    (await ctParse(['statement', LOGS, '--style', style, '--group-by', key])).stdout;
  const [markdown, latex, neurips] = [await of('markdown'), await of('latex'), await of('neurips')];
  expect(markdown).toContain(`| ${header} | Runs | Duration |`);
  expect(latex).toContain(`    ${header} & Runs & Duration &`);
  expect(latex).toContain(`\\caption{The runs by ${key}.}`);
  expect(neurips).toContain(`TODO: say which runs the paper reports (by ${key}: `);
  for (const text of [markdown, latex, neurips]) expect(text).not.toMatch(/(?<!ct-)\bphase/i);
  expect(JSON.parse(await of('json'))).not.toHaveProperty('groupedBy');
});

it('phases of a manifest are called phases', () =>
  withFolder(async (folder) => {
    writeFiles(folder, { 'runs.yaml': MANIFEST });
    const of = async (style: string): Promise<string> =>
      (await ctParse(['statement', LOGS, '--style', style, '--manifest', path.join(folder, 'runs.yaml')])).stdout;
    expect(await of('markdown')).toContain('| Phase | Runs | Duration |');
    expect(await of('latex')).toContain('\\caption{The phases of the work.}');
  }));
