import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { countryAverage, type Totals } from '../../src/index.ts';
import { ctParse, expectOneLine } from '../helpers/cli.ts';
import { fixture, withFolder, writeFiles } from '../helpers/fixtures.ts';
import { names, outputLog } from '../helpers/logs.ts';
import { device, trackLog } from '../helpers/track-logs.ts';
import { textOf } from '../report/pdf/report.ts';

const LOGS = fixture('defects', 'R2');

describe('ct-parse report with other factors', () => {
  it('recalculates with the average of a country and a PUE', () =>
    withFolder(async (folder) => {
      const target = path.join(folder, 'report.pdf');
      const result = await ctParse(['report', LOGS, '-o', target, '--country', 'dk', '--year', '2021', '--pue', '1.1']);
      expect(result).toMatchObject({ code: 0, stdout: '' });
      const text = textOf(readFileSync(target));
      expect(text).toContain('a user-supplied PUE of 1.1');
      expect(text).toContain('211 gCO₂eq/kWh, DK, 2021, Electricity Maps yearly average of Denmark');
      // 3.95 Wh were logged with 1.58.
      expect(text).toMatch(/2\.75 Wh 580 mg/);
    }));

  it('recalculates with an intensity', () =>
    withFolder(async (folder) => {
      const target = path.join(folder, 'report.pdf');
      await ctParse(['report', LOGS, '-o', target, '--intensity', '56']);
      expect(textOf(readFileSync(target))).toContain('a user-supplied carbon intensity of 56 gCO₂eq/kWh');
    }));

  it.each([
    [['--pue', '0.9'], /PUE must be at least 1/],
    [['--pue', 'x'], /--pue needs a number \(got x\)/],
    [['--pue=1,2'], /--pue needs a number \(got 1,2\)/],
    [['--pue'], /--pue needs a value/],
    [['--pue', '1.2', '--pue', '1.3'], /--pue can be given once/],
    [['--intensity', '-5'], /at least 0 g\/kWh/],
    [['--intensity', 'much'], /--intensity needs a number/],
    [['--country', 'Atlantis'], /country "Atlantis"; use a two-letter ISO code such as DE/],
    [['--country', 'DK', '--year', '1999'], /no average for 1999; available: 2021-2025/],
    [['--country', 'DK', '--intensity', '5'], /cannot be combined/],
    [['--year', '2024'], /--year needs --country/],
  ])('refuses %j in one line', (options, message) =>
    withFolder(async (folder) => {
      const target = path.join(folder, 'report.pdf');
      expectOneLine(await ctParse(['report', LOGS, '-o', target, ...options]), 2, message);
      expect(existsSync(target)).toBe(false);
    }),
  );
});

it('a total with a PUE that no log names is not recalculated, which is noted; statements do not claim that there is none', () =>
  withFolder(async (folder) => {
    const logs = path.join(folder, 'logs');
    const table = path.join(folder, 'runs.ndjson');
    writeFiles(folder, { [`logs/${names().output}`]: outputLog() });
    writeFiles(folder, { 'runs.ndjson': (await ctParse(['runs', '--ndjson', logs])).stdout });
    for (const source of [[logs], ['--from', table]]) {
      const { stdout, stderr } = await ctParse(['aggregate', '--json', '--pue', '1.2', ...source]);
      expect(JSON.parse(stdout)).toMatchObject({ energyKwh: 0.00395 });
      expect(stderr).toContain('PUE of 1 run not recalculated: the total includes a PUE that the log does not name');
    }
    const { stdout } = await ctParse(['statement', logs]);
    expect(stdout).toContain('The total of 1 run includes a PUE that the log does not name');
    const target = path.join(folder, 'report.pdf');
    await ctParse(['report', logs, '-o', target]);
    expect(textOf(readFileSync(target))).toContain('included in the total, not in the log');
  }));

