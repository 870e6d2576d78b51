/** The machine of a row: its memory by modules, its kinds of GPUs, and the bounds of what is estimated. */
import { describe, expect, it } from 'vitest';
import { runOfRow } from '../../helpers/codecarbon.ts';
import { codesOf } from '../../helpers/runs.ts';

const partOf = (name: string, changes: Record<string, string>) =>
  runOfRow(changes).components.find((component) => component.name === name);

describe('memory', () => {
  // What CodeCarbon 3 counts: 5 W per module (1.5 W on ARM) up to four, 10 % less up to eight, 20 % up to 16, 30 % beyond.
  it.each([
    ['1', 'Linux', 10],
    ['2', 'Linux', 10],
    ['16', 'Linux', 10],
    ['64', 'Linux', 20],
    ['128', 'Linux', 20 + 4 * 4.5],
    ['256', 'Linux', 20 + 4 * 4.5],
    ['512', 'Linux', 20 + 4 * 4.5],
    ['768', 'Linux', 20 + 4 * 4.5 + 4 * 4],
    ['2048', 'Linux', 20 + 4 * 4.5 + 8 * 4],
    ['16', 'Linux-aarch64', 3],
    ['64', 'macOS-arm64', 6],
    ['128', 'Linux-armv7l', 6 + 4 * 1.35],
  ])('%s GB on %s: as much as %d W by modules, where 3 W per 8 GB were counted', (gb, os, modulesW) => {
    const bySizeW = (Number(gb) * 3) / 8;
    const counted = { ram_total_size: gb, os, ram_energy: String(bySizeW / 1000), codecarbon_version: '2.3.5' };
    const [low, high] = partOf('ram', counted)?.estimate?.rangeW ?? [0, 0];
    expect(low).toBeCloseTo(Math.min(bySizeW, modulesW), 6);
    expect(high).toBeCloseTo(Math.max(bySizeW, modulesW), 6);
    const since3 = { ...counted, ram_energy: String(modulesW / 1000), codecarbon_version: '3.0.0' };
    expect(partOf('ram', since3)?.estimate?.rangeW).toEqual([expect.closeTo(low, 6), expect.closeTo(high, 6)]);
  });

  it('of unknown size, and what was not read, have no bounds', () => {
    expect(partOf('ram', { ram_total_size: '' })).toEqual({ name: 'ram', devices: [], method: 'estimated' });
    expect(partOf('ram', { ram_total_size: '', ram_energy: '0' })).toBeUndefined();
    expect(partOf('ram', { ram_total_size: '64', ram_energy: '0' })?.estimate).toBeUndefined();
    expect(partOf('ram', { ram_total_size: '15.55' })?.devices).toEqual(['15.6 GB of memory']);
  });
});

describe('GPUs', () => {
  it.each([
    ['1', '2 x A100', ['A100']],
    ['2', '2 x A100', ['A100', 'A100']],
    ['9', '2 x A100', ['A100', 'A100']],
    ['0', '1 x A100', ['A100']],
    ['', 'NVIDIA A100', ['NVIDIA A100']],
    ['1', '1 x A1002 x V100', ['A100', 'V100', 'V100']],
    ['', '100 x A100', Array<string>(64).fill('A100')],
    ['100', '', Array<string>(64).fill('GPU')],
  ])('counted as %j of "%s"', (gpu_count, gpu_model, devices) => {
    expect(partOf('gpu', { gpu_count, gpu_model })?.devices).toEqual(devices);
  });

  it('of Apple are read now and then, others by their counter', () => {
    expect(partOf('gpu', { gpu_model: 'Apple M1', gpu_count: '1' })?.method).toBe('sampled');
    expect(partOf('gpu', {})?.method).toBe('counter');
  });
});

describe('CPUs', () => {
  it.each([
    ['Intel(R) Core(TM) i7-7700K', 351, true],
    ['Intel(R) Core(TM) i7-7700K', 349, false],
    ['Intel(R) Core(TM) Ultra 7 155H', 351, true],
    ['AMD Ryzen 9 5950X', 351, true],
    ['Apple M2', 351, true],
    ['AMD Ryzen Threadripper PRO', 1999, false],
    ['AMD EPYC 7313', 1999, false],
    ['AMD EPYC 7313', 2001, true],
  ])('%s at %d W: implausible %j', (cpu_model, watts, isReported) => {
    const kwh = watts / 1000;
    const run = runOfRow({ cpu_model, cpu_energy: String(kwh), energy_consumed: String(kwh + 0.21) });
    expect(codesOf(run).includes('power-implausible')).toBe(isReported);
  });

  it('without an energy were not measured', () => {
    const run = runOfRow({ cpu_energy: '', energy_consumed: '0.21' });
    expect(codesOf(run)).toContain('reading-failed');
    expect(run.findings[0]?.message).toContain('cpu (AMD EPYC 7313 16-Core Processor)');
  });
});

describe('the carbon intensity', () => {
  it.each([
    [{ country_iso_code: 'USA', region: 'iowa' }, 'region-average', 'iowa, US'],
    [{ country_iso_code: 'USA', region: '' }, 'country-average', 'US'],
    [{ country_iso_code: 'FRA', region: 'paris' }, 'country-average', 'paris, FR'],
    [{ country_iso_code: 'XXX', country_name: 'Somewhere', region: '' }, 'country-average', 'Somewhere'],
    [{ emissions: '0.1235', country_iso_code: 'USA', region: 'iowa' }, 'world-average', 'iowa, US'],
  ])('of %j is a %s of %s', (changes, kind, location) => {
    expect(runOfRow(changes).intensity).toMatchObject({ kind, location, year: null, values: [] });
  });

  it('is unknown without CO2eq or energy', () => {
    expect(runOfRow({ emissions: '', emissions_rate: '' }).intensity).toBeNull();
    expect(runOfRow({ energy_consumed: '0' }).intensity).toBeNull();
    expect(runOfRow({ energy_consumed: '' }).intensity).toBeNull();
  });
});

it('a run has the id of its writer where that is unique', () => {
  expect(runOfRow({ run_id: 'ABCDEF01-1111-4222-8333-000000000001' }).writerId).toBe(
    'abcdef01-1111-4222-8333-000000000001',
  );
  for (const run_id of ['7', 'x00000001-1111-4222-8333-000000000001', '00000001-1111-4222-8333-0000000000011'])
    expect(runOfRow({ run_id }).writerId).toBeUndefined();
});
