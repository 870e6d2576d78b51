import { describe, expect, it } from 'vitest';
import {
  findHeader,
  type Header,
  isGitLfsPointer,
  lookAlikeOf,
  readHeader,
} from '../../../src/parser/codecarbon/header.ts';
import { type EmissionsRow, readRow } from '../../../src/parser/codecarbon/row.ts';
import { TaskSums } from '../../../src/parser/codecarbon/tasks.ts';

const REQUIRED = ['timestamp', 'project_name', 'duration', 'emissions', 'energy_consumed'];
const headerOf = (names: readonly string[], separator: ',' | ';' = ','): Header => {
  const header = readHeader(names, separator);
  if (header === null) throw new Error('no header');
  return header;
};
/** A row by its columns. */
const rowOf = (cells: Record<string, string>, separator: ',' | ';' = ','): EmissionsRow => {
  const all = { ...Object.fromEntries(REQUIRED.map((name) => [name, ''])), ...cells };
  return readRow(Object.values(all), headerOf(Object.keys(all), separator));
};

describe('a header', () => {
  it('has what every version writes, in any order and case', () => {
    expect(readHeader(REQUIRED, ',')).toMatchObject({ isOfTasks: false, separator: ',' });
    expect(
      readHeader(
        [...REQUIRED].reverse().map((name) => name.toUpperCase()),
        ';',
      )?.names,
    ).toEqual([...REQUIRED].reverse());
    expect(readHeader([...REQUIRED, 'task_name'], ',')?.isOfTasks).toBe(true);
    for (const name of REQUIRED)
      expect(
        readHeader(
          REQUIRED.filter((one) => one !== name),
          ',',
        ),
      ).toBeNull();
  });

  it('may lack columns as long as runs, energy, CO2eq and duration are there', () => {
    const sufficient = ['run_id', 'duration', 'emissions', 'energy_consumed'];
    expect(readHeader(sufficient, ',')).not.toBeNull();
    for (const name of sufficient)
      expect(
        readHeader(
          sufficient.filter((one) => one !== name),
          ',',
        ),
      ).toBeNull();
  });

  it('has the first of columns of one name, and not thousands of them', () => {
    const header = headerOf([...REQUIRED, 'emissions']);
    expect(header.places.get('emissions')).toBe(3);
    expect(readHeader([...REQUIRED, ...Array<string>(1019).fill('x')], ',')).not.toBeNull();
    expect(readHeader([...REQUIRED, ...Array<string>(1020).fill('x')], ',')).toBeNull();
  });

  it('is found behind a few other rows, with any separator', () => {
    for (const separator of [',', ';', '\t']) {
      const text = `a title\n\n${REQUIRED.join(separator)}\n1${separator}2\n`;
      expect(findHeader(text)?.separator).toBe(separator);
    }
    const behind = (rows: number): unknown => findHeader(`${'title\n'.repeat(rows)}${REQUIRED.join(',')}\n`);
    expect(behind(7)).not.toBeNull();
    expect(behind(8)).toBeNull();
    expect(findHeader('a,b\n1,2\n')).toBeNull();
    expect(findHeader(`${'x'.repeat(32_768)}\n${REQUIRED.join(',')}\n`)).toBeNull();
  });

  it('of other programs is kept separate', () => {
    expect(lookAlikeOf('id,Power_consumption(kWh),CO2_emissions(kg)\n')).toBe('eco2ai');
    expect(lookAlikeOf('id,power_consumption(kWh)\n')).toBeNull();
    expect(isGitLfsPointer('version https://git-lfs.github.com/spec/v1\noid')).toBe(true);
    expect(isGitLfsPointer('x version https://git-lfs.github.com/spec/v1')).toBe(false);
  });
});