describe('every command that prints CO2eq', () => {
  const SCENARIOS = fixture('carbontracker', '2.4.3');
  const json = async (...args: string[]): Promise<Totals> =>
    JSON.parse((await ctParse(['aggregate', '--json', ...args])).stdout);

  it('aggregate: energy by new over logged PUE, CO2eq by the new intensity; all else stays', async () => {
    const before = await json(SCENARIOS);
    const after = await json('--pue', '1.2', '--intensity', '56', SCENARIOS);
    // Each run of the folder was logged with 1.58.
    expect(after.energyKwh).toBeCloseTo((before.energyKwh * 1.2) / 1.58, 9);
    expect(after.co2eqG).toBeCloseTo(after.energyKwh * 56, 9);
    expect(after.equivalents?.['km travelled by car']).toBeCloseTo((after.energyKwh * 56) / 106.8, 9);
    expect([after.runs, after.durationS, after.logged]).toEqual([before.runs, before.durationS, before.logged]);
    expect(after).toMatchObject({ pricing: { pue: { value: 1.2 }, intensity: { gPerKwh: 56 } } });
    expect(before).not.toHaveProperty('pricing');
  });

  it('aggregate: the sentence shows that PUE and intensity are not the logged ones, stderr what they replace', async () => {
    const { stdout, stderr } = await ctParse([
      'aggregate',
      SCENARIOS,
      '--pue',
      '1.2',
      '--country',
      'DK',
      '--year',
      '2021',
    ]);
    expect(stdout).toContain(
      ' Figures were recalculated with a user-supplied PUE of 1.2 and a carbon intensity of 211 gCO2eq/kWh, DK, 2021, Electricity Maps yearly average of Denmark, through CO2.js (ODbL). Measured by',
    );
    expect(stderr).toMatch(/^recalculated with PUE 1\.2 \(given by the user\) instead of 1\.58 \(13 runs\)$/m);
    expect(stderr).toMatch(
      /^recalculated with 211 gCO2eq\/kWh, DK, 2021, Electricity Maps .*, instead of 445 \(13 runs\)$/m,
    );
    // Findings refer to the log, whatever the factors.
    expect(stderr).toMatch(/devices-averaged: .*logged 26\.1 Wh, counted 179 Wh\)$/m);
    expect(stderr).toContain('findings below use the factors of the logs\n');
  });

  it('runs: each row and record, which keeps what the log says', async () => {
    const recalculated = await json('--pue', '1', '--intensity', '100', SCENARIOS);
    const flags = ['--pue', '1', '--intensity', '100', SCENARIOS];
    const rows: { pue: { value: number }; corrected: { energyKwh: number; co2eqG: number | null } }[] = JSON.parse(
      (await ctParse(['runs', '--json', ...flags])).stdout,
    );
    expect(rows.reduce((sum, { corrected }) => sum + corrected.energyKwh, 0)).toBeCloseTo(recalculated.energyKwh, 12);
    expect(rows.reduce((sum, { corrected }) => sum + (corrected.co2eqG ?? 0), 0)).toBeCloseTo(
      recalculated.co2eqG ?? 0,
      9,
    );
    for (const row of rows) expect(row).toMatchObject({ pue: { value: 1.58 }, pricing: { pue: { value: 1 } } });
    const { stdout, stderr } = await ctParse(['runs', ...flags]);
    // 178.8 Wh / 1.58 of 8 GPUs; only this row is marked, as other factors are no correction.
    expect(stdout).toMatch(/ 113 Wh\* +11\.3 g measured/);
    expect(stdout.match(/\*/g)).toHaveLength(1);
    expect(stderr).toMatch(/^\* .*logged 26\.1 Wh, counted 179 Wh with the factors of the logs/m);
  });

  it('figures and the report draw the same', () =>
    withFolder(async (folder) => {
      const flags = [SCENARIOS, '--pue', '1'];
      const { code, stderr } = await ctParse(['figures', ...flags, '-o', path.join(folder, 'f')]);
      expect(code).toBe(0);
      expect(stderr).toMatch(/^recalculated with PUE 1 \(given by the user\)/m);
      const report = await ctParse(['report', ...flags, '-o', path.join(folder, 'r.pdf')]);
      expect(report.stderr).toMatch(/^recalculated with PUE 1 \(given by the user\)/m);
      const chart = textOf(readFileSync(path.join(folder, 'f', 'energy-by-run.pdf')));
      expect(chart).toMatch(/113 Wh \(43 %\)/);
      expect(textOf(readFileSync(path.join(folder, 'r.pdf')))).toMatch(/113 Wh \(43 %\)/);
      // Without overhead there is no bar for it.
      expect(textOf(readFileSync(path.join(folder, 'f', 'breakdown.pdf')))).not.toContain('PUE overhead');
    }));

  it('a shared device counts once with other factors too', () =>
    withFolder(async (folder) => {
      for (const id of ['one', 'two']) {
        const { standard, output } = trackLog({
          devices: [device('gpu:0', { uuid: 'GPU-1' })],
          start: { id },
          epochs: [{ startS: 0, endS: 10, energyJ: { 'gpu:0': 3.6e6 } }],
        });
        writeFiles(folder, { [`${id}_carbontracker.log`]: standard, [`${id}_carbontracker_output.log`]: output });
      }
      const { energyKwh, co2eqG } = await json('--pue', '1.2', '--intensity', '50', folder);
      expect([energyKwh, co2eqG]).toEqual([expect.closeTo(1.2, 9), expect.closeTo(60, 9)]);
    }));
});

