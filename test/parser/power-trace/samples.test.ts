import { cpSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEntries, readRuns, samplesOf, totalOf } from '../../../src/index.ts';
import { sampleSeries } from '../../../src/report/charts/sample-series.ts';
import { ctParse } from '../../helpers/cli.ts';
import { fixture, withFolder } from '../../helpers/fixtures.ts';

const trace = (name: string): string => fixture('power-trace', name);

describe('power traces', () => {
  it('have samples whose energy is that of the run, with the options that it was read with', async () => {
    const options = { columns: 'time=1,device=2,gpu=3', fromTime: '2', toTime: '7' };
    const [run] = await readRuns(trace('headerless.csv'), options);
    if (run === undefined) throw new Error('no run');
    const samples = samplesOf(run);
    // 5 s of 100.5 and 200.5 W.
    expect(samples?.rows.at(-1)).toMatchObject({ elapsedS: 5, powerW: [100.5, 200.5], energyJ: [502.5, 1002.5] });
    expect(run.said).toEqual(options);
    const series = sampleSeries(run, samples ?? { devices: [], rows: [], damagedLines: 0 });
    expect(series?.components.map(({ label, powersW }) => [label, powersW])).toEqual([['GPU', Array(5).fill(301)]]);
  });

  it('have no power in gaps', async () => {
    const [run] = await readRuns(trace('power-board.csv'));
    const rows = run === undefined ? [] : (samplesOf(run)?.rows ?? []);
    expect(rows.filter(({ powerW }) => powerW[0] === null).map(({ elapsedS }) => elapsedS)).toEqual([0, 610]);
  });

  it('of nvidia-smi, DCGM and Prometheus are found in folders; tables that may be something else are named', () =>
    withFolder(async (folder) => {
      cpSync(fixture('power-trace'), folder, { recursive: true });
      const leftOut: string[] = [];
      const { totals } = await totalOf(
        readEntries(folder, { onFinding: ({ code, files }) => code === 'left-out' && leftOut.push(...(files ?? [])) }),
      );
      // by-order.csv, headerless.csv and nounits.csv have no name of a trace.
      expect(totals.runs).toBe(2);
      const guessed = ['gpu-columns.csv', 'power-board.csv', 'power-of-nodes.csv'].map((name) =>
        path.join(folder, name),
      );
      expect(leftOut).toEqual(guessed);
      expect((await totalOf(readEntries(guessed))).totals.runs).toBe(3);
      expect((await totalOf(readEntries(folder, { inputFormat: 'power-trace' }))).totals.runs).toBe(5);
    }));

  it('stand beside carbontracker logs, and one sentence names every tool', () =>
    withFolder(async (folder) => {
      cpSync(fixture('power-trace'), folder, { recursive: true });
      cpSync(fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1'), path.join(folder, 'logs'), { recursive: true });
      cpSync(fixture('carbontracker-events'), path.join(folder, 'events'), { recursive: true });
      const { totals, sentence } = await totalOf(readEntries([folder, path.join(folder, 'power-board.csv')]));
      expect(totals.runs).toBe(3 + 1 + 4);
      for (const tool of ['carbontracker (', 'carbontracker-tui (', 'nvidia-smi (', 'a power trace']) {
        expect(sentence).toContain(tool);
      }
    }));
});

describe('options about power traces', () => {
  it('cut the energy in every command', async () => {
    const { stdout } = await ctParse([
      'aggregate',
      '--json',
      trace('two-gpus.csv'),
      '--from-time',
      '8',
      '--to-time',
      '32',
    ]);
    expect(JSON.parse(stdout).energyKwh * 3.6e6).toBeCloseTo(12_000, 6);
  });

  it.each([
    [['--columns', 'gpu0=2'], '--columns needs a time and at least one device'],
    [['--columns', 'time'], '--columns names columns, such as time=timestamp,gpu0=power.draw'],
    [['--from-time', 'noon'], '--from-time is a time such as "2026-01-03 15:36:53"'],
  ])('%j is wrong usage', async (options, message) => {
    const { code, stderr } = await ctParse(['aggregate', trace('two-gpus.csv'), ...options]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it('say where a time does not fit a trace', async () => {
    const { stderr } = await ctParse(['aggregate', trace('power-board.csv'), '--from-time', '12:00:00']);
    expect(stderr).toContain('not-understood');
  });
});
