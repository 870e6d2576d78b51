import { readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type AuditEntry, aggregateConsumption, auditLogs, FINDINGS } from '../../src/index.ts';
import { formatMass } from '../../src/model/numbers.ts';
import { ctParse, expectOneLine } from '../helpers/cli.ts';
import { fixture, withFolder, writeFiles } from '../helpers/fixtures.ts';
import { names, outputLog, PUE_LINE, standardLog } from '../helpers/logs.ts';

/** A run with live intensities in the year of its PUE, of which nothing is to be said. */
const SOUND = {
  [names().standard]: standardLog({
    epochs: [{ power: { gpu: '100.25', cpu: '49.75' } }],
    closing: [
      'Carbon intensities (gCO2/kWh) fetched every 900 s at detected location Oslo, Oslo, NO: [99.0, 101.0]',
      'Monitoring thread ended.',
    ],
  }).replaceAll('2025-', '2023-'),
  [names().output]: outputLog().replaceAll('2025-', '2023-'),
};

describe('ct-parse audit', () => {
  it('a table of 80 columns: each code with its meaning and its first runs, errors first', async () => {
    const folder = fixture('carbontracker');
    const { code, stdout, stderr } = await ctParse(['audit', folder], { env: { COLUMNS: '80' } });
    const [head = '', ...lines] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^finding +severity +runs +effect +CO2eq$/);
    for (const line of [head, ...lines]) expect([...line].length, line).toBeLessThanOrEqual(80);
    const { findings, runs } = await auditLogs(folder);
    const shown = lines.filter((line) => /^[a-z]/.test(line)).map((line) => line.split(' ')[0] ?? '');
    expect([...shown].sort()).toEqual([...new Set(findings.map((finding) => finding.code))].sort());
    expect(shown[0]).toBe('not-measured');
    const averaged = stdout.slice(stdout.indexOf('\ndevices-averaged '));
    expect(averaged).toMatch(
      /^\ndevices-averaged +warning +3 +\+\d+ Wh +\+\d+ g\n {2}carbontracker 2\.0\.0 to 2\.4\.5 /,
    );
    const below = `${averaged.split(/\n(?=[a-z])/)[1]}\n`;
    const averagedRuns = findings.filter((finding) => finding.code === 'devices-averaged');
    expect(averagedRuns).toHaveLength(3);
    for (const { run } of averagedRuns) expect(below).toContain(`${run?.slice(-40)}\n`);
    expect(stdout).toMatch(/\nprediction-set-aside .*(?:\n {2}.*){4}\n {4}and \d+ more\n/);
    expect(stderr).toMatch(new RegExp(`^${runs} runs: `));
    expect(code).toBe(1);
  });

  it('the effect of a correction is the difference between the two totals below the table', async () => {
    const { code, stdout } = await ctParse(['audit', fixture('carbontracker', '2.4.3', 'gpu8_cpu2_e3_p1')]);
    // truth.json: 0.178842769 kWh; the log prints 0.026132276 kWh.
    expect(stdout).toMatch(/^devices-averaged +warning +1 +\+153 Wh +\+68\.0 g$/m);
    expect(stdout).toMatch(/^Counted: 179 Wh, 79\.6 g CO2eq\. As logged: 26\.1 Wh, 11\.6 g CO2eq\.$/m);
    expect(code).toBe(0);
  });

  it('a range has its CO2eq beside it, with the intensity of each run', async () => {
    const { stdout } = await ctParse(['audit', fixture('carbontracker')]);
    const rows = [...stdout.matchAll(/^([a-z-]+) .* up to ([\d.]+ m?k?Wh)(?: +up to ([\d.]+ m?k?g))?$/gm)];
    expect(rows.length).toBeGreaterThan(0);
    const { findings } = await auditLogs(fixture('carbontracker'));
    for (const [line, code, , co2eq] of rows) {
      const own = findings.filter((finding) => finding.code === code && finding.effectKwh === null);
      const sumG = own.reduce((sum, { rangeCo2eqG: range }) => sum + (range === null ? 0 : range[1] - range[0]), 0);
      expect(co2eq, line).toBe(sumG === 0 ? undefined : formatMass(sumG));
    }
    expect(rows.some(([, , , co2eq]) => co2eq !== undefined)).toBe(true);
  });

  it('simulated power is listed by the energy of its runs, beside a total too', async () => {
    const logs = ['power-simulated', 'coverage-low', 'energy-outside-epochs'].map((name) => fixture('findings', name));
    // 10.0 Wh are simulated; 0.25 Wh and 2.5 Wh may be missing.
    const expected = ['power-simulated', 'energy-outside-epochs', 'coverage-low'];
    const warnings = (await ctParse(['aggregate', ...logs])).stderr.matchAll(/^warning: ([\w-]+): /gm);
    expect([...warnings].map(([, code]) => code)).toEqual(expected);
    const rows = (await ctParse(['audit', ...logs])).stdout.matchAll(/^([\w-]+) +warning /gm);
    expect([...rows].map(([, code]) => code)).toEqual(expected);
  });

  it('--verbose tells every finding with its run and message', async () => {
    const folder = fixture('carbontracker', '2.4.3');
    const { stdout } = await ctParse(['audit', '--verbose', folder]);
    const text = stdout.replace(/\n {6}/g, ' ');
    for (const { run, message } of (await auditLogs(folder)).findings) {
      expect(text).toContain(run === null ? message : `${run}: ${message}`);
    }
    expect(stdout).not.toMatch(/^ {4}and \d+ more$/m);
  });

  it('says so when there is nothing to say', () =>
    withFolder(async (folder) => {
      writeFiles(folder, SOUND);
      const { code, stdout } = await ctParse(['audit', folder]);
      expect(stdout).toBe(
        'No findings: nothing limits these figures.\nCounted: 3.95 Wh, 395 mg CO2eq. As logged: 3.95 Wh, 395 mg CO2eq.\n',
      );
      expect(code).toBe(0);
    }));

  it('without logs exits 1', () =>
    withFolder(async (folder) => {
      expectOneLine(await ctParse(['audit', folder]), 1, /no logs found/);
      expectOneLine(await ctParse(['audit', path.join(folder, 'gone')]), 1, /no such file or folder/);
      expectOneLine(await ctParse(['audit']), 2, /no logs given/);
    }));

  it('hostile names reach neither the terminal nor the JSON', () =>
    withFolder(async (folder) => {
      const [standard = '', output = ''] = Object.values(SOUND);
      const pue = PUE_LINE.replace('1.58', '1.67').replace('2023', '2019');
      writeFiles(folder, {
        [names('\u001b[31mred\u202e_1.2_2025-01-01T080000Z').standard]: standard.replace(/Only predicted.*/, pue),
        [names('\u001b[31mred\u202e_1.2_2025-01-01T080000Z').output]: output,
      });
      for (const options of [[], ['--verbose'], ['--json']]) {
        const { stdout, stderr } = await ctParse(['audit', ...options, folder]);
        expect(stdout).toContain('pue-year');
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
        expect(stdout + stderr).not.toMatch(/[\u001b\u202e]/);
      }
    }));
});

