import { describe, expect, it } from 'vitest';
import {
  deviceHours,
  type Entry,
  entryOfRow,
  epochRowsOf,
  type GivenFactors,
  newEntry,
  rowOf,
  withFactors,
} from '../../src/accounting/index.ts';
import { allEntries, alone } from '../helpers/entries.ts';
import { fixture, withFolder } from '../helpers/fixtures.ts';
import { standardLog } from '../helpers/logs.ts';
import { runOf } from '../helpers/runs.ts';
import { writeRanks } from '../helpers/tables.ts';
import { device, trackLog } from '../helpers/track-logs.ts';

const all = (logs: readonly string[], factors: GivenFactors = {}): Promise<Entry[]> => allEntries(logs, { factors });

const INTENSITY = { gPerKwh: 321, kind: 'unknown', location: null, year: null, source: 'given' } as const;
const PUE = { value: 1.17, source: 'given' };

describe('a row with other factors', () => {
  it.each<[string, GivenFactors]>([
    ['PUE', { pue: PUE }],
    ['intensity', { intensity: INTENSITY }],
    ['both', { pue: PUE, intensity: INTENSITY }],
  ])('is the row of the run with other factors: %s', (_, factors) =>
    withFolder(async (folder) => {
      const logs = [fixture('carbontracker'), fixture('defects'), ...writeRanks(folder)];
      const [plain, recalculated] = [await all(logs), (await all(logs, factors)).map(rowOf)];
      expect(recalculated.length).toBeGreaterThan(80);
      for (const [i, run] of plain.entries()) {
        const [row, expected] = [rowOf(withFactors(entryOfRow(rowOf(run)), factors)), recalculated[i]];
        if (expected === undefined) throw new Error('fewer runs');
        const { corrected } = expected.figures;
        const name = row.runId;
        expect(row.figures.corrected.energyKwh, name).toBeCloseTo(corrected.energyKwh, 12);
        if (corrected.co2eqG === null) expect(row.figures.corrected.co2eqG, name).toBeNull();
        else expect(row.figures.corrected.co2eqG ?? Number.NaN, name).toBeCloseTo(corrected.co2eqG, 9);
        expect([row.pue, row.intensity, row.figures.logged], name).toEqual([
          expected.pue,
          expected.intensity,
          expected.figures.logged,
        ]);
      }
    }),
  );
});

it('hours of devices are the time of the figure times their number; Apple’s neural engine is no GPU', async () => {
  const [averaged] = await all([fixture('carbontracker', '2.4.3', 'gpu8_cpu2_e3_p1')]);
  const row = rowOf(averaged as Entry);
  expect(deviceHours(row, row.gpuDevices)).toBeCloseTo((8 * 189.7) / 3600, 12);
  const run = runOf(standardLog({ components: 'GPU with device(s) GPU, ANE. CPU with device(s) M1.' }));
  const figure = { energyKwh: 0, co2eqG: null, equivalents: null, durationS: 0, epochs: 0 };
  const figures = { basis: 'none', logged: figure, corrected: figure } as const;
  expect(rowOf(newEntry(run, figures)).gpuDevices).toEqual(['GPU']);
});

it('memory is no CPU, and a device that a process leaves to another one is none of its own', () => {
  const { standard, output } = trackLog({
    devices: [device('gpu:0'), device('gpu:1'), device('cpu:0'), device('dram:0', { component: 'cpu' })],
    epochs: [{ startS: 0, endS: 3600, energyJ: { 'gpu:1': 5, 'cpu:0': 3, 'dram:0': 1 } }],
  });
  const run = runOf(standard, output);
  const row = rowOf(alone(run));
  expect([row.gpuDevices, row.cpuDevices]).toEqual([['gpu:1'], ['cpu:0']]);
  expect(deviceHours(row, row.cpuDevices)).toBeCloseTo(1, 12);
});

it('epochs of an averaged run add up to its energy, those of ct-track have times', () =>
  withFolder(async (folder) => {
    const [averaged] = await all([fixture('carbontracker', '2.4.3', 'gpu8_cpu2_e3_p1')]);
    const rows = epochRowsOf(averaged as Entry);
    const sumKwh = rows.reduce((sum, { energyKwh }) => sum + (energyKwh ?? 0), 0);
    expect(sumKwh).toBeCloseTo(averaged?.figures.corrected.energyKwh ?? Number.NaN, 9);
    expect(rows.map(({ epoch, label }) => [epoch, label])).toEqual([1, 2, 3].map((n) => [n, n]));
    for (const { gpuPowerW, cpuPowerW, powerW, loggedPowerW } of rows) {
      expect(powerW).toBeCloseTo((gpuPowerW ?? 0) + (cpuPowerW ?? 0), 9);
      expect((gpuPowerW ?? 0) / 8 + (cpuPowerW ?? 0) / 2).toBeCloseTo(loggedPowerW ?? Number.NaN, 9);
    }
    const [rank] = await all(writeRanks(folder, 1));
    const tracked = epochRowsOf(rank as Entry);
    expect(tracked.map(({ startS, endS, durationS }) => [startS, endS, durationS])).toEqual([
      [0, 20, 20],
      [20, 40, 20],
      [40, 60, 20],
      [60, 80, 20],
    ]);
    expect(tracked[0]?.powerW).toBeCloseTo((900 + 200) / 20, 9);
  }));

it('an epoch that was not measured has no power and no energy', async () => {
  const [run] = await all([fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_nonefirst')]);
  const [first, second] = epochRowsOf(run as Entry);
  expect([first?.gpuPowerW, second?.gpuPowerW]).toEqual([null, expect.any(Number)]);
});
