/** The run of a row: units, parts, factors and place. */
import { describe, expect, it } from 'vitest';
import { examine, figuresOf } from '../../../src/index.ts';
import { runOfRow } from '../../helpers/codecarbon.ts';
import { codesOf } from '../../helpers/runs.ts';

const componentsOf = (changes: Record<string, string>): unknown[] =>
  runOfRow(changes).components.map(({ name, devices }) => [name, devices]);

describe('figures', () => {
  it('kWh stay, kg are g, and the stamp is the end', () => {
    const run = runOfRow();
    expect(run.actual).toMatchObject({ energyKwh: 0.26, co2eqG: 39, durationS: 3600 });
    expect([run.startedAt, run.endedAt]).toEqual(['2024-03-04 10:00:00', '2024-03-04 11:00:00']);
    expect(run.writer).toEqual({ tool: 'codecarbon', version: '2.3.5' });
    expect(run.intensity).toMatchObject({ kind: 'country-average', location: 'capital region, DK' });
    expect(run.intensity?.gPerKwh).toBeCloseTo(150, 10);
    expect(figuresOf(run).corrected).toMatchObject({ energyKwh: 0.26, co2eqG: 39, durationS: 3600 });
  });

  it('one record spans the run, with the mean power of each part', () => {
    const run = runOfRow({ cpu_power: '1', gpu_power: '0.0', ram_power: '999' });
    expect(run.epochs).toEqual([
      {
        number: 1,
        durationS: 3600,
        powerW: {
          gpu: { scope: 'sum', values: [200] },
          cpu: { scope: 'sum', values: [50] },
          ram: { scope: 'sum', values: [10] },
        },
      },
    ]);
  });

  it.each([
    ['2.0.0', '0.01', 36],
    ['2.1.4', '0.01', 36],
    ['2.2.0', '0.00001', 36],
    ['3.2.2', '0.00001', 36],
  ])('an emissions cell that is empty follows from the rate of %s', (version, rate, co2eqG) => {
    const { actual } = runOfRow({ emissions: '', emissions_rate: rate, codecarbon_version: version });
    expect(actual?.co2eqG).toBeCloseTo(co2eqG, 9);
  });

  it('CO2eq is unknown where the version does not show the unit of the rate', () => {
    expect(runOfRow({ emissions: '', codecarbon_version: '' }).actual?.co2eqG).toBeNull();
  });

  it('without its total the parts are added up', () => {
    const run = runOfRow({ energy_consumed: 'nan' });
    expect(run.actual).toBeNull();
    expect(figuresOf(run).corrected.energyKwh).toBeCloseTo(0.26, 12);
    expect(codesOf({ findings: examine(run) })).toContain('no-actual-block');
  });

  it.each(['-1', 'inf', '1e300', '0x10', 'much'])('an energy of %s is none', (energy) => {
    const run = runOfRow({ energy_consumed: energy });
    expect(run.actual).toBeNull();
  });

  it('water is kept', () => {
    const columns = ['run_id', 'duration', 'emissions', 'energy_consumed', 'water_consumed'];
    expect(runOfRow({ water_consumed: '0.468' }, columns).waterL).toBe(0.468);
  });
});