describe('--compare-countries', () => {
  const args = ['--compare-countries', 'dk, FR,PL', '--year', '2022', LOGS];

  it('a table of the same energy, with its sources on stderr', async () => {
    const { code, stdout, stderr } = await ctParse(['aggregate', ...args]);
    expect(code).toBe(0);
    const { energyKwh } = JSON.parse((await ctParse(['aggregate', '--json', LOGS])).stdout);
    const rows = stdout.trimEnd().split('\n').slice(2);
    expect(rows[0]).toMatch(/^country year g\/kWh +CO2eq km travelled by car$/);
    for (const [i, country] of ['DK', 'FR', 'PL'].entries()) {
      const { gPerKwh, source } = await countryAverage(country, 2022);
      const cells = rows[i + 1]?.split(/ +/) ?? [];
      expect(cells.slice(0, 2)).toEqual([country, '2022']);
      expect(Number(cells[2])).toBeCloseTo(gPerKwh, 0);
      const massG = Number(cells[3]) * (cells[4] === 'mg' ? 1e-3 : 1);
      expect(massG).toBeCloseTo(energyKwh * gPerKwh, 2);
      expect(Number(cells[5])).toBeCloseTo((energyKwh * gPerKwh) / 106.8, 4);
      expect(stderr).toContain(`${country}: ${source}\n`);
    }
    expect(rows).toHaveLength(4);
  });

  it('JSON has every figure; the totals stay as they are', async () => {
    const { countries, ...totals } = JSON.parse((await ctParse(['aggregate', '--json', ...args])).stdout);
    expect(totals).toEqual(JSON.parse((await ctParse(['aggregate', '--json', LOGS])).stdout));
    for (const one of countries) {
      const average = await countryAverage(one.country, 2022);
      expect(one).toMatchObject({ year: 2022, gPerKwh: average.gPerKwh, source: average.source });
      expect(one.co2eqG).toBeCloseTo(totals.energyKwh * average.gPerKwh, 12);
    }
    expect(countries).toHaveLength(3);
  });

  it.each([
    [['--compare-countries', 'DK,Atlantis'], /country "Atlantis"/],
    [['--compare-countries', 'DK', '--year', '1999'], /no average for 1999/],
    [['--compare-countries', ''], /--compare-countries is empty/],
    [['--compare-countries', 'DK', '--compare-countries', 'FR'], /can be given once/],
  ])('refuses %j in one line', async (options, message) =>
    expectOneLine(await ctParse(['aggregate', LOGS, ...options]), 2, message),
  );
});
