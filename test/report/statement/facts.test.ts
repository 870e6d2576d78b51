/** The facts of a statement: hours of devices, factors, places, periods. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  aggregate,
  type Facts,
  FactTotals,
  factsOf,
  type GivenFactors,
  phaseOf,
  type Run,
  readEntries,
  readRuns,
} from '../../../src/index.ts';
import { fixture } from '../../helpers/fixtures.ts';
import { outputLog, standardLog } from '../../helpers/logs.ts';
import { runOf } from '../../helpers/runs.ts';
import { device, START_UNIX_S, type TrackLog, trackLog } from '../../helpers/track-logs.ts';
import type { Truth } from '../../helpers/truth.ts';

const truths = JSON.parse(readFileSync(fixture('carbontracker', 'truth.json'), 'utf8')) as Truth[];
const tracked = (log: TrackLog): Run => {
  const { standard, output } = trackLog(log);
  return runOf(standard, output);
};

describe('hours of devices', () => {
  const whole = truths.filter(
    ({ dir, expected }) => expected.runs === 1 && expected.basis !== 'none' && /_e3_/.test(dir),
  );

  it.each(whole.map((truth) => [truth.dir, truth] as const))('%s: what was fed in', async (dir, truth) => {
    const folder = dir.replace(/^.*carbontracker\//, '');
    const { gpuHours, cpuHours, totals } = factsOf(await readRuns(fixture('carbontracker', folder)));
    const count = (name: string): number =>
      truth.components.filter((one) => one.name === name).reduce((sum, { devices }) => sum + devices.length, 0);
    // Of the three epochs those count of which something was measured.
    const hours = totals.durationS / 3600;
    const fedS = truth.epoch_durations_s.reduce((sum, epochS) => sum + epochS, 0);
    expect(totals.durationS).toBeLessThanOrEqual(fedS + 1);
    expect(totals.durationS).toBeGreaterThan(fedS / 2);
    expect(gpuHours).toBeCloseTo(hours * count('gpu'), 9);
    expect(cpuHours).toBeCloseTo(hours * count('cpu'), 9);
  });

  it('of 8 GPUs and 2 CPUs for 189.7 s', async () => {
    const facts = factsOf(await readRuns(fixture('carbontracker', '2.4.3', 'gpu8_cpu2_e3_p1')));
    expect(facts.gpuHours).toBeCloseTo((8 * 189.7) / 3600, 9);
    expect(facts.cpuHours).toBeCloseTo((2 * 189.7) / 3600, 9);
    expect(facts.devices.map(({ component, name, fewest, most }) => [component, name, fewest, most])).toEqual([
      ['gpu', 'NVIDIA A100-SXM4-40GB', 8, 8],
      ['cpu', null, 2, 2],
    ]);
  });

  it("memory and Apple's other unit are no devices of their own", () => {
    const apple = standardLog({ components: 'GPU with device(s) GPU, ANE. CPU with device(s) CPU.' });
    expect(factsOf([runOf(apple, outputLog())])).toMatchObject({ gpuHours: 1 / 60, cpuHours: 1 / 60 });
    const devices = [device('cpu:0'), device('dram:0', { component: 'cpu' })];
    const epochs = [{ startS: 0, endS: 3600, energyJ: { 'cpu:0': 5, 'dram:0': 1 } }];
    expect(factsOf([tracked({ devices, epochs })]).cpuHours).toBeCloseTo(1, 12);
  });

  describe('of runs that share their devices', () => {
    const epochs = [{ startS: 0, endS: 3600, energyJ: { 'gpu:0': 3.6e6, 'gpu:1': 3.6e6 } }];
    const run = (id: string, pid: number, lateS: number): Run =>
      tracked({ start: { id, pid, startUnixS: START_UNIX_S + lateS }, epochs });

    it('count once per moment', () => {
      expect(factsOf([run('a', 1, 0), run('b', 2, 0)]).gpuHours).toBeCloseTo(2, 9);
      expect(factsOf([run('a', 1, 0), run('b', 2, 1800)]).gpuHours).toBeCloseTo(3, 9);
      expect(factsOf([run('a', 1, 0), run('b', 2, 3600)]).gpuHours).toBeCloseTo(4, 9);
      expect(factsOf([run('a', 1, 0), run('b', 2, 0)], { asLogged: true }).gpuHours).toBeCloseTo(4, 9);
    });

    it('leave those that a process does not count to the others', () => {
      const half = (id: string, key: string): Run =>
        tracked({ start: { id }, epochs: [{ startS: 0, endS: 3600, energyJ: { [key]: 3.6e6 } }] });
      expect(factsOf([half('a', 'gpu:0'), half('b', 'gpu:1')]).gpuHours).toBeCloseTo(2, 9);
    });
  });
});

describe('totals', () => {
  it('are those of aggregate, also collected one by one and as logged', async () => {
    const folder = fixture('carbontracker');
    for (const asLogged of [false, true]) {
      const collected = new FactTotals({ asLogged });
      const figures = [];
      for await (const one of readEntries(folder, { onFinding: (finding) => collected.addFinding(finding) })) {
        collected.add(one);
        figures.push(one.figures);
      }
      expect(collected.result().totals).toEqual(aggregate(figures, { asLogged }));
      const { locations, ...facts } = collected.result();
      const { locations: same, ...all } = factsOf(await readRuns(folder), { asLogged });
      expect(all).toEqual(facts);
      expect(same).toEqual(locations);
    }
  });

  it('of a part are a phase', async () => {
    const facts = factsOf(await readRuns(fixture('carbontracker', '2.4.3', 'gpu8_cpu2_e3_p1')));
    const { runs, energyKwh, co2eqG, durationS } = facts.totals;
    expect(phaseOf('final', facts)).toEqual({
      name: 'final',
      runs,
      energyKwh,
      co2eqG,
      gpuHours: facts.gpuHours,
      durationS,
    });
  });
});

describe('factors', () => {
  const facts = async (factors: GivenFactors = {}, ...scenario: string[]): Promise<Facts> =>
    factsOf(await readRuns(fixture('carbontracker', ...scenario)), { factors });

  it('each PUE once, with its runs; a run without any is one of its own', async () => {
    const { pues, totals } = await facts();
    expect(pues.reduce((sum, { runs }) => sum + runs, 0)).toBe(totals.runs - totals.basis.none.runs);
    expect(pues.reduce((sum, { energyKwh }) => sum + energyKwh, 0)).toBeCloseTo(totals.energyKwh, 12);
    expect(pues.find(({ value }) => value === null)?.runs).toBe(8);
    const keys = pues.map(({ value, source }) => `${value} ${source}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('the mean intensity is CO2eq by energy', async () => {
    const { totals, meanGPerKwh, intensities } = await facts();
    expect(meanGPerKwh).toBeCloseTo((totals.co2eqG ?? Number.NaN) / totals.energyKwh, 9);
    const weighted = intensities.reduce((sum, { gPerKwh, energyKwh }) => sum + gPerKwh * energyKwh, 0);
    // Blocks are printed with fewer digits than intensities.
    expect(weighted / (totals.co2eqG ?? Number.NaN)).toBeCloseTo(1, 3);
  });

  it('live values of one place are one range', () => {
    const live = (gPerKwh: number): Run => ({
      ...runOf(standardLog(), outputLog()),
      intensity: { gPerKwh, kind: 'live', location: 'DK', year: null, values: [gPerKwh] },
    });
    const { intensities } = factsOf([live(100), live(300)]);
    expect(intensities).toHaveLength(1);
    expect(intensities[0]).toMatchObject({ lowestGPerKwh: 100, highestGPerKwh: 300, gPerKwh: 200, runs: 2 });
  });

  it('with other factors: the new ones, while the place that the log names stays', async () => {
    const factors: GivenFactors = {
      pue: { value: 1.1, source: 'ours' },
      intensity: { gPerKwh: 50, kind: 'unknown', location: null, year: null, source: 'ours' },
    };
    const recalculated = await facts(factors, '2.4.2', 'gpu1_cpu1_e3_liveDK');
    const plain = await facts({}, '2.4.2', 'gpu1_cpu1_e3_liveDK');
    expect(recalculated.pues).toMatchObject([{ value: 1.1, source: 'ours', runs: 1 }]);
    expect(recalculated.intensities).toMatchObject([{ gPerKwh: 50, source: 'ours' }]);
    expect(recalculated.totals.energyKwh).toBeCloseTo((plain.totals.energyKwh / 1.58) * 1.1, 12);
    expect(recalculated.totals.co2eqG).toBeCloseTo(recalculated.totals.energyKwh * 50, 9);
    expect(recalculated.locations).toEqual([{ name: 'Copenhagen, Capital Region, DK', runs: 1 }]);
  });
});

it('period, writers and findings', async () => {
  const { period, writers, findings, runDurationS } = factsOf(await readRuns(fixture('carbontracker', '1.1.5')));
  expect(period).toEqual({ from: '2026-11-23', to: '2026-11-23' });
  expect(writers).toEqual([{ tool: 'carbontracker', version: '1.1.5', runs: 2 }]);
  expect(findings).toMatchObject([
    { code: 'prediction-counted', severity: 'warning', runs: 1 },
    { code: 'pue-year', severity: 'info', runs: 2 },
  ]);
  expect(runDurationS?.largest).toBeCloseTo(654.3, 1);
  expect(runDurationS?.mean).toBeCloseTo((654.3 + 189.7) / 2, 1);
});
