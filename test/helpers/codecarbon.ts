/** Files of CodeCarbon made by hand, and what its reader makes of them. */
import type { Finding, Run } from '../../src/index.ts';
import { codecarbon } from '../../src/parser/codecarbon/index.ts';
import { unpackedFile } from '../../src/parser/find/file.ts';
import { sourceFile } from '../../src/parser/sources.ts';

/** The columns of 2.3.x. */
export const COLUMNS =
  'timestamp,project_name,run_id,duration,emissions,emissions_rate,cpu_power,gpu_power,ram_power,cpu_energy,gpu_energy,ram_energy,energy_consumed,country_name,country_iso_code,region,cloud_provider,cloud_region,os,python_version,codecarbon_version,cpu_count,cpu_model,gpu_count,gpu_model,longitude,latitude,ram_total_size,tracking_mode,on_cloud,pue'.split(
    ',',
  );

/** A run of an hour with 0.26 kWh and 39 g. */
const HOUR: Readonly<Record<string, string>> = {
  timestamp: '2024-03-04T11:00:00',
  project_name: 'demo',
  run_id: '00000001-1111-4222-8333-000000000001',
  duration: '3600.0',
  emissions: '0.039',
  emissions_rate: '1.08e-05',
  cpu_power: '50.0',
  gpu_power: '200.0',
  ram_power: '10.0',
  cpu_energy: '0.05',
  gpu_energy: '0.2',
  ram_energy: '0.01',
  energy_consumed: '0.26',
  country_name: 'Denmark',
  country_iso_code: 'DNK',
  region: 'capital region',
  os: 'Linux-6.1.0-x86_64-with-glibc2.36',
  python_version: '3.11.4',
  codecarbon_version: '2.3.5',
  cpu_count: '32',
  cpu_model: 'AMD EPYC 7313 16-Core Processor',
  gpu_count: '1',
  gpu_model: '1 x NVIDIA A100-SXM4-40GB',
  longitude: '12.5',
  latitude: '55.7',
  ram_total_size: '64.0',
  tracking_mode: 'machine',
  on_cloud: 'N',
  pue: '1.0',
};

/** An id of a run. */
export const runId = (n: number): string =>
  `${n.toString(16).padStart(8, '0')}-1111-4222-8333-${n.toString(16).padStart(12, '0')}`;

/** The cells of a run of an hour, some of them others. */
export const cellsOf = (changes: Record<string, string> = {}, columns: readonly string[] = COLUMNS): string[] =>
  columns.map((name) => changes[name] ?? HOUR[name] ?? '');

/** A file of such rows. */
export const emissionsCsv = (rows: readonly Record<string, string>[], columns: readonly string[] = COLUMNS): string =>
  `${[columns, ...rows.map((row) => cellsOf(row, columns))].map((cells) => cells.join(',')).join('\n')}\n`;

/** What the reader makes of a text. */
export function readEmissions(text: string | Buffer, name = 'emissions.csv'): { runs: Run[]; findings: Finding[] } {
  const findings: Finding[] = [];
  const raw = unpackedFile(`logs/${name}`, Buffer.from(text));
  const file = sourceFile(raw, `logs/${name}`, {}, (finding) => void findings.push(finding));
  return { runs: [...codecarbon.read(file)], findings };
}

/** The one run of such a file. */
export function runOfRow(changes: Record<string, string> = {}, columns?: readonly string[]): Run {
  const { runs } = readEmissions(emissionsCsv([changes], columns));
  if (runs.length !== 1 || runs[0] === undefined) throw new Error(`${runs.length} runs, expected one`);
  return runs[0];
}
