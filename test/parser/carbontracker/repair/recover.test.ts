import { describe, expect, it } from 'vitest';
import type { Run } from '../../../../src/model/run.ts';
import { needsSamples, recoverUnfinished } from '../../../../src/parser/carbontracker/repair/recover.ts';
import { outputLog, standardLog } from '../../../helpers/logs.ts';
import { codesOf, runOf } from '../../../helpers/runs.ts';
import { device, samplesText, trackLog } from '../../../helpers/track-logs.ts';

const KEYS = ['gpu:0', 'gpu:1'];
type Row = readonly (number | null)[];

/** A run that was killed in its second epoch, with the samples of these rows. */
function recovered(openAtS: number, rows: readonly Row[] | string | null, keys: readonly string[] = KEYS): Run {
  const epochs = [{ startS: 0, endS: 10, energyJ: { 'gpu:0': 1000, 'gpu:1': 500 } }];
  const run = runOf(trackLog({ devices: KEYS.map((key) => device(key)), epochs, openAtS }).standard, '');
  recoverUnfinished(run, typeof rows === 'string' || rows === null ? rows : samplesText(keys, rows));
  return run;
}

const energiesOf = (run: Run): unknown => run.tracking?.unfinished?.energyJ;

describe('which runs need their samples', () => {
  it('those of ct-track that were killed in an epoch, before any total', () => {
    const { standard, output } = trackLog({
      epochs: [{ startS: 0, endS: 10, energyJ: { 'gpu:0': 1000 } }],
      openAtS: 10,
    });
    expect(needsSamples(runOf(standard, output))).toBe(true);
    expect(needsSamples(runOf(standard, outputLog()))).toBe(false);
  });

  it('no others', () => {
    const { standard } = trackLog({ epochs: [{ startS: 0, endS: 10, energyJ: { 'gpu:0': 1000 } }] });
    expect(needsSamples(runOf(standard))).toBe(false);
    expect(needsSamples(runOf(standardLog({ closing: [] })))).toBe(false);
  });
});

describe('the energy of the open epoch', () => {
  it('is what the samples gained since it began', () => {
    const run = recovered(10, [
      [0, 0, 0],
      [10, 1000, 500],
      [20, 3000, 900],
      [25, 3500, 1000],
    ]);
    expect(energiesOf(run)).toEqual([2500, 500]);
    expect(run.tracking?.unfinished).toMatchObject({ number: 2, startS: 10, endS: 25 });
    expect(codesOf(run)).not.toContain('unrecorded-epoch');
  });

  it.each([
    [12, 2600],
    [15, 2000],
    [19.5, 1100],
  ])('begins between two samples where it began at %d s: the power between them is even', (openAtS, energyJ) => {
    const run = recovered(openAtS, [
      [0, 0, 0],
      [10, 1000, 500],
      [20, 3000, 900],
      [25, 4000, 1000],
    ]);
    expect((energiesOf(run) as number[])[0]).toBeCloseTo(energyJ, 9);
  });

  it('before the first sample begins with nothing', () => {
    expect(
      energiesOf(
        recovered(0, [
          [2, 200, 20],
          [4, 400, 40],
        ]),
      ),
    ).toEqual([400, 40]);
  });

  it('is not known of a device without a sample behind the start', () => {
    const run = recovered(12, [
      [10, 1000, 500],
      [20, 3000, null],
    ]);
    expect(energiesOf(run)).toEqual([expect.closeTo(1600, 9), null]);
    expect(codesOf(run)).not.toContain('unrecorded-epoch');
  });

  it('is not known of a device that has no column', () => {
    expect(
      energiesOf(
        recovered(
          10,
          [
            [10, 500],
            [20, 900],
          ],
          ['gpu:1'],
        ),
      ),
    ).toEqual([null, 400]);
  });

  it('reaches to the last known value of each device', () => {
    const run = recovered(10, [
      [10, 1000, 500],
      [20, 3000, 900],
      [30, 3500, null],
    ]);
    expect(energiesOf(run)).toEqual([2500, 400]);
    expect(run.tracking?.unfinished?.endS).toBe(30);
  });

  it('is never below nothing, also where a counter was set back', () => {
    const run = recovered(10, [
      [10, 1000, 500],
      [20, 0, 600],
    ]);
    expect(energiesOf(run)).toEqual([0, 100]);
  });

  it('starts where a sample stands twice at that time', () => {
    const run = recovered(10, [
      [10, 1000, 500],
      [10, 1000, 500],
      [20, 1500, 600],
    ]);
    expect(energiesOf(run)).toEqual([500, 100]);
  });

  it('is not in samples that end before it', () => {
    const run = recovered(12, [
      [0, 0, 0],
      [10, 1000, 500],
    ]);
    expect(energiesOf(run)).toEqual([null, null]);
    expect(run.tracking?.unfinished?.endS).toBeNull();
    expect(codesOf(run)).toContain('unrecorded-epoch');
  });
});

describe('what is said of the samples', () => {
  const damage = (samples: string | null): string[] =>
    recovered(10, samples)
      .findings.filter(({ code }) => code === 'samples-damaged')
      .map(({ message }) => message);

  it('a file without its head, and the number of lines that could not be read', () => {
    expect(damage('garbage\n')).toHaveLength(1);
    expect(damage(`${samplesText(KEYS, [[10, 1000, 500]])}x\ny\n`).map((message) => /\d+/.exec(message)?.[0])).toEqual([
      '2',
    ]);
  });

  it('nothing of a whole file, or of one that another finding names as unreadable', () => {
    expect(damage(samplesText(KEYS, [[10, 1000, 500]]))).toEqual([]);
    expect(damage(null)).toEqual([]);
  });
});

it('a run without an open epoch stays as it is', () => {
  const { standard, output } = trackLog({ epochs: [{ startS: 0, endS: 10, energyJ: { 'gpu:0': 1000 } }] });
  for (const run of [runOf(standard, output), runOf(standardLog(), outputLog())]) {
    const before = structuredClone(run);
    recoverUnfinished(run, samplesText(KEYS, [[10, 1000, 500]]));
    expect(run).toEqual(before);
  }
});
