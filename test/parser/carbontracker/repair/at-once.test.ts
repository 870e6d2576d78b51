/** Trackers of one process that were alive at once (up to 1.2.5), and logs that were put behind cut ones. */
import { describe, expect, it } from 'vitest';
import { aggregateConsumption, figuresOf, type Run } from '../../../../src/index.ts';
import { withFolder, writeFiles } from '../../../helpers/fixtures.ts';
import { block, epochText, line, names, PUE_LINE, standardLog } from '../../../helpers/logs.ts';
import { codesOf, runsOf } from '../../../helpers/runs.ts';

const FINISHED = 'CarbonTracker: Finished monitoring.';
const COMPONENTS = 'The following components were found: GPU with device(s) NVIDIA A100.';
const head = (at: number): string =>
  line(at, 'carbontracker version 1.2.5') + line(at, PUE_LINE) + line(at, COMPONENTS);
const epoch = (at: number, number: number, power: number): string =>
  epochText(at, number, { power: { gpu: `[${power}]` } });
const kwh = (watts: readonly number[]): number => (watts.reduce((sum, power) => sum + power * 60, 0) / 3.6e6) * 1.58;
const actual = (at: number, watts: readonly number[]): string =>
  block(at, {
    heading: `Actual consumption for ${watts.length} epoch(s):`,
    time: `0:0${watts.length}:00`,
    energy: `${kwh(watts).toFixed(12)} kWh`,
  }) + line(at, FINISHED);
const predicted = (at: number, first: number, epochs: number): string =>
  block(at, {
    heading: `Predicted consumption for ${epochs} epoch(s):`,
    time: `0:0${epochs}:00`,
    energy: `${kwh(Array<number>(epochs).fill(first)).toFixed(12)} kWh`,
  });

const ended = (at: number): string => line(at, 'Monitoring thread ended.');
const A = [101.37, 113.21, 124.73];
const B = [203.91, 211.43, 223.17];
/** Two models that train in turn: the epochs of the second follow those of the first. */
const turns = [0, 1, 2]
  .map((i) => {
    const at = 180 + i * 120;
    return (
      epoch(at, i + 1, A[i] ?? 0) +
      (i === 2 ? ended(at) : '') +
      epoch(at + 60, i + 1, B[i] ?? 0) +
      (i === 2 ? ended(at + 60) : '')
    );
  })
  .join('');
const blocks = predicted(180, A[0] ?? 0, 3) + predicted(240, B[0] ?? 0, 3) + actual(420, A) + actual(480, B);

const wattsOf = (runs: readonly Run[]): (number | null | undefined)[][] =>
  runs.map(({ epochs }) => epochs.map(({ powerW }) => powerW.gpu?.values[0]));
const total = (runs: readonly Run[]): number => runs.reduce((sum, run) => sum + figuresOf(run).corrected.energyKwh, 0);

describe('two trackers of one process that train in turn', () => {
  it.each([3, 120])('are two runs in the file of the first, which began %d s earlier', (apartS) => {
    const runs = runsOf(head(120 - apartS) + head(120) + turns, blocks);
    expect(wattsOf(runs)).toEqual([A, B]);
    expect(runs.map(({ actual: printed }) => printed?.energyKwh.toFixed(9))).toEqual(
      [A, B].map((watts) => kwh(watts).toFixed(9)),
    );
    expect(runs.map(({ plannedEpochs, end }) => [plannedEpochs, end])).toEqual([
      [3, 'finished'],
      [3, 'finished'],
    ]);
    expect(total(runs)).toBeCloseTo(kwh([...A, ...B]), 9);
    expect(runs.flatMap(codesOf)).toEqual(['several-processes']);
  });

  it('are two runs in the file of the second, which has no head of the first', () => {
    const runs = runsOf(head(120) + turns, blocks);
    // The head of the file is that of the newest tracker.
    expect(wattsOf(runs)).toEqual([B, A]);
    expect(runs.map(({ endedAt }) => endedAt)).toEqual(['2025-01-01 08:08:00', '2025-01-01 08:07:00']);
    expect(total(runs)).toBeCloseTo(kwh([...A, ...B]), 9);
    expect(runs.flatMap(codesOf).sort()).toEqual(['head-missing', 'several-processes']);
  });

  it.each([3, 120])('count once each, with the files of both trackers, begun %d s apart', (apartS) =>
    withFolder(async (folder) => {
      writeFiles(folder, {
        [names('7_2025-01-01T080000Z').standard]: head(120 - apartS) + head(120) + turns,
        [names('7_2025-01-01T080000Z').output]: blocks,
        [names('7_2025-01-01T080200Z').standard]: head(120) + turns,
        [names('7_2025-01-01T080200Z').output]: blocks,
      });
      const totals = await aggregateConsumption(folder);
      expect(totals.runs).toBe(2);
      expect(totals.energyKwh).toBeCloseTo(kwh([...A, ...B]), 9);
    }),
  );

  it('share the head of the file, and nothing that can be changed', () => {
    const [one, two] = runsOf(head(120) + turns, blocks);
    expect(two?.components).toEqual(one?.components);
    one?.components[0]?.devices.push('another');
    expect(two?.components[0]?.devices).toEqual(['NVIDIA A100']);
  });

  it('with epochs at the same time too: an outer tracker around an inner one', () => {
    const inner = head(100) + epoch(160, 1, 200) + ended(160);
    const outer = epochText(300, 1, { duration: '0:05:00.00', power: { gpu: '[100.]' } }) + ended(300);
    const runs = runsOf(head(0) + inner + outer);
    expect(wattsOf(runs)).toEqual([[100], [200]]);
    expect(runs.flatMap(codesOf)).toEqual(['no-output-log']);
  });

  it('a tracker that never measured, and one after it, are told apart', () => {
    const runs = runsOf(head(0) + head(600) + epoch(660, 1, 200) + epoch(720, 2, 210) + ended(720));
    expect(wattsOf(runs)).toEqual([[], [200, 210]]);
  });
});

