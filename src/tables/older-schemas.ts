/** Rows of schema versions 1 and 2 -> the names and shapes of this version. */
import { JOINT } from './csv.ts';
import type { RawCells } from './read-row.ts';

/**
 * Columns of the versions before 3 that a table must have. Version 1 lacks `exit_code` and `signal`, and early tables
 * `identity` and `format`.
 */
export const OLDER_COLUMNS: readonly string[] = [
  ...['run_id', 'content_hash', 'writer_tool', 'writer_version', 'started_at', 'ended_at', 'end', 'basis', 'epochs'],
  ...['planned_epochs', 'counted_epochs', 'duration_s', 'energy_kwh', 'co2eq_g', 'whole_energy_kwh', 'whole_co2eq_g'],
  ...['logged_epochs', 'logged_duration_s', 'logged_energy_kwh', 'logged_co2eq_g', 'logged_equivalents'],
  ...['pue', 'pue_source', 'intensity_g_per_kwh', 'intensity_kind', 'intensity_location', 'intensity_year'],
  ...['intensity_source', 'gpu_devices', 'cpu_devices', 'obtained', 'host', 'slurm_job_id', 'findings'],
  ...['device_energy', 'tracking_id'],
];

/** Further columns of those versions that are read. */
const OPTIONAL_COLUMNS: readonly string[] = ['schema_version', 'exit_code', 'signal', 'identity', 'format'];

/** All columns of those versions that are read. */
export const READ_OLDER_COLUMNS: readonly string[] = [...OLDER_COLUMNS, ...OPTIONAL_COLUMNS];

/**
 * A row of version 1 or 2 as one of version 3, but for what stays in the shape of the record: findings, equivalents, device
 * energy and identity were JSON of it.
 *
 * @param fromJson parses such a cell
 */
export function fromOlder(raw: RawCells, fromJson: (name: string) => unknown): RawCells {
  const names = (name: string): unknown => (raw[name] == null ? null : String(raw[name]).split(JOINT));
  return {
    ...raw,
    started_at: null,
    ended_at: null,
    started_at_local: raw.started_at ?? null,
    ended_at_local: raw.ended_at ?? null,
    ended_how: raw.end,
    energy_kwh: raw.whole_energy_kwh,
    co2eq_g: raw.whole_co2eq_g ?? null,
    energy_counted_kwh: raw.energy_kwh,
    co2eq_counted_g: raw.co2eq_g ?? null,
    is_counted: true,
    command: null,
    gpu_devices: names('gpu_devices'),
    cpu_devices: names('cpu_devices'),
    obtained: names('obtained'),
    logged_equivalents: fromJson('logged_equivalents'),
    findings: fromJson('findings') ?? [],
    device_energy: fromJson('device_energy'),
    identity: fromJson('identity'),
  };
}
