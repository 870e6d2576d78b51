/** One row of CodeCarbon's file: cells -> values in our units. */
import { readNumber, readStamp } from './cells.ts';
import type { Header } from './header.ts';

/** A row; a value is null where its cell is empty or not a number, or where the version has no such column. */
export interface EmissionsRow {
  /** Id of the run; empty where there is none. */
  runId: string;
  /** End of the run or task: local wall clock in ms, read as if it were UTC. */
  endMs: number | null;
  /** Name of the project. */
  project: string;
  /** Duration of the run or task, in s. */
  durationS: number | null;
  /** CO2eq in g, with PUE. */
  co2eqG: number | null;
  /** Energy in kWh, with PUE. */
  energyKwh: number | null;
  /** Energy of the GPUs in kWh, with PUE. */
  gpuKwh: number | null;
  /** Energy of the CPU in kWh, with PUE. */
  cpuKwh: number | null;
  /** Energy of the memory in kWh, with PUE. */
  ramKwh: number | null;
  /** Water in L. */
  waterL: number | null;
  /** PUE as printed; null where there is no column of that name. */
  pue: number | null;
  /** Version of CodeCarbon. */
  version: string | null;
  /** What the energies of CPU and memory are of; null where the version does not print it. */
  trackingMode: 'machine' | 'process' | null;
  /** Operating system. */
  os: string;
  /** Model of the CPU. */
  cpuModel: string;
  /** Models of the GPUs, each with its number. */
  gpuModel: string;
  /** Number of GPUs that count. */
  gpuCount: number | null;
  /** Memory of the machine in GB. */
  memoryGb: number | null;
  /** Name of the country. */
  country: string;
  /** ISO 3166-1 code of the country, three letters. */
  countryCode: string;
  /** Region or state of the country. */
  region: string;
  /** Name of the cloud provider. */
  cloudProvider: string;
  /** Region of the cloud provider. */
  cloudRegion: string;
}

const G_PER_KG = 1000;

/** Reads the cells of a row by the names of their columns. */
export function readRow(cells: readonly string[], { places, separator }: Header): EmissionsRow {
  const text = (name: string): string => {
    const cell = cells[places.get(name) ?? -1] ?? '';
    return cell === 'nan' || cell === 'None' || cell === 'NaN' ? '' : cell;
  };
  const number = (name: string): number | null => readNumber(cells[places.get(name) ?? -1], separator);
  const positive = (name: string): number | null => {
    const value = number(name);
    return value !== null && value >= 0 ? value : null;
  };
  const version = text('codecarbon_version') || null;
  const durationS = positive('duration');
  const mode = text('tracking_mode');
  return {
    runId: text('run_id'),
    endMs: readStamp(text('timestamp')),
    project: text('project_name'),
    durationS,
    co2eqG: massG(positive, durationS, version),
    energyKwh: positive('energy_consumed'),
    gpuKwh: positive('gpu_energy'),
    cpuKwh: positive('cpu_energy'),
    ramKwh: positive('ram_energy'),
    waterL: positive('water_consumed'),
    pue: number('pue'),
    version,
    trackingMode: mode === 'machine' || mode === 'process' ? mode : null,
    os: text('os'),
    cpuModel: text('cpu_model'),
    gpuModel: text('gpu_model'),
    gpuCount: positive('gpu_count'),
    memoryGb: positive('ram_total_size'),
    country: text('country_name'),
    countryCode: text('country_iso_code').toUpperCase(),
    region: text('region'),
    cloudProvider: text('cloud_provider'),
    cloudRegion: text('cloud_region'),
  };
}

/** CO2eq is printed in kg; where the cell is empty, the rate has it. */
function massG(
  positive: (name: string) => number | null,
  durationS: number | null,
  version: string | null,
): number | null {
  const massKg = positive('emissions');
  if (massKg !== null) return massKg * G_PER_KG;
  const rate = positive('emissions_rate');
  if (rate === null || durationS === null || version === null) return null;
  return rate * gramsPerRate(version) * durationS;
}

/** The rate is in g/s up to 2.1.x, in kg/s from 2.2.0 on, which is also the first version that prints its number. */
const gramsPerRate = (version: string): number => (/^(?:[01]\.|2\.[01]\.)/.test(version) ? 1 : G_PER_KG);
