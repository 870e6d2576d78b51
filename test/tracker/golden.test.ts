/** What ct-track measured is what ct-parse reads: the whole way through real processes and files. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aggregateConsumption, readRuns } from '../../src/api.ts';
import type { JournalEntry, JournalEpoch, JournalStart } from '../../src/log/journal.ts';
import { formatEnergy } from '../../src/model/numbers.ts';
import type { Run } from '../../src/model/run.ts';
import type * as TrackerModule from '../../src/tracker/index.ts';
import { built } from '../helpers/built.ts';
import { type LogTexts, readLogs } from '../helpers/tracked.ts';

const WATTS: Record<string, number> = { 'gpu:0': 300, 'cpu:0': 45 };
const PUE = 1.25;
const G_PER_KWH = 120;
const J_PER_KWH = 3.6e6;

let library: typeof TrackerModule;
let logDir: string;

beforeAll(async () => {
  library = await import(pathToFileURL(built.tracker).href);
});

beforeEach(() => {
  logDir = mkdtempSync(join(tmpdir(), 'ct-golden-'));
});

afterEach(() => rmSync(logDir, { recursive: true }));

const OPTIONS =
  `--sim-gpu A100 --sim-gpu-watts 400 --sim-gpu-util 0.75 --sim-cpu X --sim-cpu-tdp 90 --pue ${PUE} ` +
  `--intensity ${G_PER_KWH} --update-interval 0.02`;

function track(...args: string[]): string {
  const words = [built.ctTrack, '--log-dir', logDir, ...OPTIONS.split(' '), ...args];
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  expect(status).toBe(0);
  return stderr;
}

async function readOnly(): Promise<Run> {
  const runs = await readRuns(logDir);
  expect(runs).toHaveLength(1);
  return runs[0] as Run;
}

const entriesOf = <T extends JournalEntry>(logs: LogTexts, event: T['event']): T[] =>
  logs.journal.filter((entry): entry is T => entry.event === event);

/** Joules of an epoch by the watts that were simulated and the seconds that were seen. */
const truthJ = ({ devices }: JournalEpoch): number =>
  Object.entries(devices).reduce((sum, [key, { coveredS }]) => sum + (WATTS[key] ?? Number.NaN) * coveredS, 0);

/** Holds for every run of these devices: epochs, devices, methods and factors as measured; the total is their sum. */
async function expectFaithful(run: Run, logs: LogTexts, end: Run['end'] = 'finished'): Promise<void> {
  const epochs = entriesOf<JournalEpoch>(logs, 'epoch');
  expect(run).toMatchObject({
    end,
    pue: { value: PUE },
    intensity: { gPerKwh: G_PER_KWH },
    components: [
      { name: 'gpu', devices: ['A100'], method: 'simulated' },
      { name: 'cpu', devices: ['X'], method: 'simulated' },
    ],
  });
  expect(run.tracking?.devices.map(({ key }) => key)).toEqual(Object.keys(WATTS));
  expect(run.epochs.map(({ number }) => number)).toEqual(epochs.map(({ number }) => number));
  let sumJ = 0;
  let sumS = 0;
  epochs.forEach((epoch, i) => {
    const durationS = epoch.endS - epoch.startS;
    const tracked = run.tracking?.epochs[i];
    // The watts make the joules of each device, as the clock of its readings has it.
    Object.keys(WATTS).forEach((key, d) => {
      const seenS = epoch.devices[key]?.coveredS ?? 0;
      expect(seenS).toBeGreaterThan(0);
      expect(tracked?.energyJ[d]).toBeCloseTo((WATTS[key] ?? 0) * seenS, 6);
    });
    expect(Math.abs((run.epochs[i]?.durationS ?? 0) - durationS)).toBeLessThanOrEqual(0.0051);
    // The lines that carbontracker reads say the same: mean power x duration.
    for (const [component, key] of [
      ['gpu', 'gpu:0'],
      ['cpu', 'cpu:0'],
    ] as const) {
      const powerW = run.epochs[i]?.powerW[component]?.values[0] ?? 0;
      expect(powerW * durationS).toBeCloseTo(epoch.devices[key]?.energyJ ?? 0, 6);
    }
    sumJ += truthJ(epoch);
    sumS += durationS;
  });
  const energyKwh = (sumJ / J_PER_KWH) * PUE;
  const totals = await aggregateConsumption(logDir);
  expect(totals.runs).toBe(1);
  expect(totals.basis.simulated).toMatchObject({ runs: 1 });
  for (const figure of [totals, run.actual]) {
    expect(figure?.energyKwh).toBeCloseTo(energyKwh, 11);
    expect(figure?.co2eqG).toBeCloseTo(energyKwh * G_PER_KWH, 9);
  }
  expect(totals.durationS).toBeCloseTo(sumS, 6);
  expect(Math.abs((run.actual?.durationS ?? 0) - sumS)).toBeLessThanOrEqual(0.51);
}

