/** The columns of a table of runs; docs/schema.md is held to them by a test. */
import { deviceHours, type Entry, type RunRow, TABLE_SCHEMA } from '../accounting/index.ts';
import { plainRun } from '../model/column-run.ts';
import { type Column, columnOf, NO_CT_TRACK } from './column.ts';

/** Between the names of one cell. */
export const JOINT = '; ';

const joined = (names: readonly string[]): string | null =>
  names.length === 0 ? null : names.map((name) => name.replaceAll(JOINT, ', ')).join(JOINT);
const lastSlash = ({ runId }: RunRow): number => runId.lastIndexOf('/');

const column = columnOf<RunRow>();

const NO_CO2 = 'no carbon intensity is known';
const NO_COMMAND = 'no command was wrapped, or how it ended is not known';
/** When columns of later versions are null. */
const OLDER_TABLE = 'a version of ct-parse without this column wrote the table';
const NO_INTENSITY = 'the log names no carbon intensity';

// biome-ignore format: a table reads best with one column per line
export const RUN_COLUMNS: readonly Column<RunRow>[] = [
  column('schema_version', 'integer', null, 'version of this schema', null, () => TABLE_SCHEMA),
  column('run_id', 'text', null, 'folder and stem of its files, `#2` and so on for further runs of a file', null, (row) => row.runId),
  column('content_hash', 'text', null, 'the same for every copy of a run, in any folder', null, (row) => row.contentHash),
  column('tracking_id', 'text', null, 'id that ct-track or CodeCarbon gave the run; renaming its files does not change it', NO_CT_TRACK, (row) => row.trackingId),
  column('folder', 'text', null, 'folder of its files', null, (row) => (lastSlash(row) < 0 ? '.' : row.runId.slice(0, lastSlash(row)) || '/')),
  column('stem', 'text', null, 'common part of the names of its files', null, (row) => row.runId.slice(lastSlash(row) + 1)),
  column('writer_tool', 'text', null, '`carbontracker`, `ct-track`, `codecarbon`, `carbontracker-tui` or `nvidia-smi`', 'nothing shows which program it was', (row) => row.writer.tool),
  column('writer_version', 'text', null, 'its version as printed', 'the log does not contain it', (row) => row.writer.version),
  column('started_at', 'text', null, 'local wall clock as logged, `YYYY-MM-DD HH:MM:SS`', 'the log has no time stamp', (row) => row.startedAt),
  column('ended_at', 'text', null, 'the same for its last line', 'the log has no time stamp', (row) => row.endedAt),
  column('end', 'text', null, '`finished`, `stopped-early` or `cut-off`', null, (row) => row.end),
  column('exit_code', 'integer', null, 'exit status of the wrapped command', NO_COMMAND, (row) => row.exitCode),
  column('signal', 'text', null, 'signal that ended the wrapped command', 'no signal did, or no command was wrapped', (row) => row.signal),
  column('basis', 'text', null, 'where the figure comes from: `measured`, `estimated`, `simulated`, `predicted`, `recovered` or `none`', null, (row) => row.figures.basis),
  column('epochs', 'integer', null, 'epochs on record; for formats without epochs the spans that were measured', null, (row) => row.epochs),
  column('planned_epochs', 'integer', null, 'epochs that were planned', 'the log does not contain it', (row) => row.plannedEpochs),
  column('counted_epochs', 'integer', null, 'epochs that the figure covers; 0 where the format has none', null, (row) => row.figures.corrected.epochs),
  column('duration_s', 'number', 's', 'time that the figure covers', null, (row) => row.figures.corrected.durationS),
  column('energy_kwh', 'number', 'kWh', 'energy that counts, PUE applied, without what another run of this table counts already', null, (row) => row.counted.energyKwh),
  column('co2eq_g', 'number', 'g', 'CO2eq of that energy', NO_CO2, (row) => row.counted.co2eqG),
  column('whole_energy_kwh', 'number', 'kWh', 'energy of all devices of the run, those included that another run measured at the same time', null, (row) => row.figures.corrected.energyKwh),
  column('whole_co2eq_g', 'number', 'g', 'CO2eq of that energy', NO_CO2, (row) => row.figures.corrected.co2eqG),
  column('logged_epochs', 'integer', null, 'epochs that the logged figure covers', null, (row) => row.figures.logged.epochs),
  column('logged_duration_s', 'number', 's', 'time of the logged figure', null, (row) => row.figures.logged.durationS),
  column('logged_energy_kwh', 'number', 'kWh', 'energy as the log has it, uncorrected', null, (row) => row.figures.logged.energyKwh),
  column('logged_co2eq_g', 'number', 'g', 'CO2eq as the log has it', NO_CO2, (row) => row.figures.logged.co2eqG),
  column('logged_equivalents', 'json', null, 'equivalents as the log has them, an object from unit to value', 'the log prints none', (row) => row.figures.logged.equivalents),
  column('pue', 'number', null, 'power usage effectiveness that the energy holds', 'none was applied, or the log does not name it', (row) => row.pue?.value ?? null),
  column('pue_source', 'text', null, 'source of the PUE', 'none was applied', (row) => row.pue?.source ?? null),
  column('intensity_g_per_kwh', 'number', 'g/kWh', 'carbon intensity as the log names it', NO_INTENSITY, (row) => row.intensity?.gPerKwh ?? null),
  column('intensity_kind', 'text', null, '`live`, `country-average`, `region-average`, `world-average` or `unknown`', NO_INTENSITY, (row) => row.intensity?.kind ?? null),
  column('intensity_location', 'text', null, 'place of the intensity', 'it is not known', (row) => row.intensity?.location ?? null),
  column('intensity_year', 'integer', null, 'year of an average', 'it is live, or the log does not contain it', (row) => row.intensity?.year ?? null),
  column('intensity_source', 'text', null, 'source of the intensity', 'carbontracker wrote the log, and no other intensity was given', (row) => row.intensity?.source ?? null),
  column('gpu_devices', 'text', null, 'names of the GPUs, joined by `; `', 'the run has none', (row) => joined(row.gpuDevices)),
  column('gpu_count', 'integer', null, 'number of GPUs', null, (row) => row.gpuDevices.length),
  column('cpu_devices', 'text', null, 'names of the CPUs, joined by `; `', 'the run has none', (row) => joined(row.cpuDevices)),
  column('cpu_count', 'integer', null, 'number of CPUs', null, (row) => row.cpuDevices.length),
  column('gpu_hours', 'number', 'h', '`duration_s` of every GPU', null, (row) => deviceHours(row, row.gpuDevices)),
  column('cpu_hours', 'number', 'h', '`duration_s` of every CPU', null, (row) => deviceHours(row, row.cpuDevices)),
  column('obtained', 'text', null, 'how its energy was obtained: `measured`, `estimated`, `simulated`, joined by `; `', 'nothing was', (row) => joined(row.obtained)),
  column('host', 'text', null, 'host that ran it', NO_CT_TRACK, (row) => row.host),
  column('slurm_job_id', 'text', null, 'job that ran it', 'no Slurm job did, or carbontracker wrote the log', (row) => row.slurmJobId),
  column('finding_codes', 'text', null, 'codes of its findings, joined by `; `', 'there are none', (row) => joined(row.findingCodes)),
  column('findings', 'json', null, 'the findings that do not depend on other runs: `code`, `severity`, `message`, `effectKwh`', 'there are none', (row) => (row.findings.length === 0 ? null : row.findings)),
  column('device_energy', 'json', null, 'when each device used how much energy, see below', 'no other run can have measured its devices, as far as the log shows', (row) => row.deviceEnergy),
  column('identity', 'json', null, 'recognises copies and earlier states of the run, see below', OLDER_TABLE, (row) => row.identity),
  column('format', 'text', null, 'what it was read from: `carbontracker` for log files, `console`, `codecarbon`, `carbontracker-events` or `power-trace`', OLDER_TABLE, (row) => row.format),
];

/** Columns that tables of version 1, or of an earlier version of ct-parse, lack; there they are null. */
const ADDED: ReadonlySet<string> = new Set(['exit_code', 'signal', 'identity', 'format']);

/** Columns that a table of any version that is read must have. */
export const NEEDED_COLUMNS: readonly Column<RunRow>[] = RUN_COLUMNS.filter(({ name }) => !ADDED.has(name));

/** A record of `runs --json` and `--ndjson`: the whole run, its figures, and what it takes to add it up elsewhere. */
export function recordOf({ run, figures, whole, traits: { contentHash } }: Entry): object {
  return { schemaVersion: TABLE_SCHEMA, contentHash, ...plainRun(run), ...figures, whole };
}
