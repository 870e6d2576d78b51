/** Runs of several programs at the same time: all count, and the finding holds what counts more than once. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type aggregateConsumption, type Finding, readEntries, totalOf } from '../../../src/index.ts';
import { emissionsCsv, runId } from '../../helpers/codecarbon.ts';
import { fixture, withFolder, writeFiles } from '../../helpers/fixtures.ts';

const LOG = fixture('findings', 'programs-overlap', '52.5_2025-01-01T080000Z_carbontracker.log');
const OUTPUT = LOG.replace('.log', '_output.log');
const pair = (folder: string, name = '52.5_2025-01-01T080000Z_carbontracker'): Record<string, string> => ({
  [`${folder}${name}.log`]: readFileSync(LOG, 'utf8'),
  [`${folder}${name}_output.log`]: readFileSync(OUTPUT, 'utf8'),
});

/** 100 W of one GPU for a minute from a time of day on, read each second by nvidia-smi: 1/600 kWh. */
function trace(hour: string, model = 'NVIDIA A100'): string {
  const rows = Array.from({ length: 61 }, (_, i) => {
    const time = `${hour}:${i === 60 ? '01:00' : `00:${String(i).padStart(2, '0')}`}`;
    return `2025/01/01 ${time}.000, 0, ${model}, 100.00 W`;
  });
  return `timestamp, index, name, power.draw [W]\n${rows.join('\n')}\n`;
}

/** A minute of CodeCarbon: 0.00264 kWh. */
const minute = (changes: Record<string, string> = {}): string =>
  emissionsCsv([
    {
      ...{ run_id: runId(9), timestamp: '2025-01-01T08:01:00', duration: '60.0', gpu_model: '1 x NVIDIA A100' },
      ...{ cpu_energy: '0.000825', gpu_energy: '0.001675', ram_energy: '0.00014', energy_consumed: '0.00264' },
      ...changes,
    },
  ]);

type Options = Parameters<typeof aggregateConsumption>[1];

/** Wh that may count twice of files, null without a finding; and the programs and runs that it names. */
async function overlapOf(
  files: Record<string, string>,
  options: Options = {},
): Promise<{ twiceWh: number; finding: Finding } | null> {
  return withFolder(async (folder) => {
    writeFiles(folder, files);
    const found: Finding[] = [];
    const onFinding = (finding: Finding): void => void found.push(finding);
    const total = await totalOf(readEntries(folder, { ...options, onFinding }));
    const [finding, ...more] = found.filter(({ code }) => code === 'programs-overlap');
    expect(more).toEqual([]);
    if (finding === undefined) return null;
    const [low = 0, high = 0] = finding.figures?.rangeKwh ?? [];
    // Nothing is left out: all runs count.
    expect(high).toBeCloseTo(total.totals.energyKwh, 12);
    return { twiceWh: (high - low) * 1000, finding };
  });
}

