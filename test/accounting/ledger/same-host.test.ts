/** Rows of CodeCarbon that count the same machine at the same time, and rows of one run in several files. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { aggregateConsumption, auditLogs } from '../../../src/index.ts';
import { emissionsCsv, runId } from '../../helpers/codecarbon.ts';
import { fixture, withFolder, writeFiles } from '../../helpers/fixtures.ts';

type Row = Record<string, string>;
type Options = Parameters<typeof aggregateConsumption>[1];

/** What counts of files, in Wh. */
function countedWh(files: Record<string, readonly Row[]>, options?: Options): Promise<number> {
  return withFolder(async (folder) => {
    writeFiles(folder, Object.fromEntries(Object.entries(files).map(([name, rows]) => [name, emissionsCsv(rows)])));
    const { energyKwh } = await aggregateConsumption(folder, options);
    return energyKwh * 1000;
  });
}

const rank = (n: number, changes: Row = {}): Row => ({ run_id: runId(n), ...changes });
const gpu = (kwh: number): Row => ({ gpu_energy: String(kwh), energy_consumed: String(0.06 + kwh) });
const cpuOnly = { gpu_energy: '0', gpu_count: '', gpu_model: '', energy_consumed: '0.06' };

describe('ranks of one machine', () => {
  it('count once, with the whole in the range and the effect in the finding', async () => {
    const { findings } = await auditLogs(fixture('codecarbon', 'ranks'));
    const once = findings.filter(({ code }) => code === 'device-counted-once');
    expect(once).toHaveLength(3);
    expect(once.map(({ effectKwh }) => effectKwh?.toFixed(3))).toEqual(['-0.859', '-0.861', '-0.859']);
    expect(once[0]?.rangeKwh?.[1]).toBeCloseTo(0.85914, 9);
    expect(findings.some(({ code }) => code === 'devices-maybe-shared')).toBe(false);
  });

  it('are kept as logged, and where somebody says that they are apart', async () => {
    const folder = fixture('codecarbon', 'ranks');
    for (const options of [{ asLogged: true }, { sameMachine: false }]) {
      expect((await aggregateConsumption(folder, options)).energyKwh).toBeCloseTo(4.29957, 9);
    }
  });

  it('may lie in a file each', async () => {
    expect(await countedWh({ 'emissions_0.csv': [rank(1)], 'emissions_1.csv': [rank(2)] })).toBeCloseTo(260, 9);
  });

  it('other GPUs read other powers', async () => {
    expect(await countedWh({ 'emissions.csv': [rank(1), rank(2, gpu(0.21))] })).toBeCloseTo(530, 9);
    expect(await countedWh({ 'emissions.csv': [rank(1), rank(2, gpu(0.201))] })).toBeCloseTo(260, 9);
  });

  it('other hardware and other times are other machines', async () => {
    for (const other of [{ cpu_model: 'other' }, { ram_total_size: '128.0' }, { timestamp: '2024-03-04T12:00:01' }]) {
      expect(await countedWh({ 'emissions.csv': [rank(1), rank(2, other)] })).toBeCloseTo(520, 9);
    }
  });

  it('a part of the time counts twice no more than that part', async () => {
    const half = { timestamp: '2024-03-04T11:30:00' };
    expect(await countedWh({ 'emissions.csv': [rank(1), rank(2, half)] })).toBeCloseTo(390, 9);
  });

  it('a constant power of a CPU shows one machine only in step', async () => {
    expect(await countedWh({ 'emissions.csv': [rank(1, cpuOnly), rank(2, cpuOnly)] })).toBeCloseTo(60, 9);
    const later = { ...cpuOnly, timestamp: '2024-03-04T11:30:00' };
    expect(await countedWh({ 'emissions.csv': [rank(1, cpuOnly), rank(2, later)] })).toBeCloseTo(120, 9);
  });

  it('shares of processes add up, and only their GPUs count once', async () => {
    const process = { tracking_mode: 'process' };
    expect(await countedWh({ 'emissions.csv': [rank(1, process), rank(2, process)] })).toBeCloseTo(320, 9);
    const alone = { ...process, ...cpuOnly };
    expect(await countedWh({ 'emissions.csv': [rank(1, alone), rank(2, alone)] })).toBeCloseTo(120, 9);
  });
});

describe('one run in several files', () => {
  const early = rank(1, { timestamp: '2024-03-04T10:30:00', duration: '1800.0', energy_consumed: '0.13' });

  it('the last state counts, in whatever order the files are read', async () => {
    expect(await countedWh({ 'emissions.csv': [early], 'emissions_late.csv': [rank(1)] })).toBeCloseTo(260, 9);
    expect(await countedWh({ 'emissions.csv': [rank(1)], 'emissions_late.csv': [early] })).toBeCloseTo(260, 9);
  });

  it('a copy of the file counts nothing', async () => {
    expect(
      await countedWh({ 'emissions.csv': [rank(1), rank(2, gpu(0.3))], 'emissions copy.csv': [rank(1)] }),
    ).toBeCloseTo(620, 9);
  });

  it('says what the other one is', () =>
    withFolder(async (folder) => {
      writeFiles(folder, { 'emissions.csv': emissionsCsv([early]), 'emissions_late.csv': emissionsCsv([rank(1)]) });
      const { findings } = await auditLogs(folder);
      const copy = findings.find(({ code }) => code === 'copied-part');
      const [a, b] = ['emissions.csv', 'emissions_late.csv'].map((name) => path.join(folder, name));
      expect(copy?.message).toBe(`${a} is an earlier state of ${b}`);
      expect(copy?.effectKwh).toBeCloseTo(-0.13, 12);
    }));

  it('numbers that somebody gave are unique in their file only', async () => {
    const files = { 'a/emissions.csv': [{ run_id: '1' }], 'b/emissions.csv': [{ run_id: '1', ...gpu(0.3) }] };
    expect(await countedWh(files, { sameMachine: false })).toBeCloseTo(620, 9);
  });

  it('tasks lie within the row of their run', async () => {
    const { findings, energyKwh } = await auditLogs(fixture('codecarbon', 'tasks'));
    expect(energyKwh).toBeCloseTo(0.26, 12);
    expect(findings.find(({ code }) => code === 'copied-part')?.message).toMatch(
      /holds tasks, which lie within the run/,
    );
    expect(findings.some(({ code }) => code === 'tasks-added-up')).toBe(false);
  });
});
