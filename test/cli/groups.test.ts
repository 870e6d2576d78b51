import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { BASES } from '../../src/accounting/index.ts';
import { GROUPINGS, type Group, type Totals } from '../../src/index.ts';
import { ctParse, expectOneLine } from '../helpers/cli.ts';
import { copyLogs, fixture, withFolder, writeFiles } from '../helpers/fixtures.ts';
import { standardLog } from '../helpers/logs.ts';
import { device, START_UNIX_S, trackLog } from '../helpers/track-logs.ts';
import type { Truth } from '../helpers/truth.ts';
import { textOf } from '../report/pdf/report.ts';

interface Json extends Totals {
  groups: Group[];
  excluded?: { run: string; reason: string; energyKwh: number; co2eqG: number | null }[];
}

async function json(...args: string[]): Promise<Json> {
  const { code, stdout, stderr } = await ctParse(['aggregate', '--json', ...args]);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Json;
}

/** The totals of groups are those of all runs. */
function expectSum({ groups, ...totals }: Json): void {
  const sum = (of: (group: Group) => number): number => groups.reduce((s, group) => s + of(group), 0);
  expect(sum(({ runs }) => runs)).toBe(totals.runs);
  expect(sum(({ energyKwh }) => energyKwh)).toBeCloseTo(totals.energyKwh, 12);
  expect(sum(({ co2eqG }) => co2eqG ?? 0)).toBeCloseTo(totals.co2eqG ?? 0, 9);
  expect(sum(({ durationS }) => durationS)).toBeCloseTo(totals.durationS, 6);
  for (const basis of BASES) {
    expect(sum((group) => group.basis[basis].runs)).toBe(totals.basis[basis].runs);
  }
}

const SCENARIOS = fixture('carbontracker', '2.4.3');

