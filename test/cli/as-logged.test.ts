import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Figures, Run, Totals } from '../../src/index.ts';
import { ctParse, expectOneLine } from '../helpers/cli.ts';
import { copyLogs, fixture, withFolder, writeFiles } from '../helpers/fixtures.ts';
import { device, trackLog } from '../helpers/track-logs.ts';
import { textOf } from '../report/pdf/report.ts';

const AVERAGED = fixture('carbontracker', '2.4.3', 'gpu8_cpu2_e3_p1');

async function totalsOf(...args: string[]): Promise<Totals> {
  return JSON.parse((await ctParse(['aggregate', '--json', ...args])).stdout);
}

/** Averaged devices, a prediction, a run that was cut off, and two ranks that measured one GPU at the same time. */
async function withLogs(use: (folder: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    for (const scenario of ['gpu8_cpu2_e3_p1', 'gpu1_cpu1_e10_monitor1', 'gpu1_cpu1_e10_crash4']) {
      copyLogs(fixture('carbontracker', '2.4.3', scenario), path.join(folder, scenario));
    }
    for (const id of ['one', 'two']) {
      const { standard, output } = trackLog({
        devices: [device('gpu:0', { uuid: 'GPU-1' })],
        start: { id },
        epochs: [{ startS: 0, endS: 10, energyJ: { 'gpu:0': 3600 } }],
      });
      writeFiles(folder, { [`${id}_carbontracker.log`]: standard, [`${id}_carbontracker_output.log`]: output });
    }
    await use(folder);
  });
}