describe('parts', () => {
  it('a GPU with an energy of 0 was not measured', () => {
    const run = runOfRow({ gpu_energy: '0.0', gpu_power: '0.0', energy_consumed: '0.06' });
    expect(run.epochs[0]?.powerW.gpu).toBeNull();
    expect(codesOf(run)).toContain('reading-failed');
    expect(figuresOf(run)).toMatchObject({ basis: 'estimated', corrected: { energyKwh: 0.06 } });
  });

  it('no GPU is no finding', () => {
    const run = runOfRow({ gpu_energy: '0', gpu_count: '', gpu_model: '', energy_consumed: '0.06' });
    expect(run.components.map(({ name }) => name)).toEqual(['cpu', 'ram']);
    expect(codesOf(run)).toEqual([]);
  });

  it.each([
    ['4', '4 x NVIDIA A100', ['NVIDIA A100', 'NVIDIA A100', 'NVIDIA A100', 'NVIDIA A100']],
    ['1', '4 x NVIDIA A100', ['NVIDIA A100']],
    ['3', '2 x A1001 x V100', ['A100', 'A100', 'V100']],
    ['1', 'Apple M1', ['Apple M1']],
    ['2', '', ['GPU', 'GPU']],
  ])('gpu_count %s and gpu_model %s', (gpu_count, gpu_model, devices) => {
    const [gpu] = componentsOf({ gpu_count, gpu_model }) as [string, string[]][];
    expect(gpu).toEqual(['gpu', devices.length === 3 ? ['A100', 'A100', 'V100'] : devices]);
  });

  it('CPU and memory are estimates with bounds, NVIDIA GPUs are read from a counter', () => {
    const [gpu, cpu, ram] = runOfRow().components;
    expect([gpu?.method, cpu?.method, ram?.method]).toEqual(['counter', 'estimated', 'estimated']);
    expect(cpu?.estimate?.rangeW).toEqual([10, 100]);
    // 64 GB: 24 W by size (up to 2.x), 4 modules of 5 W (3.x); 10 W were counted, which is in between of neither.
    expect(ram?.estimate?.rangeW).toEqual([10 * (20 / 24), 10]);
    expect(runOfRow({ codecarbon_version: '3.0.0', ram_energy: '0.02' }).components[2]?.estimate?.rangeW).toEqual([
      20,
      20 * (24 / 20),
    ]);
    expect(figuresOf(runOfRow()).basis).toBe('measured');
  });

  it('one sum of unknown parts is an estimate', () => {
    const run = runOfRow({}, ['timestamp', 'project_name', 'duration', 'emissions', 'energy_consumed']);
    expect(run.components).toEqual([{ name: 'other', devices: [], method: 'estimated' }]);
    expect(figuresOf(run)).toMatchObject({ basis: 'estimated', corrected: { energyKwh: 0.26, co2eqG: 39 } });
  });

  it('a power that no such CPU can draw is reported, with the range down to what it can', () => {
    const changes = { cpu_energy: '0.5', energy_consumed: '0.71' };
    const [finding] = runOfRow({ ...changes, cpu_model: 'Intel(R) Core(TM) i7-7700K CPU @ 4.20GHz' }).findings;
    expect(finding?.code).toBe('power-implausible');
    expect(finding?.figures?.rangeKwh?.[0]).toBeCloseTo(0.56, 12);
    expect(codesOf(runOfRow(changes))).toEqual([]);
  });

  it('the share of a process is named', () => {
    const run = runOfRow({ tracking_mode: 'process' });
    expect(run.isShareOfProcess).toBe(true);
    expect(codesOf(run)).toEqual(['process-share']);
  });

  it('parts that do not add up to the total are reported, and the total counts', () => {
    const run = runOfRow({ energy_consumed: '0.5' });
    expect(figuresOf(run).corrected.energyKwh).toBe(0.5);
    const finding = examine(run).find(({ code }) => code === 'total-differs');
    expect(finding?.figures?.rangeKwh?.[0]).toBeCloseTo(0.26, 12);
    expect(codesOf({ findings: examine(runOfRow()) })).not.toContain('total-differs');
  });
});

describe('PUE', () => {
  it('of 1 is none', () => {
    expect(runOfRow().pue).toBeNull();
  });

  it('is in the parts as in their sum: powers are without it', () => {
    const run = runOfRow({ pue: '1.3' });
    expect(run.pue?.value).toBe(1.3);
    expect(run.epochs[0]?.powerW.gpu?.values[0]).toBeCloseTo(200 / 1.3, 10);
    expect(codesOf({ findings: examine(run) })).not.toContain('total-differs');
  });

  it('may be in the sum alone', () => {
    const run = runOfRow({ pue: '1.5', energy_consumed: '0.39' });
    expect(run.epochs[0]?.powerW.gpu?.values[0]).toBeCloseTo(200, 10);
    expect(codesOf({ findings: examine(run) })).not.toContain('total-differs');
  });
});

describe('place', () => {
  it('country, region, cloud', () => {
    expect(runOfRow().place).toEqual({
      country: 'Denmark',
      countryCode: 'DK',
      region: 'capital region',
      cloudProvider: null,
      cloudRegion: null,
    });
    const cloud = runOfRow({ on_cloud: 'Y', cloud_provider: 'gcp', cloud_region: 'europe-west1', region: '' });
    expect(cloud.intensity).toMatchObject({ kind: 'region-average', location: 'gcp europe-west1, DK' });
  });

  it('475 g/kWh is the average of the world', () => {
    expect(runOfRow({ emissions: '0.1235' }).intensity?.kind).toBe('world-average');
  });

  it('nothing is known of an empty place', () => {
    const run = runOfRow({ country_name: '', country_iso_code: '', region: '' });
    expect([run.intensity?.location, run.place?.country]).toEqual([null, null]);
  });
});