describe('aggregate --group-by', () => {
  it.each(GROUPINGS)('%s: the groups add up to the total without groups', async (by) => {
    const inputs = [fixture('carbontracker'), fixture('defects')];
    const grouped = await json('--group-by', by, ...inputs);
    const { groups: _, ...totals } = grouped;
    expectSum(grouped);
    expect(totals).toEqual(await json(...inputs));
  });

  it.each([1, 3, 1000])(
    '--top %d has the groups of most energy, and the others in one that completes the total',
    async (top) => {
      const inputs = ['--group-by', 'folder', fixture('carbontracker'), fixture('defects')];
      const all = await json(...inputs);
      const { groups, others, ...totals } = (await json('--top', String(top), ...inputs)) as Json & {
        others: Group | null;
      };
      const energies = all.groups.map(({ energyKwh }) => energyKwh).sort((a, b) => b - a);
      expect(groups.map(({ energyKwh }) => energyKwh)).toEqual(energies.slice(0, top));
      for (const group of groups) expect(all.groups).toContainEqual(group);
      expect(others === null).toBe(all.groups.length <= top);
      expectSum({ ...totals, groups: others === null ? groups : [...groups, others] });
      const { stdout } = await ctParse(['aggregate', '--top', String(top), ...inputs]);
      const rest = all.groups.length - top;
      if (rest > 0) expect(stdout).toMatch(new RegExp(`^\\(${rest} others\\) .*\\ntotal `, 'm'));
      else expect(stdout).not.toContain('others');
    },
  );

  it('--top needs groups and a whole number', async () => {
    expectOneLine(await ctParse(['aggregate', SCENARIOS, '--top', '3']), 2, /--top needs --group-by or --manifest/);
    const fraction = ['aggregate', SCENARIOS, '--group-by', 'folder', '--top', '1.5'];
    expectOneLine(await ctParse(fraction), 2, /--top must be a whole number from 1 \(got 1\.5\)/);
  });

  it('folder: each group totals the truth of its folder', async () => {
    const truth: Truth[] = JSON.parse(readFileSync(fixture('carbontracker', 'truth.json'), 'utf8'));
    const { groups } = await json('--group-by', 'folder', SCENARIOS);
    const own = truth.filter(({ version }) => version === '2.4.3');
    expect(groups).toHaveLength(own.length);
    for (const { dir, expected, components } of own) {
      const group = groups.find(({ name }) => name.endsWith(`carbontracker/${dir}`));
      const slackKwh = Math.max(expected.rel_tol * expected.energy_kWh, 1e-12);
      expect(Math.abs((group?.energyKwh ?? Number.NaN) - expected.energy_kWh), dir).toBeLessThanOrEqual(slackKwh);
      const gpus = components.find(({ name }) => name === 'gpu')?.devices.length ?? 0;
      if (expected.energy_kWh > 0) expect(group?.gpuHours).toBeCloseTo((gpus * (group?.durationS ?? 0)) / 3600, 12);
    }
  });

  it('prints a table of 80 columns below the sentence, with the total in its last line', async () => {
    const { code, stdout } = await ctParse(['aggregate', '--group-by', 'folder', SCENARIOS], {
      env: { COLUMNS: '80' },
    });
    const [sentence, empty, head, ...rows] = stdout.trimEnd().split('\n');
    expect([code, empty]).toEqual([0, '']);
    expect(sentence).toBe((await ctParse(['aggregate', SCENARIOS])).stdout.trimEnd());
    expect(head).toMatch(/^folder +runs +GPU-hours +duration +energy +CO2eq$/);
    expect(rows.at(-1)).toMatch(/^total +13 +0\.973 +0:39:28 +419 Wh +186 g$/);
    for (const row of [head ?? '', ...rows]) expect([...row].length, row).toBeLessThanOrEqual(80);
  });

  it('an array of Slurm is one group, and its tasks are apart by job', () =>
    withFolder(async (folder) => {
      const jobs = [
        {
          SLURM_JOB_ID: '8',
          SLURM_ARRAY_JOB_ID: '7',
          SLURM_ARRAY_TASK_ID: '0',
          SLURM_JOB_ACCOUNT: 'vision',
          SLURM_JOB_USER: 'ada',
        },
        {
          SLURM_JOB_ID: '7',
          SLURM_ARRAY_JOB_ID: '7',
          SLURM_ARRAY_TASK_ID: '1',
          SLURM_JOB_ACCOUNT: 'vision',
          SLURM_JOB_USER: 'bob',
        },
        { SLURM_JOB_ID: '9', SLURM_JOB_ACCOUNT: 'speech', SLURM_JOB_USER: 'ada' },
        {},
      ];
      for (const [i, job] of jobs.entries()) {
        const { standard, output } = trackLog({
          devices: [device('gpu:0', { uuid: `GPU-${i}` })],
          start: { id: `run${i}`, job },
          epochs: [{ startS: 0, endS: 3600, energyJ: { 'gpu:0': 3.6e6 * 2 ** i } }],
        });
        writeFiles(folder, { [`${i}/x_carbontracker.log`]: standard, [`${i}/x_carbontracker_output.log`]: output });
      }
      const kwhBy = async (by: string): Promise<Record<string, number>> => {
        const { groups } = await json('--group-by', by, '--pue', '1', folder);
        return Object.fromEntries(groups.map(({ name, energyKwh }) => [name, Math.round(energyKwh * 1e6) / 1e6]));
      };
      expect(await kwhBy('slurm-array')).toEqual({ '7': 3, '9': 4, '(no Slurm job)': 8 });
      expect(await kwhBy('slurm-job')).toEqual({ '7_0': 1, '7_1': 2, '9': 4, '(no Slurm job)': 8 });
      expect(await kwhBy('slurm-account')).toEqual({ vision: 3, speech: 4, '(project not logged)': 8 });
      expect(await kwhBy('user')).toEqual({ ada: 5, bob: 2, '(user not logged)': 8 });
    }));

  it('hosts and Slurm jobs of ct-track, and names that attack a terminal', () =>
    withFolder(async (folder) => {
      for (const [i, host] of ['node1', 'node2', 'evil\u001b[31m\u202e'].entries()) {
        const { standard, output } = trackLog({
          devices: [device('gpu:0', { uuid: `GPU-${host}` })],
          start: { id: `run${i}`, host, job: { SLURM_JOB_ID: `${i % 2}` } },
          epochs: [{ startS: 0, endS: 3600, energyJ: { 'gpu:0': 3.6e6 * (i + 1) } }],
        });
        writeFiles(folder, {
          [`${i}/x_carbontracker.log`]: standard,
          [`${i}/x_carbontracker_output.log`]: output,
        });
      }
      const byJob = await json('--group-by', 'slurm-job', folder);
      expect(byJob.groups.map(({ name, gpuHours }) => [name, gpuHours])).toEqual([
        ['0', 2],
        ['1', 1],
      ]);
      // PUE 1.5 of 1 and 3 kWh.
      expect(byJob.groups[0]?.energyKwh).toBeCloseTo(6, 9);
      const { stdout } = await ctParse(['aggregate', '--group-by', 'host', folder]);
      expect(stdout).toContain('evil\uFFFD[31m\uFFFD');
      expect(stdout).not.toContain('\u001b');
    }));

  it.each([
    [['--group-by', 'colour'], /unknown group-by "colour"; choose one of folder, prefix/],
    [['--group-by', 'folder', '--manifest', 'x'], /cannot be combined/],
    [['--group-by', 'folder', '--group-by', 'host'], /--group-by can be given once/],
  ])('refuses %j in one line', async (options, message) => {
    expectOneLine(await ctParse(['aggregate', SCENARIOS, ...options]), 2, message);
  });
});

