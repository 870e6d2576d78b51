import { describe, expect, it } from 'vitest';
import { commandFailed, printedCountOf, unfinishedPart } from '../../../src/accounting/run/ending.ts';
import type { Run } from '../../../src/index.ts';
import type { Tracking, UnfinishedEpoch } from '../../../src/model/tracking.ts';
import { outputLog, standardLog } from '../../helpers/logs.ts';
import { runOf } from '../../helpers/runs.ts';

const clock = (s: number): string =>
  `${Math.floor(s / 3600)}:${String(Math.floor(s / 60) % 60).padStart(2, '0')}:${String(s % 60).padStart(2, '0')}`;

/** An output log alone: what was planned, and what was printed at the end. */
const printed = (
  planned: [count: number, seconds: number] | null,
  count: number | null,
  seconds: number,
  kwh = 1,
): Run => {
  const heading = count === null ? 'Actual consumption:' : `Actual consumption for ${count} epoch(s):`;
  const actual = { heading, time: clock(seconds), energy: `${kwh.toFixed(6)} kWh` };
  if (planned === null) return runOf(null, outputLog([actual]));
  const predicted = { heading: `Predicted consumption for ${planned[0]} epoch(s):`, time: clock(planned[1]) };
  return runOf(null, outputLog([predicted, actual]));
};

describe('the printed number of epochs', () => {
  it.each([
    // 10 epochs of 100 s were planned; the printed time shows how many there were.
    [[10, 1000], 3, 300, 'holds', 3],
    [[10, 1000], 3, 400, 'one-short', 4],
    [[10, 1000], 3, 350, 'unknown', 3],
    [[10, 1000], 3, 310, 'holds', 3],
    [[10, 1000], 3, 390, 'one-short', 4],
    [[10, 1000], 3, 600, 'unknown', 3],
    [[10, 1000], 3, 150, 'unknown', 3],
    // At a tenth of a second per epoch a printed second is ten of them.
    [[100, 10], 30, 3, 'unknown', 30],
    // What was planned was done, whatever the time.
    [[10, 1000], 10, 700, 'holds', 10],
    [[10, 1000], 12, 700, 'holds', 12],
    [null, 3, 300, 'holds', 3],
    [[10, 0], 3, 300, 'unknown', 3],
    [[10, 1000], 3, 0, 'unknown', 3],
  ] as const)('planned %j, printed %d in %d s: %s, %d', (planned, count, seconds, reading, epochs) => {
    expect(printedCountOf(printed(planned as [number, number] | null, count, seconds))).toEqual({ reading, epochs });
  });

  it('of 0 is one short where energy was used, and nothing where none was', () => {
    expect(printedCountOf(printed([10, 1000], 0, 100))).toEqual({ reading: 'one-short', epochs: 1 });
    expect(printedCountOf(printed([10, 1000], 0, 0, 0))).toEqual({ reading: 'one-short', epochs: 0 });
  });

  it('is not asked for where the epochs are on record, or none is printed', () => {
    const recorded = runOf(standardLog(), outputLog([{ heading: 'Actual consumption for 3 epoch(s):' }]));
    expect(printedCountOf(recorded)).toBeNull();
    expect(printedCountOf(printed([10, 1000], null, 100))).toBeNull();
    expect(printedCountOf(runOf(standardLog({ epochs: [] })))).toBeNull();
    const run = printed([10, 1000], 3, 300);
    const first = run.actual === null ? null : { ...run.actual, block: 'first' as const };
    expect(printedCountOf({ ...run, actual: first })).toBeNull();
  });

  it('is unknown where the prediction has no number or no time', () => {
    const run = printed([10, 1000], 3, 300);
    const predicted = run.predicted as NonNullable<Run['predicted']>;
    const unknown = { reading: 'unknown', epochs: 3 };
    expect(printedCountOf({ ...run, predicted: null })).toEqual(unknown);
    for (const changes of [{ epochs: null }, { epochs: 0 }, { durationS: null }, { durationS: 0 }])
      expect(printedCountOf({ ...run, predicted: { ...predicted, ...changes } })).toEqual(unknown);
  });
});

describe('the epoch that was open at the end', () => {
  const bare = runOf(standardLog({ closing: [] }));
  const open = (unfinished: Partial<UnfinishedEpoch> | null, changes: Partial<Run> = {}): Run => {
    const whole =
      unfinished === null ? null : { number: 2, startS: 60, endS: 90, energyJ: [3600, null, 7200], ...unfinished };
    return { ...bare, tracking: { unfinished: whole } as unknown as Tracking, ...changes };
  };

  it('has the energy of all devices with PUE, and its time', () => {
    expect(unfinishedPart(open({}))).toEqual({ energyKwh: expect.closeTo(0.003 * 1.58, 12), durationS: 30 });
    expect(unfinishedPart(open({}, { pue: null }))?.energyKwh).toBeCloseTo(0.003, 12);
    expect(unfinishedPart(open({ endS: 50 }))?.durationS).toBe(0);
    expect(unfinishedPart(open({ energyJ: [0] }))?.energyKwh).toBe(0);
  });

  it('is none without a sample or a reading, and where a total holds it', () => {
    expect(unfinishedPart(bare)).toBeNull();
    expect(unfinishedPart(open(null))).toBeNull();
    expect(unfinishedPart(open({ endS: null }))).toBeNull();
    expect(unfinishedPart(open({ energyJ: [null, null] }))).toBeNull();
    expect(unfinishedPart(open({ energyJ: [] }))).toBeNull();
    expect(unfinishedPart(open({}, { actual: runOf(null, outputLog()).actual }))).toBeNull();
  });
});

it.each([
  [0, null, false],
  [null, null, false],
  [1, null, true],
  [0, 'SIGTERM', true],
  [null, 'SIGKILL', true],
])('exit code %j and signal %j: failed %j', (exitCode, signal, failed) => {
  expect(commandFailed({ tracking: { exitCode, signal } as Tracking })).toBe(failed);
  expect(commandFailed({ tracking: null })).toBe(false);
});
