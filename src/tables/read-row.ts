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
import type { Run } from '../model/run.ts';
import { problemOf } from './check-row.ts';
import { JOINT } from './csv.ts';
import { toDeviceEnergy, toEquivalents, toFindings, toIdentity, toReadings } from './nested.ts';
import { fromOlder, OLDER_COLUMNS } from './older-schemas.ts';
import { JOB_COLUMNS, NEEDED_COLUMNS } from './run-columns.ts';
import { stampOf, utcOffsetOf } from './stamps.ts';

/** Version 1 has `measured` also where no device was measured, and lacks how the command ended. */
const OLDEST_SCHEMA = 1;
/** From this version on tables have lists, structs and times, and `energy_kwh` of a row depends on no other row. */
const FIRST_NESTED_SCHEMA = 3;

/** Why something is no row of a run that this version reads. */
export class RowProblem extends Error {}

const EPOCHS = 'is a table of epochs; one of runs is needed (ct-parse runs without --epochs)';

/** The values of a row by the names of their columns, as a CSV or Parquet reader gives them. */
export type RawCells = Record<string, unknown>;

/**
 * Reads a row of a CSV or Parquet file, of this version or an older one.
 *
 * @throws RowProblem
 */
export function rowFromCells(cells: RawCells): RunRow {
  const version = checkSchema(cells.schema_version);
  const isOlder = version < FIRST_NESTED_SCHEMA;
  const raw = isOlder ? fromOlder(cells, (name) => fromJson(cells, name)) : cells;
  const text = (name: string): string | null => (raw[name] == null ? null : String(raw[name]));
  const number = (name: string): number | null => {
    const value = raw[name];
    if (value == null) return null;
    // Number('') and Number(' ') would be 0.
    return typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
  };
  const texts = (name: string): unknown => textsOf(raw[name] ?? null);
  // Older tables hold stamps as text, whatever a log holds.
  const stamp = (name: string): unknown => {
    const read = stampOf(raw[name]);
    return read === undefined && isOlder ? null : read;
  };
  const nested = <T>(name: string, from: (value: unknown) => unknown): T =>
    (isOlder ? raw[name] : from(fromJson(raw, name))) as T;
  const co2eqG = number('co2eq_g');
  const countedKwh = number('energy_counted_kwh');
  const intensityG = number('intensity_g_per_kwh');
  const pue = number('pue');
  // Values that do not fit are found by the check of the row as a whole.
  const row = {
    runId: text('run_id'),
    contentHash: text('content_hash'),
    trackingId: text('tracking_id'),
    format: text('format') ?? 'carbontracker',
    writer: { tool: text('writer_tool'), version: text('writer_version') },
    startedAt: stamp('started_at_local'),
    endedAt: stamp('ended_at_local'),
    utcOffsetMinutes:
      utcOffsetOf(raw.started_at_local, raw.started_at) ?? utcOffsetOf(raw.ended_at_local, raw.ended_at),
    end: text('ended_how'),
    exitCode: number('exit_code'),
    signal: text('signal'),
    command: nested('command', (value) => value),
    group: text('group_name'),
    epochs: number('epochs'),
    plannedEpochs: number('planned_epochs'),
    figures: {
      basis: text('basis'),
      logged: {
        energyKwh: number('logged_energy_kwh'),
        co2eqG: number('logged_co2eq_g'),
        equivalents: nested('logged_equivalents', toEquivalents),
        durationS: number('logged_duration_s'),
        epochs: number('logged_epochs'),
      },
      corrected: {
        energyKwh: number('energy_kwh'),
        co2eqG,
        equivalents: co2eqG === null ? null : equivalentsOf(co2eqG),
        durationS: number('duration_s'),
        epochs: number('counted_epochs'),
      },
    },
    counted: countedKwh === null ? null : { energyKwh: countedKwh, co2eqG: number('co2eq_counted_g') },
    isCounted: booleanOf(raw.is_counted),
    countedFindings: isOlder ? [] : nested('counted_findings', toFindings),
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
    gpuDevices: texts('gpu_devices'),
    cpuDevices: texts('cpu_devices'),
    obtained: texts('obtained'),
    host: text('host'),
    job: jobOf(text),
    ...(isOlder ? { lacksJob: true } : {}),
    findings: nested('findings', toFindings),
    deviceEnergy: nested('device_energy', toDeviceEnergy),
    identity: nested('identity', toIdentity),
    readings: isOlder ? null : nested('components', toReadings),
    isShareOfProcess: booleanOf(raw.is_process_share),
    isAlone: booleanOf(raw.is_alone),
  } as unknown as RunRow;
  return checked(row);
}

/** CSV joins texts, Parquet has lists. */
function textsOf(value: unknown): unknown {
  if (value === null) return [];
  return typeof value === 'string' ? value.split(JOINT) : value;
}

function booleanOf(value: unknown): unknown {
  if (value === 'true' || value === 'false') return value === 'true';
  return value ?? null;
}

function jobOf(text: (name: string) => string | null): Record<string, string> {
  const job: Record<string, string> = {};
  for (const [column, variable] of Object.entries(JOB_COLUMNS)) {
    const id = text(column);
    if (id !== null) job[variable] = id;
  }
  return job;
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

/**
 * Checks the header of a table.
 *
 * @throws RowProblem when a table cannot be one of runs, by the names of its columns
 */
export function checkColumns(names: readonly string[]): void {
  if (names.includes('epoch') && !names.includes('basis')) {
    throw new RowProblem(EPOCHS);
  }
  const isOlder = names.includes('whole_energy_kwh');
  const needed = isOlder ? OLDER_COLUMNS : NEEDED_COLUMNS;
  const missing = needed.filter((name) => !names.includes(name));
  if (missing.length === 0) return;
  const more = missing.length > 3 ? ` and ${missing.length - 3} more` : '';
  throw new RowProblem(`not a table of runs: it lacks ${missing.slice(0, 3).join(', ')}${more}`);
}

function checkSchema(version: unknown): number {
  if (version === undefined || version === null) throw new RowProblem('not a table of runs: it has no schema version');
  const number = Number(version);
  if (number >= OLDEST_SCHEMA && number <= TABLE_SCHEMA && Number.isInteger(number)) return number;
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
