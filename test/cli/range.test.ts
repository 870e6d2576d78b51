import { describe, expect, it } from 'vitest';
import type { FigureRange, TotalRange, Totals } from '../../src/index.ts';
import { ctParse } from '../helpers/cli.ts';
import { fixture, withFolder, writeFiles } from '../helpers/fixtures.ts';
import { device, trackLog } from '../helpers/track-logs.ts';

const LOGS = fixture('carbontracker', '2.4.3');

describe('--range', () => {
  it('stands in the sentence when asked for, and always in --json', async () => {
    const { stdout, stderr } = await ctParse(['aggregate', '--range', LOGS]);
    const { range, ...totals }: Totals & { range: TotalRange } = JSON.parse(
      (await ctParse(['aggregate', '--json', LOGS])).stdout,
    );
    const [low, high] = range.energyKwh;
    const figures = [totals.energyKwh, low, high].map((energyKwh) => energyKwh.toFixed(3));
    expect(stdout).toContain(`use ${figures[0]} (${figures[1]} to ${figures[2]}) kWh of electricity`);
    const [lowG, highG] = range.co2eqG ?? [Number.NaN, Number.NaN];
    const kilograms = [totals.co2eqG ?? Number.NaN, lowG, highG].map((massG) => (massG / 1000).toFixed(3));
    expect(stdout).toContain(`to ${kilograms[0]} (${kilograms[1]} to ${kilograms[2]}) kg of CO2eq`);
    expect(stderr).toMatch(/^range: sensor -16\.9 Wh to \+34\.2 Wh \(NVIDIA specifies 5 %/m);
    expect(stderr).toMatch(/^range: prediction -1\.42 Wh to \+82\.5 Wh \(one epoch was monitored/m);
    expect(stderr).toMatch(/^range: tdp-model -25\.0 mWh to \+31\.3 mWh \(carbontracker assumed half the TDP/m);
    expect(stderr).not.toContain('range: unknown');
    expect((await ctParse(['aggregate', LOGS])).stdout).not.toContain(' to 0.4');
  });

  it('runs: the ranges of the rows add up to that of the total', async () => {
    const rows: { range: FigureRange | null; corrected: { energyKwh: number } }[] = JSON.parse(
      (await ctParse(['runs', '--json', '--range', LOGS])).stdout,
    );
    const { range }: { range: TotalRange } = JSON.parse((await ctParse(['aggregate', '--json', LOGS])).stdout);
    for (const side of [0, 1] as const) {
      const sum = rows.reduce((all, row) => all + (row.range?.energyKwh[side] ?? row.corrected.energyKwh), 0);
      // Whether runs share devices belongs to none of them.
      const shared = range.parts.find(({ kind }) => kind === 'counted-twice');
      expect(range.energyKwh[side]).toBeCloseTo(sum + ((side === 0 ? shared?.lowKwh : shared?.highKwh) ?? 0), 12);
    }
  });

  it('runs: a table of 80 columns', async () => {
    const { stdout } = await ctParse(['runs', '--range', LOGS], { env: { COLUMNS: '80' } });
    const [head, ...rows] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^run +duration +energy +range +CO2eq range$/);
    for (const row of rows) expect([...row].length, row).toBeLessThanOrEqual(80);
    expect(stdout).toMatch(/ 0:03:10 +179 Wh\* 169 to 195 Wh +79\.6 g 75\.0 to 86\.8 g\n/);
    expect(stdout).toMatch(/ 0:00:02 31\.3 mWh +[\d.]+ to 62\.6 mWh +13\.9 mg [\d.]+ to 27\.9 mg\n/);
  });

  it('logs of which nothing is known have none', () =>
    withFolder(async (folder) => {
      const { standard, output } = trackLog({
        devices: [device('cpu:0')],
        start: { intensity: { gPerKwh: 100, kind: 'unknown', location: null, year: null, source: 'x' } },
        epochs: [{ startS: 0, endS: 10, energyJ: { 'cpu:0': 3600 } }],
      });
      writeFiles(folder, { 'x_carbontracker.log': standard, 'x_carbontracker_output.log': output });
      const { stdout, stderr } = await ctParse(['aggregate', '--range', folder]);
      expect(stdout).toContain('use 0.00150 kWh of electricity contributing');
      expect(stderr).toContain('range: unknown for these runs\n');
      expect(JSON.parse((await ctParse(['aggregate', '--json', folder])).stdout).range).toBeNull();
    }));
});