const MANIFEST = [
  'phases:',
  '  development: [cpu_*, "gpu1_cpu1_e3_*"]',
  '  failed: "**/gpu1_cpu1_e10_crash4"',
  '  final: [gpu8*, gpu1_cpu1_e3_p1, nothing]',
  'exclude:',
  '  - pattern: cli_*',
  '    reason: tried out',
].join('\n');

async function withManifest(use: (manifest: string, folder: string) => Promise<void>, text = MANIFEST): Promise<void> {
  await withFolder(async (folder) => {
    writeFiles(folder, { 'runs.yaml': text });
    await use(path.join(folder, 'runs.yaml'), folder);
  });
}

describe('aggregate --manifest', () => {
  it('totals by phase in their order; what is excluded is not in them, and said with its energy and reason', () =>
    withManifest(async (manifest) => {
      const phases = await json('--manifest', manifest, SCENARIOS);
      expectSum(phases);
      expect(phases.groups.map(({ name, runs }) => [name, runs])).toEqual([
        ['development', 6],
        ['failed', 1],
        ['final', 1],
        ['unassigned', 2],
      ]);
      const all = await json(SCENARIOS);
      const excludedKwh = phases.excluded?.reduce((sum, { energyKwh }) => sum + energyKwh, 0);
      expect(phases.excluded?.map(({ reason }) => reason)).toEqual(['tried out', 'tried out', 'tried out']);
      expect(phases.energyKwh + (excludedKwh ?? Number.NaN)).toBeCloseTo(all.energyKwh, 12);
      expect(phases.runs + (phases.excluded?.length ?? 0)).toBe(all.runs);
      // 179 Wh of 8 GPUs whose mean was logged.
      expect(phases.groups[2]?.energyKwh).toBeCloseTo(0.178843, 6);
    }));

  it('says what a person should know of it', () =>
    withManifest(async (manifest) => {
      const { stdout, stderr } = await ctParse(['aggregate', '--manifest', manifest, SCENARIOS]);
      expect(stdout).toMatch(
        /\nphase +runs .*\ndevelopment +6 [\s\S]*\nfailed +1 [\s\S]*\nfinal +1 [\s\S]*\nunassigned +2 [\s\S]*\ntotal +10 /,
      );
      expect(stderr).toMatch(/^excluded: 3 runs, 374 mWh: tried out$/m);
      expect(stderr).toMatch(/runs\.yaml: 2 runs match no phase, so 'unassigned': .*monitor1.*stop_after4/);
      expect(stderr).toMatch(
        /runs\.yaml: 1 run matches several phases, the first counts: .*\(development, also final\)/,
      );
      expect(stderr).toMatch(/runs\.yaml: no run matches 'nothing'$/m);
      // The only run that measured nothing is excluded.
      expect(stderr).not.toMatch(/error: not-measured/);
    }));

  it('its defaults give the factors, unless the command line does', () =>
    withManifest(async (manifest) => {
      const all = await json(SCENARIOS);
      const priced = await json('--manifest', manifest, SCENARIOS);
      // Every run of the fixtures was logged with 1.58.
      expect(priced.energyKwh).toBeCloseTo((all.energyKwh * 1.2) / 1.58, 9);
      expect(priced.co2eqG).toBeCloseTo(priced.energyKwh * 211, 6);
      const over = await json('--manifest', manifest, '--pue', '1', '--intensity', '50', SCENARIOS);
      expect(over.energyKwh).toBeCloseTo(all.energyKwh / 1.58, 9);
      expect(over.co2eqG).toBeCloseTo(over.energyKwh * 50, 6);
      expect((await json('--manifest', manifest, '--as-logged', SCENARIOS)).energyKwh).toBe(all.logged.energyKwh);
      const { stderr } = await ctParse(['aggregate', '--manifest', manifest, SCENARIOS]);
      expect(stderr).toMatch(/recalculated with PUE 1\.2 \(given in the manifest\) instead of 1\.58 \(13 runs\)/);
    }, 'phases: { all: "*" }\ndefaults: { pue: 1.2, country: DK, year: 2021 }'));

  it('an excluded run takes no energy from others: neither as a copy nor by sharing a device', () =>
    withFolder(async (folder) => {
      const rank = (id: string) =>
        trackLog({
          devices: [device('gpu:0', { uuid: 'GPU-1' })],
          start: { id, startUnixS: START_UNIX_S },
          epochs: [{ startS: 0, endS: 10, energyJ: { 'gpu:0': 3.6e6 } }],
        });
      const copy = standardLog();
      writeFiles(folder, {
        'a/x_carbontracker.log': rank('one').standard,
        'b/y_carbontracker.log': rank('two').standard,
        'a/1.1_2025-01-01T080000Z_carbontracker.log': copy,
        'b/1.1_2025-01-01T080000Z_carbontracker.log': copy,
        'runs.yaml': 'phases: { final: b }\nexclude: [{ pattern: a, reason: preliminary }]',
      });
      const alone = await json(path.join(folder, 'b'));
      const { groups, excluded, ...totals } = await json('--manifest', path.join(folder, 'runs.yaml'), folder);
      expect(totals.energyKwh).toBe(alone.energyKwh);
      expect(groups[0]?.energyKwh).toBe(alone.energyKwh);
      expect(excluded?.map(({ energyKwh }) => energyKwh).sort()).toEqual([0.00395, 1.5]);
      expect((await json(folder)).energyKwh).toBeCloseTo(alone.energyKwh, 12);
    }));

  it('wrong YAML is one line with its number, a missing file one line', () =>
    withManifest(async (manifest, folder) => {
      expectOneLine(
        await ctParse(['aggregate', '--manifest', manifest, SCENARIOS]),
        2,
        /runs\.yaml:3: unknown key 'x'/,
      );
      const missing = await ctParse(['aggregate', '--manifest', path.join(folder, 'none'), SCENARIOS]);
      expectOneLine(missing, 1, /cannot read the manifest .*none: no such file/);
    }, 'phases:\n  a: b\nx: y'));

  it('when every run is excluded there is nothing to add up, and that is said', () =>
    withManifest(async (manifest) => {
      const { code, stdout, stderr } = await ctParse(['aggregate', '--manifest', manifest, SCENARIOS]);
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(/excluded: 13 runs, 419 Wh: test\n[\s\S]*ct-parse: every run is excluded\n$/);
    }, 'phases: { a: b }\nexclude: [{ pattern: "*", reason: test }]'));
});

