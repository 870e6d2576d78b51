import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignCells } from '../../../src/parser/codecarbon/align.ts';
import { type Header, readHeader } from '../../../src/parser/codecarbon/header.ts';

/** A row of version 3 by its columns. */
const ROW: Record<string, string> = {
  timestamp: '2024-01-01T00:00:10',
  project_name: 'codecarbon',
  run_id: '0a1b2c3d-0000-4000-8000-000000000000',
  experiment_id: '5b0fa12a-3dd7-45bb-9766-cc326314d9f1',
  duration: '10.5',
  emissions: '0.5',
  emissions_rate: '0.05',
  cpu_power: '42.5',
  energy_consumed: '2',
  country_name: 'Denmark',
  country_iso_code: 'DNK',
  region: 'Capital Region',
  cloud_provider: 'aws',
  cloud_region: 'eu-west-1',
  os: 'Linux-6.1',
  python_version: '3.12.1',
  codecarbon_version: '3.0.4',
  cpu_count: '8',
  cpu_model: 'Xeon',
  gpu_count: '2',
  gpu_model: '2 x A100',
  longitude: '12.5',
  latitude: '55.7',
  ram_total_size: '64',
  tracking_mode: 'machine',
  on_cloud: 'N',
  pue: '1.0',
};
const NAMES = Object.keys(ROW);
const header = readHeader(NAMES, ',') as Header;
const without = (...left: string[]): string[] =>
  NAMES.filter((name) => !left.includes(name)).map((name) => ROW[name] as string);
const aligned = (...left: string[]): Record<string, string> | null => {
  const cells = alignCells(without(...left), header);
  return cells && Object.fromEntries(cells.map((cell, i) => [NAMES[i], cell]));
};

describe('a row with fewer cells than columns', () => {
  it.each([
    [['country_iso_code']],
    [['gpu_count', 'gpu_model']],
    [['longitude', 'latitude']],
    [['region', 'cloud_provider', 'cloud_region', 'gpu_count', 'gpu_model']],
    [['experiment_id', 'country_iso_code', 'longitude', 'latitude']],
  ])('gets its cells back where %j are left out', (left) => {
    expect(aligned(...left)).toEqual({ ...ROW, ...Object.fromEntries(left.map((name) => [name, ''])) });
  });

  it.each([['emissions'], ['tracking_mode'], ['on_cloud'], ['timestamp'], ['python_version']])(
    'fits in no way where %s is missing',
    (name) => expect(aligned(name)).toBeNull(),
  );

  it('is not put in place where nothing is missing, or too much', () => {
    expect(alignCells(without(), header)).toBeNull();
    expect(alignCells([...without(), 'x'], header)).toBeNull();
    expect(alignCells([], header)).toBeNull();
    expect(alignCells(without(...NAMES.slice(1, 16)), header)).toBeNull();
  });

  it.each([
    ['timestamp', 'yesterday'],
    ['run_id', 'run 1'],
    ['duration', 'long'],
    ['country_iso_code', 'Denmark'],
    ['tracking_mode', 'other'],
    ['on_cloud', 'maybe'],
    ['codecarbon_version', 'three'],
    ['cpu_power', '42 W'],
    ['os', '6'],
  ])('with %s "%s" fits in no way', (name, cell) => {
    const cells = without('longitude', 'latitude');
    cells[NAMES.indexOf(name)] = cell;
    expect(alignCells(cells, header)).toBeNull();
  });

  it('keeps its cells in their order, whatever is left out', () => {
    const optional = [
      'experiment_id',
      'country_name',
      'country_iso_code',
      'region',
      'cpu_model',
      'gpu_count',
      'gpu_model',
      'longitude',
      'latitude',
    ];
    fc.assert(
      fc.property(fc.subarray(optional, { minLength: 1 }), (left) => {
        const cells = alignCells(without(...left), header);
        expect(cells).toHaveLength(NAMES.length);
        expect(cells?.filter((cell) => cell !== '')).toEqual(without(...left));
      }),
    );
  });
});