it('runs of one file share nothing that can be changed', () => {
  const both = standardLog({ components: 'GPU with device(s) A, B.' });
  const [one, two] = runsOf(both + standardLog({ components: 'GPU with device(s) A, B.', start: 600 }));
  const before = JSON.stringify(two);
  const change = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const part of Object.values(value)) change(part);
    if (Array.isArray(value)) value.push('changed');
    else Object.assign(value, { changed: true });
  };
  change(one);
  expect(JSON.stringify(two)).toBe(before);
  expect(JSON.stringify(one)).not.toBe(before);
});

describe('a log appended behind a cut line', () => {
  const first = standardLog({
    closing: [],
    epochs: [{ power: { gpu: '100.5', cpu: '40.123456' } }, { power: { gpu: '100.5', cpu: '40.123456' } }],
  });
  const next = standardLog({ start: 7200, epochs: [{ power: { gpu: '200.5', cpu: '50.5' } }] });
  const cutAt = (chars: number): Run[] => runsOf(first.slice(0, -chars) + next);

  it('begins a run, wherever the line was cut', () => {
    // From the last digit to the head of the cut log: only its first line must be left.
    for (let chars = 1; chars < first.length - 60; chars += 1) {
      const runs = cutAt(chars);
      expect(runs, `cut by ${chars}`).toHaveLength(2);
      expect(
        runs[1]?.epochs.map(({ powerW }) => powerW),
        `cut by ${chars}`,
      ).toEqual([{ gpu: { scope: 'device', values: [200.5] }, cpu: { scope: 'device', values: [50.5] } }]);
      expect(runs[1]?.startedAt).toBe('2025-01-01 10:00:00');
    }
  });

  it('a number that lacks digits counts where they do not matter', () => {
    const powers = [1, 4, 6, 7, 9].map((chars) => cutAt(chars)[0]?.epochs[1]?.powerW.cpu?.values ?? null);
    expect(powers).toEqual([[40.123456], [40.123], null, null, null]);
    expect(codesOf(cutAt(1)[0] as Run)).toContain('cut-line');
  });

  it('does not take the value of the whole line before it', () => {
    const stampCut = `${first}2025-01-01 09:5`;
    expect(runsOf(stampCut + next)[0]?.epochs[1]?.powerW.cpu).toEqual({ scope: 'device', values: [40.123456] });
    expect(runsOf(stampCut)[0]?.epochs[1]?.powerW.cpu).toEqual({ scope: 'device', values: [40.123456] });
  });

  it('a block that was cut has no energy; the one behind it counts', () => {
    const whole = actual(60, [100]);
    const cut = whole.slice(0, whole.indexOf(' kWh') - 3);
    const runs = runsOf(null, `${cut}${line(7200, `CarbonTracker: ${COMPONENTS}`)}${actual(7260, [200])}`);
    expect(runs.map(({ actual: printed }) => printed?.energyKwh)).toEqual([Number(kwh([200]).toFixed(12))]);
  });

  it('in the format of 1.0.4, with milliseconds, thread and level', () => {
    const old = (text: string): string => text.replace(/^(\S+ \S+) - /gm, '$1,123 - MainThread - INFO - ');
    const runs = runsOf(old(first).slice(0, -1) + old(next));
    expect(wattsOf(runs)).toEqual([[100.5, 100.5], [200.5]]);
  });
});
