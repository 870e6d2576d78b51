/** Ranks that measured the devices of one host at the same time: every command tells the same figures of them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { Run } from '../../src/index.ts';
import { ctParse } from '../helpers/cli.ts';
import { withFolder, writeFiles } from '../helpers/fixtures.ts';
import { device, START_UNIX_S, trackLog } from '../helpers/track-logs.ts';
import { poppler } from '../report/pdf/report.ts';

const DEVICES = [device('gpu:0'), device('gpu:1'), device('cpu:0')];

/** What is read first started last; PUE, carbon intensity, power and the cut of the epochs are each rank's own. */
const RANKS = [
  { name: 'a', laterS: 140, epochS: 70, gpuW: 90, pue: 1.9, gPerKwh: 700 },
  { name: 'b', laterS: 60, epochS: 110, gpuW: 200, pue: 1.4, gPerKwh: 300 },
  { name: 'c', laterS: 0, epochS: 50, gpuW: 310, pue: 1.1, gPerKwh: 20 },
];
const EPOCHS = 4;

function writeRanks(folder: string): void {
  for (const { name, laterS, epochS, gpuW, pue, gPerKwh } of RANKS) {
    const { standard, output } = trackLog({
      devices: DEVICES,
      start: {
        id: name,
        startUnixS: START_UNIX_S + laterS,
        pue: { value: pue, source: 'test' },
        intensity: { gPerKwh, kind: 'country-average', location: 'DK', year: 2024, source: 'a table' },
      },
      epochs: Array.from({ length: EPOCHS }, (_, i) => ({
        ...{ startS: i * epochS, endS: (i + 1) * epochS },
        energyJ: { 'gpu:0': gpuW * epochS, 'gpu:1': (gpuW + 10 * i) * epochS, 'cpu:0': 40 * epochS },
      })),
    });
    const stem = `${name}/${name}_7.1_2025-01-01T080000Z_carbontracker`;
    writeFiles(folder, { [`${stem}.log`]: standard, [`${stem}_output.log`]: output });
  }
}

interface Told {
  energyKwh: number;
  co2eqG: number;
  gpuHours?: number;
}

const near = (told: Told): Told => ({
  energyKwh: expect.closeTo(told.energyKwh, 12),
  co2eqG: expect.closeTo(told.co2eqG, 9),
});

async function out(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await ctParse(args);
  expect(code, stderr).toBe(0);
  return stdout;
}

const json = async <T>(...args: string[]): Promise<T> => JSON.parse(await out(...args)) as T;
const sum = (parts: readonly Told[]): Told => ({
  energyKwh: parts.reduce((total, { energyKwh }) => total + energyKwh, 0),
  co2eqG: parts.reduce((total, { co2eqG }) => total + co2eqG, 0),
});

/** Each moment of a device counts for the rank that started first; the power of a rank is nearly even. */
function roughKwh(): number {
  let [untilS, energyJ] = [0, 0];
  for (const { laterS, epochS, gpuW, pue } of RANKS.toReversed()) {
    const endS = laterS + EPOCHS * epochS;
    const ownS = Math.max(0, endS - Math.max(laterS, untilS));
    energyJ += ownS * (2 * gpuW + 15 + 40) * pue;
    untilS = Math.max(untilS, endS);
  }
  return energyJ / 3.6e6;
}

