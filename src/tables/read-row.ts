/** Values of a file -> checked row of a run. */
import {
  basisOf,
  equivalentsOf,
  type Figures,
  newEntry,
  type RunRow,
  rowOf,
  TABLE_SCHEMA,
} from '../accounting/index.ts';
import type { Finding, Run } from '../model/run.ts';
import { problemOf } from './check-row.ts';
import { JOINT, NEEDED_COLUMNS } from './run-columns.ts';

/** Version 1 has `measured` also where no device was measured, and lacks how the command ended. */
const OLDEST_SCHEMA = 1;

/** Why something is no row of a run that this version reads. */
export class RowProblem extends Error {}

const EPOCHS = 'is a table of epochs; one of runs is needed (ct-parse runs without --epochs)';

/** The values of a row by the names of their columns, as a CSV or Parquet reader gives them. */
export type RawCells = Record<string, unknown>;

/** @throws RowProblem */
export function rowFromCells(raw: RawCells): RunRow {
  checkSchema(raw.schema_version);
  const text = (name: string): string | null => (raw[name] == null ? null : String(raw[name]));
  const number = (name: string): number | null => {
    const value = raw[name];
    if (value == null) return null;
    // Number('') and Number(' ') would be 0.
    return typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
  };
  const names = (name: string): string[] => text(name)?.split(JOINT) ?? [];
  const findings = fromJson<Finding[]>(raw, 'findings') ?? [];
  const co2eqG = number('whole_co2eq_g');
  const intensityG = number('intensity_g_per_kwh');
  const pue = number('pue');
  // Values that do not fit are found by the check of the row as a whole.
  const row = {
    runId: text('run_id'),
    contentHash: text('content_hash'),
    trackingId: text('tracking_id'),
    format: text('format') ?? 'carbontracker',
    writer: { tool: text('writer_tool'), version: text('writer_version') },
    startedAt: text('started_at'),
    endedAt: text('ended_at'),
    end: text('end'),
    exitCode: number('exit_code'),
    signal: text('signal'),
    epochs: number('epochs'),
    plannedEpochs: number('planned_epochs'),
    figures: {
      basis: text('basis'),
      logged: {
        energyKwh: number('logged_energy_kwh'),
        co2eqG: number('logged_co2eq_g'),
        equivalents: fromJson(raw, 'logged_equivalents'),
        durationS: number('logged_duration_s'),
        epochs: number('logged_epochs'),
      },
      corrected: {
        energyKwh: number('whole_energy_kwh'),
        co2eqG,
        equivalents: co2eqG === null ? null : equivalentsOf(co2eqG),
        durationS: number('duration_s'),
        epochs: number('counted_epochs'),
      },
    },
    counted: { energyKwh: number('energy_kwh'), co2eqG: number('co2eq_g') },
    pue: pue === null ? null : { value: pue, source: text('pue_source') },
    intensity:
      intensityG === null
        ? null
        : {
            gPerKwh: intensityG,
            kind: text('intensity_kind'),
            location: text('intensity_location'),
            year: number('intensity_year'),
            source: text('intensity_source'),
          },
    gpuDevices: names('gpu_devices'),
    cpuDevices: names('cpu_devices'),
    obtained: names('obtained'),
    host: text('host'),
    slurmJobId: text('slurm_job_id'),
    findings,
    findingCodes: names('finding_codes'),
    deviceEnergy: fromJson(raw, 'device_energy'),
    identity: fromJson(raw, 'identity'),
  } as unknown as RunRow;
  return checked(row);
}

/** A line of `runs --ndjson`. @throws RowProblem */
export function rowFromRecord(record: unknown): RunRow {
  if (typeof record !== 'object' || record === null) throw new RowProblem('is no record of a run');
  if ('epoch' in record) throw new RowProblem(EPOCHS);
  const { schemaVersion, contentHash, basis, logged, corrected, whole } = record as {
    schemaVersion: unknown;
    contentHash: string;
  } & Figures & { whole: Figures['corrected'] };
  checkSchema(schemaVersion);
  const { pue = null, format = 'carbontracker' } = record as Partial<Run>;
  const run = { ...record, pue, format } as Run;
  let row: RunRow;
  try {
    row = { ...rowOf({ ...newEntry(run, { basis, logged, corrected }), whole }), contentHash };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new RowProblem('is no whole record of a run', { cause: error });
  }
  return checked(row);
}

/** @throws RowProblem when a table cannot be one of runs, by the names of its columns */
export function checkColumns(names: readonly string[]): void {
  if (names.includes('epoch') && !names.includes('basis')) {
    throw new RowProblem(EPOCHS);
  }
  const missing = NEEDED_COLUMNS.filter(({ name }) => !names.includes(name)).map(({ name }) => name);
  if (missing.length === 0) return;
  const more = missing.length > 3 ? ` and ${missing.length - 3} more` : '';
  throw new RowProblem(`not a table of runs: it lacks ${missing.slice(0, 3).join(', ')}${more}`);
}

function checkSchema(version: unknown): void {
  if (version === undefined || version === null) throw new RowProblem('not a table of runs: it has no schema version');
  const number = Number(version);
  if (number >= OLDEST_SCHEMA && number <= TABLE_SCHEMA && Number.isInteger(number)) return;
  throw new RowProblem(
    `has schema version ${String(version).slice(0, 20)}; this ct-parse reads ${OLDEST_SCHEMA} to ${TABLE_SCHEMA}`,
  );
}

/** Parquet readers parse columns that are marked as JSON. */
function fromJson<T>(raw: RawCells, name: string): T | null {
  const value = raw[name] ?? null;
  if (typeof value !== 'string') return value as T | null;
  try {
    return JSON.parse(value) as T;
  } catch (error) {
    throw new RowProblem(`${name} is damaged`, { cause: error });
  }
}

function checked(row: RunRow): RunRow {
  const problem = problemOf(row);
  if (problem !== null) throw new RowProblem(problem);
  const { figures, obtained } = row;
  return figures.basis === 'measured' ? { ...row, figures: { ...figures, basis: basisOf(obtained) } } : row;
}