describe('several programs at the same time', () => {
  it('count each, and the range begins with the one that counted most', async () => {
    const found = await overlapOf({ ...pair('logs/'), 'emissions.csv': minute() });
    expect(found?.twiceWh).toBeCloseTo(2.64, 9);
    expect(found?.finding.severity).toBe('warning');
    expect(found?.finding.message).toContain('at the same time by carbontracker and codecarbon');
    expect(found?.finding.runs).toHaveLength(2);
  });

  it('of three all but one may count again', async () => {
    const found = await overlapOf({ ...pair('a/'), 'b/emissions.csv': minute(), 'b/gpu_power.csv': trace('08') });
    expect(found?.twiceWh).toBeCloseTo(2.64 + 1000 / 600, 9);
    expect(found?.finding.runs).toHaveLength(3);
  });

  it('a long trace meets every run within it, for the time of each', async () => {
    const hour = minute({ duration: '3600.0', timestamp: '2025-01-01T09:00:00', energy_consumed: '0.16' });
    const found = await overlapOf({ ...pair(''), 'emissions.csv': hour, 'gpu_power.csv': trace('08') });
    // Its minute is 160 / 60 = 2.667 Wh, beside the log of 3.95 Wh, which counts most, and the trace of 1.667 Wh.
    expect(found?.twiceWh).toBeCloseTo(160 / 60 + 1000 / 600, 9);
  });

  it.each([
    ['at other times', { ...pair(''), 'gpu_power.csv': trace('09') }],
    ['with GPUs of other models', { ...pair(''), 'gpu_power.csv': trace('08', 'NVIDIA L40S') }],
    ['one right behind the other', { ...pair(''), 'emissions.csv': minute({ timestamp: '2025-01-01T08:02:01' }) }],
    ['of one program', { 'a.csv': '', 'emissions.csv': minute(), 'emissions_2.csv': minute({ run_id: runId(8) }) }],
    [
      'in folders that are far apart, at other times of the same hour',
      {
        ...pair('one/a/logs/'),
        'two/b/out/emissions.csv': minute({ timestamp: '2025-01-01T08:01:30' }),
      },
    ],
  ])('%s there is none', async (_, files) => {
    expect(await overlapOf(files)).toBeNull();
  });

  it('in folders that are far apart are compared where they begin and end together', async () => {
    const found = await overlapOf({ ...pair('one/a/logs/'), 'two/b/out/emissions.csv': minute() });
    expect(found?.twiceWh).toBeCloseTo(2.64, 9);
  });

  it('is not reported where somebody decides that they measured other devices', async () => {
    const files = { ...pair(''), 'emissions.csv': minute() };
    expect(await overlapOf(files, { sameMachine: false })).toBeNull();
    expect(await overlapOf(files, { sameMachine: true })).not.toBeNull();
  });

  it('is in the range of the total', () =>
    withFolder(async (folder) => {
      writeFiles(folder, { ...pair(''), 'gpu_power.csv': trace('08') });
      const loose: Finding[] = [];
      const entries = readEntries(folder, { onFinding: (finding) => void loose.push(finding) });
      const { range } = await totalOf(entries, { range: true, loose });
      const [part] = range?.parts.filter(({ kind }) => kind === 'counted-twice') ?? [];
      expect(part?.lowKwh).toBeCloseTo(-1 / 600, 9);
    }));
});

describe('console text, which has no times,', () => {
  const text = (seconds: number, device = 'NVIDIA A100'): string =>
    `CarbonTracker: The following components were found: GPU with device(s) ${device}.\nCarbonTracker:\nActual consumption for 2 epoch(s):\n\tTime:\t0:00:${seconds}\n\tEnergy:\t0.001234567891 kWh\n\tCO2eq:\t0.123456789123 g\n`;

  it('may be of the training that another program measured', async () => {
    const found = await overlapOf({ 'slurm-1.out': text(58), 'emissions.csv': minute() });
    expect(found?.twiceWh).toBeCloseTo(1.234567891, 9);
    expect(found?.finding.runs).toHaveLength(2);
    expect(found?.finding.message).toMatch(
      /1 run without times, and .*emissions\.csv of codecarbon lasted long enough/,
    );
  });

  it('may be of several trainings in one trace, as many as it is long enough for', async () => {
    const texts = {
      'a.out': text(25),
      'b.out': text(25).replace('1234', '1235'),
      'c.out': text(25).replace('1234', '1236'),
    };
    const files = { ...texts, 'gpu_power.csv': trace('10') };
    await withFolder(async (folder) => {
      writeFiles(folder, files);
      const found: Finding[] = [];
      await totalOf(readEntries(folder, { onFinding: (finding) => void found.push(finding) }));
      expect(found.filter(({ code }) => code === 'programs-overlap').map(({ runs }) => runs?.length)).toEqual([3]);
    });
  });

  it.each([
    ['that lasted longer', { 'slurm-1.out': text(59), 'emissions.csv': minute({ duration: '50.0' }) }],
    ['of another GPU', { 'slurm-1.out': text(58, 'Tesla V100'), 'emissions.csv': minute() }],
    ['elsewhere', { 'a/x/slurm-1.out': text(58), 'b/y/emissions.csv': minute() }],
    ['alone', { 'slurm-1.out': text(58) }],
  ])('is not suspected %s', async (_, files) => expect(await overlapOf(files)).toBeNull());

  it('is not suspected where the user says that no machine is the same', async () => {
    const files = { 'slurm-1.out': text(58), 'emissions.csv': minute() };
    expect(await overlapOf(files, { sameMachine: false })).toBeNull();
  });
});