describe('runs in groups', () => {
  it('a sub-heading and a subtotal a group, 80 columns at most', () =>
    withManifest(async (manifest) => {
      const { stdout } = await ctParse(['runs', '--manifest', manifest, SCENARIOS], { env: { COLUMNS: '80' } });
      for (const row of stdout.split('\n')) expect([...row].length, row).toBeLessThanOrEqual(80);
      expect(stdout).toMatch(/\n\ndevelopment \(6 runs, 0\.246 GPU-hours\)\n/);
      expect(stdout).toMatch(
        /\n\nfinal \(1 run, 0\.422 GPU-hours\)\n.* 179 Wh\* 79\.6 g measured +1W\nsubtotal +0:03:10 +179 Wh +79\.6 g\n/,
      );
      expect(stdout.match(/^subtotal/gm)).toHaveLength(4);
      const { groups } = await json('--manifest', manifest, SCENARIOS);
      const subtotals = [...stdout.matchAll(/^subtotal +\S+ +([\d.]+) Wh/gm)].map(([, energyWh]) => Number(energyWh));
      expect(subtotals).toEqual(groups.map(({ energyKwh }) => Number((energyKwh * 1000).toPrecision(3))));
    }));

  it.each(['--json', '--ndjson'])('%s: each record has its group', (form) =>
    withManifest(async (manifest) => {
      const { stdout } = await ctParse(['runs', form, '--manifest', manifest, SCENARIOS]);
      const rows: { group: string; corrected: { energyKwh: number } }[] =
        form === '--json'
          ? JSON.parse(stdout)
          : stdout
              .trimEnd()
              .split('\n')
              .map((text) => JSON.parse(text));
      const { groups } = await json('--manifest', manifest, SCENARIOS);
      for (const { name, runs, energyKwh } of groups) {
        const own = rows.filter(({ group }) => group === name);
        expect(own).toHaveLength(runs);
        expect(own.reduce((sum, { corrected }) => sum + corrected.energyKwh, 0)).toBeCloseTo(energyKwh, 12);
      }
    }),
  );

  it('the rows of all groups are the rows without groups', async () => {
    const rowsOf = (text: string): string[] => (text.match(/^.*20\d\d-\d\d-\d\d .*$/gm) ?? []).sort();
    const plain = rowsOf((await ctParse(['runs', SCENARIOS])).stdout);
    const grouped = await ctParse(['runs', '--group-by', 'device', SCENARIOS]);
    expect(grouped.stdout).toMatch(/\nNVIDIA A100-SXM4-40GB \(\d+ runs, /);
    expect(rowsOf(grouped.stdout)).toEqual(plain);
  });
});

describe('report in groups', () => {
  it('has a table of phases that adds up, and what was excluded', () =>
    withManifest(async (manifest, folder) => {
      const target = path.join(folder, 'report.pdf');
      const { code } = await ctParse(['report', SCENARIOS, '--manifest', manifest, '-o', target]);
      expect(code).toBe(0);
      const text = textOf(readFileSync(target));
      expect(text).toMatch(
        /Totals by phase Phase Runs GPU-hours Duration Energy \(Wh\) CO₂eq \(g\) development 6 0\.246 0:17:54 107 47\.6/,
      );
      expect(text).toMatch(/final 1 0\.422 0:03:10 179 79\.6 unassigned 2 .*Total 10 0\.972 0:39:23 419 186/);
      expect(text).toContain('Excluded: 3 runs, 374 mWh: tried out.');
    }));

  it('one PDF a run belongs to one phase each', () =>
    withManifest(async (manifest, folder) => {
      copyLogs(fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_tworuns'), path.join(folder, 'logs', 'dev'));
      const target = path.join(folder, 'reports');
      const args = ['report', path.join(folder, 'logs'), '--manifest', manifest, '--per-run', '-o', target];
      const { code, stderr } = await ctParse(args);
      expect([code, stderr.split('\n')[0]]).toEqual([0, `2 reports in ${target}`]);
    }, 'phases: { development: dev }'));
});