describe('a wrapped command', () => {
  it('without epochs is read as the one epoch that it was', async () => {
    const stderr = track('sleep', '0.3');
    const [run, logs] = [await readOnly(), readLogs(logDir)];
    await expectFaithful(run, logs);
    expect(run.epochs).toHaveLength(1);
    expect(run).toMatchObject({ plannedEpochs: null, predicted: null });
    expect(run.tracking).toMatchObject({ command: ['sleep', '0.3'], exitCode: 0, signal: null, unfinished: null });
    expect(run.epochs[0]?.durationS).toBeGreaterThan(0.29);
    // What was said at the end is what is read.
    expect(stderr).toContain(formatEnergy((await aggregateConsumption(logDir)).energyKwh));
  });

  it('with epochs is read epoch by epoch, with its plan and its prediction', async () => {
    const loop = 'for i in 1 2 3; do echo "Epoch $i"; sleep 0.15; done';
    track('--epochs', '3', '--epoch-pattern', 'Epoch (\\d+)', 'sh', '-c', loop);
    const [run, logs] = [await readOnly(), readLogs(logDir)];
    await expectFaithful(run, logs);
    expect(run.epochs).toHaveLength(3);
    expect(run.plannedEpochs).toBe(3);
    const [first, second] = entriesOf<JournalEpoch>(logs, 'epoch').map(truthJ);
    const predictions = [...logs.output.matchAll(/Predicted consumption for 3[\s\S]*?Energy:\t([\d.]+)/g)].map(
      (match) => Number(match[1]),
    );
    const afterOneKwh = ((3 * (first ?? 0)) / J_PER_KWH) * PUE;
    const afterTwoKwh = ((1.5 * ((first ?? 0) + (second ?? 0))) / J_PER_KWH) * PUE;
    expect(predictions).toEqual([expect.closeTo(afterOneKwh, 11), expect.closeTo(afterTwoKwh, 11)]);
    expect(run.predicted).toMatchObject({ epochs: 3, energyKwh: predictions.at(-1) });
  });

  it('that prints no epoch counts as a whole, and says so', async () => {
    const stderr = track('--epochs', '5', '--epoch-pattern', 'Epoch (\\d+)', 'sleep', '0.1');
    expect(stderr).toContain('no epoch was seen in the output: the whole command counts as one');
    const [run, logs] = [await readOnly(), readLogs(logDir)];
    await expectFaithful(run, logs, 'stopped-early');
    expect(run.epochs).toHaveLength(1);
    expect(run).toMatchObject({ plannedEpochs: 5, predicted: null });
    expect(run.tracking?.epochs[0]).toMatchObject({ startS: 0, complete: false });
    expect(logs.error).toContain('no epoch was seen in the output: the whole command counts as one');
    // The last line of the journal tells the whole run, and that is what the epoch has.
    const [epoch] = entriesOf<JournalEpoch>(logs, 'epoch');
    expect(logs.journal.at(-1)).toMatchObject({ event: 'end', devices: epoch?.devices });
  });
});