describe('--as-logged', () => {
  it('the runs add up to the aggregate, and a shared device counts in each of them', () =>
    withLogs(async (folder) => {
      const totals = await totalsOf('--as-logged', folder);
      const rows: (Run & Figures)[] = JSON.parse((await ctParse(['runs', '--json', '--as-logged', folder])).stdout);
      const sumKwh = rows.reduce((sum, { logged }) => sum + logged.energyKwh, 0);
      const sumG = rows.reduce((sum, { logged }) => sum + (logged.co2eqG ?? 0), 0);
      expect(totals.energyKwh).toBeCloseTo(sumKwh, 12);
      expect(totals.co2eqG).toBeCloseTo(sumG, 9);
      const corrected = await totalsOf(folder);
      expect(totals.energyKwh).toBe(corrected.logged.energyKwh);
      // The printed total of the 8 GPUs, of which the log holds the mean, and both ranks with 1 Wh x 1.5.
      expect(totals.energyKwh).toBeCloseTo(0.026132 + 0.0790528 + 0.0229415 + 2 * 0.0015, 5);
      expect(corrected.energyKwh).toBeCloseTo(0.178843 + 0.0790528 + 0.0229415 + 0.0015, 5);
    }));

  it('is said, in every command, and no longer as a correction', () =>
    withLogs(async (folder) => {
      const outputs = [
        ['aggregate', folder],
        ['runs', folder],
        ['report', folder, '-o', path.join(folder, 'r.pdf')],
        ['figures', folder, '-o', path.join(folder, 'figures')],
      ];
      for (const args of outputs) {
        const { code, stderr } = await ctParse([...args, '--as-logged']);
        expect(code).toBe(0);
        expect(stderr, args[0]).toMatch(/^figures as the logs print them: nothing is corrected/m);
        expect(stderr).not.toMatch(/device-counted-once|^logged: |^\* /m);
      }
    }));

  it.each([
    ['--csv', 'logged_energy_kwh holds what the logs print; energy_kwh stays corrected'],
    ['--ndjson', 'logged holds what the logs print; corrected stays corrected'],
    ['--json', 'logged holds what the logs print; corrected stays corrected'],
  ])('records hold both figures, which is what is said of them: %s', async (form, note) => {
    const { stdout, stderr } = await ctParse(['runs', '--as-logged', form, AVERAGED]);
    expect(stderr).toContain(`${note}, but a device`);
    expect(stderr).not.toContain('nothing is corrected');
    expect(stdout).toContain('0.026131684644');
    expect(stdout).toContain('0.17884276884015818');
  });

  it('the table shows the logged figures without marks', async () => {
    expect((await ctParse(['runs', '--as-logged', AVERAGED])).stdout).toMatch(/ 3 26\.1 Wh 11\.6 g measured +1W\n$/);
  });

  it('the report counts them everywhere and shows the corrected ones beside them', () =>
    withLogs(async (folder) => {
      const target = path.join(folder, 'report.pdf');
      await ctParse(['report', folder, '--as-logged', '-o', target]);
      const text = textOf(readFileSync(target));
      const sentence = (await ctParse(['aggregate', '--as-logged', folder])).stdout.trim();
      expect(text).toContain(sentence.slice(0, sentence.indexOf(' contributing')));
      expect(text).toMatch(/As logged Corrected Energy 131 Wh 282 Wh CO₂eq/);
      expect(text).toContain('those that the logs print, as was asked for');
      expect(text).toMatch(/gpu8_cpu2_e3_p1 26\.1 Wh \(20 %\)/);
      // Narrow columns lose their blanks when text is taken out of the page.
      expect(text.replaceAll(' ', '')).toContain('2026-11-2315:4030:03:1026.111.6measured');
    }));

  it('charts of epochs take the logged powers', () =>
    withFolder(async (folder) => {
      const powers: string[] = [];
      for (const flag of [[], ['--as-logged']]) {
        const target = path.join(folder, `f${flag.length}`);
        await ctParse(['figures', AVERAGED, '-o', target, ...flag]);
        powers.push(textOf(readFileSync(path.join(target, 'breakdown.pdf'))));
      }
      // 8 GPUs and 2 CPUs: the sum of 214 + 61 W over 190 s, or of their means.
      const [corrected, logged] = powers.map((text) => Number(/GPU ([\d.]+) Wh/.exec(text)?.[1]));
      expect((corrected ?? Number.NaN) / (logged ?? Number.NaN)).toBeCloseTo(8, 1);
    }));

  it.each([
    [['aggregate', AVERAGED, '--as-logged', '--pue', '1.2'], /cannot be combined with another PUE or carbon intensity/],
    [['runs', AVERAGED, '--as-logged', '--country', 'DK'], /cannot be combined with another PUE/],
    [
      ['report', AVERAGED, '--as-logged', '--intensity', '5', '-o', '/nowhere/x.pdf'],
      /cannot be combined with another PUE/,
    ],
    [['figures', AVERAGED, '--as-logged', '--pue', '2', '-o', '/nowhere/x'], /cannot be combined with another PUE/],
    [['aggregate', AVERAGED, '--as-logged', '--range'], /--range applies to corrected figures/],
    [['runs', AVERAGED, '--as-logged', '--range'], /--range applies to corrected figures/],
  ])('%j contradicts itself', async (args, message) => expectOneLine(await ctParse(args), 2, message));
});

describe('both figures', () => {
  let result: Awaited<ReturnType<typeof ctParse>>;
  beforeAll(async () => {
    result = await ctParse(['runs', fixture('carbontracker', '2.4.3')]);
  });

  it('a row whose log prints another figure bears a mark that is explained', () => {
    expect(result.stdout.match(/ \S+ Wh\*/g)).toEqual([' 179 Wh*']);
    expect(result.stderr).toMatch(
      /^\* the log prints a different figure \(1 run: logged 26\.1 Wh, counted 179 Wh\); --as-logged/m,
    );
  });

  it('digits stay below each other', () => {
    const ends = result.stdout
      .split('\n')
      .flatMap((row) => row.match(/^.* Wh\*?(?= )/)?.map((text) => text.replace('*', '').length) ?? []);
    expect(new Set(ends).size).toBe(1);
  });

  it('aggregate tells both totals where they differ, and nothing where they do not', async () => {
    const differ = await ctParse(['aggregate', AVERAGED]);
    expect(differ.stderr).toMatch(/^logged: 26\.1 Wh, 11\.6 g CO2eq; counted: 179 Wh, 79\.6 g CO2eq /m);
    const same = await ctParse(['aggregate', fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1')]);
    expect(same.stderr).toMatch(/^1 run: 1 measured\n/);
    expect(same.stderr).not.toContain('logged: ');
  });
});