describe('--json', () => {
  async function json(...args: string[]): Promise<Awaited<ReturnType<typeof auditLogs>>> {
    return JSON.parse((await ctParse(['audit', '--json', ...args])).stdout);
  }

  it('is what the library says, with the totals of aggregate', async () => {
    const folder = fixture('findings');
    const audit = await json(folder);
    expect(audit).toEqual(JSON.parse(JSON.stringify(await auditLogs(folder))));
    const { runs, energyKwh, co2eqG, logged } = await aggregateConsumption(folder);
    expect(audit).toMatchObject({ runs, energyKwh, co2eqG, logged });
    expect(Object.keys(audit)).toEqual(['runs', 'energyKwh', 'co2eqG', 'logged', 'findings']);
    for (const finding of audit.findings) {
      expect(Object.keys(finding).filter((key) => key !== 'runs')).toEqual([
        'code',
        'severity',
        'run',
        'files',
        'message',
        'loggedKwh',
        'correctKwh',
        'rangeKwh',
        'effectKwh',
        'effectCo2eqG',
        'rangeCo2eqG',
      ]);
      expect(FINDINGS).toHaveProperty(finding.code);
    }
  });

  /** The first finding of a code in the fixture of that name; figures are those of fixtures/findings/README.md. */
  const of = async (code: string): Promise<AuditEntry | undefined> =>
    (await auditLogs(fixture('findings', code))).findings.find((finding) => finding.code === code);

  it.each([
    ['total-differs', { loggedKwh: 0.005, rangeKwh: [0.00395, 0.005], effectKwh: -0.00105, effectCo2eqG: -0.105 }],
    ['copied-run', { loggedKwh: 0.00395, correctKwh: 0, effectKwh: -0.00395, effectCo2eqG: -0.395 }],
    ['copied-part', { loggedKwh: 0.00395, correctKwh: 0, effectKwh: -0.00395 }],
    ['device-counted-once', { loggedKwh: 0.0025, correctKwh: 0, effectKwh: -0.0025, effectCo2eqG: -0.25 }],
    ['epoch-not-measured', { loggedKwh: 0.0079, rangeKwh: [0.00395, 0.0079], effectKwh: 0.00395, effectCo2eqG: 0.395 }],
    // 5400 J in 54 of 60 s at a PUE of 1.5.
    ['coverage-low', { loggedKwh: 0.00225, rangeKwh: [0.00225, 0.0025] }],
    // 60 to 240 W for 60 s.
    ['power-estimated', { loggedKwh: 0.003, rangeKwh: [0.0015, 0.006] }],
    // The mean of two GPUs would hide another 100.5 W for 60 s.
    ['devices-maybe-averaged', { loggedKwh: 0.00395, rangeKwh: [0.00395, 0.00395 + (100.5 * 60 * 1.58) / 3.6e6] }],
    ['devices-averaged-uncorrected', { loggedKwh: 0.00395, rangeKwh: [0.00395, 0.0079] }],
    ['devices-maybe-shared', { loggedKwh: 0.0079, rangeKwh: [0.005925, 0.0079] }],
    ['end-unknown', { loggedKwh: null, correctKwh: 0.0079 }],
    ['clock-set-forward', { loggedKwh: 0.16, rangeKwh: [0.01, 0.16], effectKwh: null }],
    ['clock-set-back', { loggedKwh: null, correctKwh: null, rangeKwh: null, effectKwh: null, effectCo2eqG: null }],
  ] as const)('%s has its figures', async (code, figures) => {
    const close = (value: unknown): unknown => (typeof value === 'number' ? expect.closeTo(value, 10) : value);
    const expected = Object.entries(figures).map(([key, value]) => [
      key,
      Array.isArray(value) ? value.map(close) : close(value),
    ]);
    expect(await of(code)).toMatchObject(Object.fromEntries(expected));
  });

  it('the range of an extrapolation takes the missing epochs at the least and the most of the monitored', async () => {
    const { findings } = await auditLogs(fixture('carbontracker', '1.2.5', 'gpu1_cpu1_e10_monitor4_p2'));
    const found = findings.find(({ code }) => code === 'prediction-counted');
    const [low = 0, high = 0] = found?.rangeKwh ?? [];
    expect(low).toBeLessThan(found?.correctKwh ?? 0);
    expect(high).toBeGreaterThan(found?.correctKwh ?? 0);
    // The four epochs took 7.6 to 8.3 Wh; ten of the least and of the most bound the range.
    expect(low).toBeGreaterThan(0.07);
    expect(high).toBeLessThan(0.085);
  });

  it('names the files of every finding', async () => {
    const { findings } = await auditLogs(fixture('findings', 'copied-run'));
    const [file = ''] = readdirSync(fixture('findings', 'copied-run', 'laptop'));
    const stem = fixture('findings', 'copied-run', 'laptop', file.replace(/\.log$/, ''));
    const copied = findings.find(({ code }) => code === 'copied-run');
    expect(copied?.files).toEqual([`${stem}.log`, `${stem}_output.log`]);
    expect(copied?.run).toBeNull();
  });

  it.skipIf(process.platform === 'win32')('an error is exit code 1, also one of no run', () =>
    withFolder(async (folder) => {
      writeFiles(folder, SOUND);
      const link = path.join(folder, 'gone_carbontracker.log');
      symlinkSync(path.join(folder, 'gone'), link);
      const { code, stdout } = await ctParse(['audit', '--json', folder]);
      expect(code).toBe(1);
      expect(JSON.parse(stdout).findings).toMatchObject([
        { code: 'unreadable', severity: 'error', run: null, files: [link] },
      ]);
    }),
  );
});
