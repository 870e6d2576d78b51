import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aggregateConsumption, readRuns } from '../../src/index.ts';
import type { Run } from '../../src/model/run.ts';
import type * as TrackerModule from '../../src/tracker/index.ts';
import { type Built, buildTracker } from '../helpers/built.ts';
import { readLogs } from '../helpers/tracked.ts';

let built: Built;
let library: typeof TrackerModule;
let folder: string;

beforeAll(async () => {
  built = await buildTracker();
  library = await import(pathToFileURL(built.tracker).href);
  return built.remove;
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ct-golden-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const PUE = 1.25;
const DK_2024 = /Electricity Maps yearly average of Denmark/;

async function onlyRun(): Promise<Run> {
  const runs = await readRuns(folder);
  expect(runs).toHaveLength(1);
  return runs[0] as Run;
}

function work(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

describe('what the library measured is what the reader reads', () => {
  const OPTIONS = { simGpu: 'A100', simGpuWatts: 400, simGpuUtil: 0.75, simCpu: 'X', simCpuTdp: 120, verbose: 0 };

  it('all planned epochs', async () => {
    const tracker = new library.CarbonTracker({ ...OPTIONS, epochs: 3, pue: PUE, country: 'DK', logDir: folder });
    for (let epoch = 0; epoch < 3; epoch += 1) {
      tracker.epochStart();
      work(60 + 40 * epoch);
      tracker.epochEnd();
    }
    const actual = tracker.stop();
    const run = await onlyRun();
    expect(run.actual?.energyKwh).toBeCloseTo(actual?.energyKwh ?? Number.NaN, 12);
    expect(run.actual?.co2eqG).toBeCloseTo(actual?.co2eqG ?? Number.NaN, 11);
    expect(run.actual?.epochs).toBe(3);
    expect(run.plannedEpochs).toBe(3);
    expect(run.end).toBe('finished');
    expect(run.pue?.value).toBe(PUE);
    expect(run.intensity).toMatchObject({
      kind: 'country-average',
      location: 'DK',
      source: expect.stringMatching(DK_2024),
    });
    expect((run.actual?.energyKwh ?? 0) * (run.intensity?.gPerKwh ?? 0)).toBeCloseTo(run.actual?.co2eqG ?? 0, 9);
    expect(run.predicted?.epochs).toBe(3);
    expect(run.predicted?.energyKwh).toBeCloseTo(tracker.predicted?.energyKwh ?? Number.NaN, 12);
    expect(run.components).toEqual([
      { name: 'gpu', devices: ['A100'], method: 'simulated' },
      { name: 'cpu', devices: ['X'], method: 'simulated' },
    ]);
    tracker.epochs.forEach((epoch, i) => {
      const read = run.epochs[i];
      const tracked = run.tracking?.epochs[i];
      expect((tracked?.endS ?? 0) - (tracked?.startS ?? 0)).toBeCloseTo(epoch.durationS, 5);
      // The lines of carbontracker's format carry hundredths of a second.
      expect(Math.abs((read?.durationS ?? 0) - epoch.durationS)).toBeLessThan(0.0051);
      for (const name of ['gpu', 'cpu']) {
        expect(read?.powerW[name]?.values[0]).toBeCloseTo(epoch.powerW[name] ?? Number.NaN, 9);
      }
      const sumJ = tracked?.energyJ.reduce<number>((sum, energyJ) => sum + (energyJ ?? Number.NaN), 0) ?? Number.NaN;
      expect(sumJ / 3.6e6).toBeCloseTo(epoch.energyKwh ?? Number.NaN, 12);
      expect(tracked?.complete).toBe(true);
    });
    const { energyKwh, co2eqG, basis } = await aggregateConsumption(folder);
    expect(energyKwh).toBeCloseTo(actual?.energyKwh ?? Number.NaN, 12);
    expect(co2eqG).toBeCloseTo(actual?.co2eqG ?? Number.NaN, 9);
    expect(basis.measured.runs).toBe(1);
  });

  it('a run that was stopped early', async () => {
    const tracker = new library.CarbonTracker({ ...OPTIONS, epochs: 9, pue: PUE, logDir: folder });
    for (let epoch = 0; epoch < 2; epoch += 1) {
      tracker.epochStart();
      work(50);
      tracker.epochEnd();
    }
    const actual = tracker.stop();
    const run = await onlyRun();
    expect([run.end, run.plannedEpochs, run.actual?.epochs]).toEqual(['stopped-early', 9, 2]);
    const { energyKwh, basis } = await aggregateConsumption(folder);
    expect(energyKwh).toBeCloseTo(actual?.energyKwh ?? Number.NaN, 12);
    expect(basis).toMatchObject({ measured: { runs: 1 }, predicted: { runs: 0 } });
  });

  it('a part of the epochs, extrapolated', async () => {
    const tracker = new library.CarbonTracker({ ...OPTIONS, epochs: 8, monitorEpochs: 2, pue: PUE, logDir: folder });
    for (let epoch = 0; epoch < 8; epoch += 1) {
      tracker.epochStart();
      work(30);
      tracker.epochEnd();
    }
    tracker.stop();
    const { energyKwh, basis } = await aggregateConsumption(folder);
    const mean = ((tracker.epochs[0]?.energyKwh ?? 0) + (tracker.epochs[1]?.energyKwh ?? 0)) / 2;
    expect(basis.predicted.runs).toBe(1);
    expect(energyKwh).toBeCloseTo(8 * mean * PUE, 11);
  });
});

describe('what the command measured is what the reader reads', () => {
  const SIMULATED = ['--sim-gpu', 'A100', '--sim-gpu-watts', '400', '--pue', `${PUE}`, '--intensity', '100', '--quiet'];
  const track = (...args: string[]): void =>
    void execFileSync(process.execPath, [built.ctTrack, '--log-dir', folder, ...SIMULATED, ...args], { stdio: 'pipe' });

  /** Joules of the journal, which the tracker writes from its own counters. */
  const journalJ = (): number => {
    let sum = 0;
    for (const entry of readLogs(folder).journal) {
      if (entry.event === 'epoch') sum += entry.devices['gpu:0']?.energyJ ?? Number.NaN;
    }
    return sum;
  };

  it('a whole command', async () => {
    track('sleep', '0.3');
    const run = await onlyRun();
    const { energyKwh, co2eqG, durationS } = await aggregateConsumption(folder);
    expect(energyKwh).toBeCloseTo((journalJ() * PUE) / 3.6e6, 12);
    expect(co2eqG).toBeCloseTo(energyKwh * 100, 9);
    expect(durationS).toBeGreaterThan(0.3);
    expect(energyKwh).toBeCloseTo((200 * durationS * PUE) / 3.6e6, 6);
    expect(run).toMatchObject({ end: 'finished', plannedEpochs: null, predicted: null, intensity: { gPerKwh: 100 } });
  });

  it('epochs from its output', async () => {
    const loop = 'for i in 1 2 3; do echo "Epoch $i"; sleep 0.1; done';
    track('--epochs', '3', '--epoch-pattern', 'Epoch (\\d+)', 'sh', '-c', loop);
    const run = await onlyRun();
    expect(run).toMatchObject({ plannedEpochs: 3, actual: { epochs: 3 }, predicted: { epochs: 3 } });
    expect(run.epochs.map(({ number }) => number)).toEqual([1, 2, 3]);
    const { energyKwh } = await aggregateConsumption(folder);
    expect(energyKwh).toBeCloseTo((journalJ() * PUE) / 3.6e6, 12);
    expect(readdirSync(folder).some((name) => name.endsWith('_samples.csv'))).toBe(true);
  });
});