describe('a loop measured by the library', () => {
  const SIMULATED = { simGpu: 'A100', simGpuWatts: 400, simGpuUtil: 0.75, simCpu: 'X', simCpuTdp: 90, verbose: 0 };
  const FACTORS = { pue: PUE, intensity: G_PER_KWH, updateInterval: 0.02 };

  /** Synchronous work, as a training step is. */
  function work(milliseconds: number): void {
    const end = performance.now() + milliseconds;
    while (performance.now() < end);
  }

  it.each([
    { epochs: 3, work: [60, 60, 60] },
    { epochs: 4, work: [120, 20, 70, 40], epochsBeforePred: 2 },
  ])('is read as the objects that it returned: %j', async ({ work: milliseconds, ...options }) => {
    const tracker = new library.CarbonTracker({ ...SIMULATED, ...FACTORS, ...options, logDir });
    for (const length of milliseconds) {
      tracker.epochStart();
      work(length);
      tracker.epochEnd();
      // Not in any epoch, so not in the total.
      work(10);
    }
    const [run, logs] = [await readOnly(), readLogs(logDir)];
    await expectFaithful(run, logs);
    const { actual, predicted, epochs } = tracker;
    expect(epochs).toHaveLength(options.epochs);
    epochs.forEach(({ durationS, energyKwh, powerW }, i) => {
      const tracked = run.tracking?.epochs[i];
      expect((tracked?.endS ?? 0) - (tracked?.startS ?? 0)).toBeCloseTo(durationS, 9);
      const sumJ = (tracked?.energyJ ?? []).reduce<number>((sum, energyJ) => sum + (energyJ ?? 0), 0);
      expect((sumJ / J_PER_KWH) * PUE).toBeCloseTo(energyKwh ?? 0, 15);
      for (const [component, value] of Object.entries(powerW))
        expect(run.epochs[i]?.powerW[component]?.values[0]).toBeCloseTo(value ?? 0, 9);
    });
    expect(run.plannedEpochs).toBe(options.epochs);
    for (const [read, returned] of [
      [run.actual, actual],
      [run.predicted, predicted],
    ] as const) {
      expect(read?.epochs).toBe(returned?.epochs);
      expect(read?.energyKwh).toBeCloseTo(returned?.energyKwh ?? 0, 11);
      expect(read?.co2eqG).toBeCloseTo(returned?.co2eqG ?? 0, 11);
      expect(Math.abs((read?.durationS ?? 0) - (returned?.durationS ?? 0))).toBeLessThanOrEqual(0.51);
      expect(read?.equivalents).toEqual({
        'km travelled by car': expect.closeTo(returned?.equivalents?.['km travelled by car'] ?? 0, 11),
      });
    }
    // Both ends of an epoch are read while the loop waits for the answer.
    expect(actual?.durationS).toBeGreaterThanOrEqual(milliseconds.reduce((sum, length) => sum + length, 0) / 1000);
    expect(entriesOf<JournalStart>(logs, 'start')[0]).toMatchObject({ command: null, plannedEpochs: options.epochs });
  });

  it('that was stopped early is read as measured', async () => {
    const tracker = new library.CarbonTracker({ ...SIMULATED, ...FACTORS, epochs: 9, logDir });
    for (let epoch = 0; epoch < 2; epoch += 1) {
      tracker.epochStart();
      work(50);
      tracker.epochEnd();
    }
    const actual = tracker.stop();
    const run = await readOnly();
    expect([run.end, run.plannedEpochs, run.actual?.epochs]).toEqual(['stopped-early', 9, 2]);
    const { energyKwh, basis } = await aggregateConsumption(logDir);
    expect(energyKwh).toBeCloseTo(actual?.energyKwh ?? Number.NaN, 12);
    expect(basis).toMatchObject({ simulated: { runs: 1 }, predicted: { runs: 0 } });
  });

  it('of which a part was monitored is extrapolated from what was returned', async () => {
    const tracker = new library.CarbonTracker({ ...SIMULATED, ...FACTORS, epochs: 8, monitorEpochs: 2, logDir });
    for (let epoch = 0; epoch < 8; epoch += 1) {
      tracker.epochStart();
      work(30);
      tracker.epochEnd();
    }
    tracker.stop();
    const { energyKwh, basis } = await aggregateConsumption(logDir);
    const mean = ((tracker.epochs[0]?.energyKwh ?? 0) + (tracker.epochs[1]?.energyKwh ?? 0)) / 2;
    expect(basis.predicted.runs).toBe(1);
    expect(energyKwh).toBeCloseTo(8 * mean, 11);
  });
});