describe('a row', () => {
  it('has its values in our units', () => {
    const row = rowOf({
      timestamp: '2024-01-01T00:00:10',
      project_name: 'p',
      run_id: 'r',
      duration: '10',
      emissions: '0.5',
      energy_consumed: '2',
      gpu_energy: '1',
      cpu_energy: '0.75',
      ram_energy: '0.25',
      water_consumed: '3',
      pue: '1.2',
      codecarbon_version: '3.0.4',
      tracking_mode: 'process',
      os: 'Linux',
      cpu_model: 'Xeon',
      gpu_model: '2 x A100',
      gpu_count: '2',
      ram_total_size: '64',
      country_name: 'Denmark',
      country_iso_code: 'dnk',
      region: 'Capital',
      cloud_provider: 'aws',
      cloud_region: 'eu-1',
    });
    expect(row).toEqual({
      ...{ runId: 'r', endMs: Date.UTC(2024, 0, 1, 0, 0, 10), project: 'p', durationS: 10, co2eqG: 500, energyKwh: 2 },
      ...{
        gpuKwh: 1,
        cpuKwh: 0.75,
        ramKwh: 0.25,
        waterL: 3,
        pue: 1.2,
        version: '3.0.4',
        trackingMode: 'process',
        os: 'Linux',
      },
      ...{
        cpuModel: 'Xeon',
        gpuModel: '2 x A100',
        gpuCount: 2,
        memoryGb: 64,
        country: 'Denmark',
        countryCode: 'DNK',
      },
      ...{ region: 'Capital', cloudProvider: 'aws', cloudRegion: 'eu-1' },
    });
  });

  it('has nothing where cells are empty, not a number or below 0', () => {
    const empty = rowOf({
      codecarbon_version: '',
      tracking_mode: 'x',
      os: 'nan',
      region: 'None',
      country_name: 'NaN',
    });
    expect(empty).toMatchObject({
      runId: '',
      endMs: null,
      durationS: null,
      co2eqG: null,
      energyKwh: null,
      version: null,
    });
    expect(empty).toMatchObject({ trackingMode: null, os: '', region: '', country: '', cpuModel: '' });
    expect(rowOf({ energy_consumed: '-1', duration: 'nan', gpu_energy: '0' })).toMatchObject({
      energyKwh: null,
      durationS: null,
      gpuKwh: 0,
    });
    expect(rowOf({ tracking_mode: 'machine' }).trackingMode).toBe('machine');
    expect(rowOf({ energy_consumed: '1,5' }, ';').energyKwh).toBe(1.5);
  });

  it.each([
    // The rate is in g/s up to 2.1.x, in kg/s from then on.
    ['3.0.4', 2000],
    ['2.2.0', 2000],
    ['2.10.0', 2000],
    ['10.0.0', 2000],
    ['2.1.4', 2],
    ['2.0.0', 2],
    ['1.2.0', 2],
    ['0.9.0', 2],
  ])('of %s has %d g of a rate of 0.2 for 10 s', (version, grams) => {
    const cells = { codecarbon_version: version, emissions_rate: '0.2', duration: '10' };
    expect(rowOf(cells).co2eqG).toBeCloseTo(grams, 9);
    expect(rowOf({ ...cells, emissions: '0.1' }).co2eqG).toBe(100);
    for (const changes of [{ codecarbon_version: '' }, { duration: '' }, { emissions_rate: '' }])
      expect(rowOf({ ...cells, ...changes }).co2eqG).toBeNull();
  });
});

describe('tasks', () => {
  const task = (run: string, changes: Record<string, string>): EmissionsRow => rowOf({ run_id: run, ...changes });

  it('add up by their runs, in the order in which those came', () => {
    const sums = new TaskSums();
    const first = task('b', {
      timestamp: '2024-01-01T00:01:00',
      duration: '20',
      energy_consumed: '1',
      emissions: '0.1',
    });
    sums.add(first);
    sums.add(task('a', { duration: '5', energy_consumed: '7' }));
    sums.add(
      task('b', { timestamp: '2024-01-01T00:03:00', duration: '60', energy_consumed: '2', water_consumed: '4' }),
    );
    sums.add(task('b', { timestamp: '2024-01-01T00:00:30', duration: '10', gpu_energy: '0.5' }));
    const [b, a, ...rest] = [...sums.sums];
    expect(rest).toEqual([]);
    expect(b).toMatchObject({ tasks: 3, startMs: Date.UTC(2024, 0, 1, 0, 0, 20) });
    expect(b?.row).toMatchObject({
      runId: 'b',
      durationS: 90,
      energyKwh: 3,
      co2eqG: 100,
      waterL: 4,
      gpuKwh: 0.5,
      cpuKwh: null,
    });
    expect(b?.row.endMs).toBe(Date.UTC(2024, 0, 1, 0, 3));
    expect(a).toMatchObject({ tasks: 1, startMs: null, row: { durationS: 5, energyKwh: 7, endMs: null } });
    // The row that came first is as it was.
    expect(first.energyKwh).toBe(1);
  });

  it('have the times that any of them names', () => {
    const sums = new TaskSums();
    sums.add(task('a', { duration: '5' }));
    sums.add(task('a', { timestamp: '2024-01-01T00:01:00', duration: '10' }));
    sums.add(task('a', { timestamp: '2024-01-01T00:00:59' }));
    const [sum] = [...sums.sums];
    expect(sum?.row.endMs).toBe(Date.UTC(2024, 0, 1, 0, 1));
    expect(sum?.startMs).toBe(Date.UTC(2024, 0, 1, 0, 0, 50));
  });
});