describe('the same figures', () => {
  it(
    'in every command, and for the run that started first',
    () =>
      withFolder(async (folder) => {
        writeRanks(folder);
        const total = await json<Told>('aggregate', '--json', folder);
        expect(total.energyKwh / roughKwh()).toBeCloseTo(1, 1);

        const runs = await json<(Run & { corrected: Told; whole: Told })[]>('runs', '--json', folder);
        expect(sum(runs.map(({ corrected }) => corrected))).toEqual(near(total));
        const first = runs.find(({ tracking }) => tracking?.id === 'c');
        expect(first?.corrected).toEqual(first?.whole);

        const csv = parse(await out('runs', '--csv', folder), { columns: true }) as Record<string, string>[];
        const cells = csv.map((row) => ({
          energyKwh: Number(row.energy_counted_kwh),
          co2eqG: Number(row.co2eq_counted_g),
        }));
        expect(sum(cells)).toEqual(near(total));

        for (const command of [
          ['statement', '--style', 'json'],
          ['audit', '--json'],
          ['aggregate', '--json', '--from'],
        ]) {
          const table = path.join(folder, 'runs.ndjson');
          const source = command.at(-1) === '--from' ? table : folder;
          if (source === table) writeFiles(folder, { 'runs.ndjson': await out('runs', '--ndjson', folder) });
          expect(await json<Told>(...command, source), command.join(' ')).toMatchObject(near(total));
        }
        const { totals } = await json<{ totals: { a: Told; b: Told } }>('diff', '--json', folder, folder);
        expect(totals.a).toMatchObject(near(total));

        const { groups } = await json<{ groups: Told[] }>('aggregate', '--json', '--group-by', 'folder', folder);
        expect(sum(groups)).toEqual(near(total));
      }),
    60_000,
  );

  it('in the table of runs, which notes other factors only where they were given', () =>
    withFolder(async (folder) => {
      writeRanks(folder);
      const plain = await ctParse(['runs', folder]);
      expect(plain.stderr).toMatch(/\* the log prints a different figure \(2 runs: /);
      expect(plain.stderr).not.toContain('with the factors of the logs');
      expect((await ctParse(['runs', folder, '--pue', '1.1'])).stderr).toContain('with the factors of the logs');
    }));

  it('in a finding as in the total', () =>
    withFolder(async (folder) => {
      writeRanks(folder);
      type Findings = { findings: { code: string; run: string; effectKwh: number }[] };
      const of = async (...command: string[]): Promise<unknown> =>
        (await json<Findings>(...command, '--json', folder)).findings
          .filter(({ code }) => code === 'device-counted-once')
          .map(({ run, effectKwh }) => [path.basename(path.dirname(run)), effectKwh]);
      const found = await of('aggregate');
      expect(found).toEqual([
        ['b', expect.any(Number)],
        ['a', expect.any(Number)],
      ]);
      expect(await of('audit')).toEqual(found);
    }));

  it('in a report, also with other factors', () =>
    withFolder(async (folder) => {
      writeRanks(folder);
      for (const factors of [[], ['--pue', '1.25', '--intensity', '123']]) {
        const sentence = (await out('aggregate', folder, ...factors)).trim();
        const pdf = path.join(folder, 'report.pdf');
        await out('report', folder, '-o', pdf, ...factors);
        const figures = /use ([\d.]+ kWh).*?to ([\d.]+ kg)/.exec(sentence)?.slice(1) ?? [];
        const text = poppler('pdftotext', readFileSync(pdf));
        expect(figures).toHaveLength(2);
        for (const figure of figures) expect(text.replace(/\s+/g, ' ')).toContain(figure);
      }
    }));

  it('of GPU-hours: in statements, groups and reports a GPU counts once at any moment', () =>
    withFolder(async (folder) => {
      writeRanks(folder);
      const endS = Math.max(...RANKS.map(({ laterS, epochS }) => laterS + EPOCHS * epochS));
      const hours = (2 * endS) / 3600;
      const grouping = ['--group-by', 'folder', folder];
      const statement = await json<{ gpuHours: number; phases: Told[] }>('statement', '--style', 'json', ...grouping);
      const { groups } = await json<{ groups: Told[] }>('aggregate', '--json', ...grouping);
      const hoursOf = (parts: readonly Told[]): number => parts.reduce((all, { gpuHours = 0 }) => all + gpuHours, 0);
      expect(statement.gpuHours).toBeCloseTo(hours, 9);
      expect(hoursOf(statement.phases)).toBeCloseTo(hours, 9);
      expect(hoursOf(groups)).toBeCloseTo(hours, 9);

      const logged = ['--as-logged', ...grouping];
      const each = (2 * EPOCHS * RANKS.reduce((all, { epochS }) => all + epochS, 0)) / 3600;
      expect(hoursOf((await json<{ groups: Told[] }>('aggregate', '--json', ...logged)).groups)).toBeCloseTo(each, 9);
    }));
});
