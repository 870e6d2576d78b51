/** The columns of a table of runs; docs/schema.md is held to them by a test. */
import { deviceHours, type Entry, type RunRow, TABLE_SCHEMA } from '../accounting/index.ts';
import { plainRun } from '../model/column-run.ts';
import { type Column, columnOf, NO_CT_TRACK } from './column.ts';
import { fromDeviceEnergy, fromEquivalents, fromFindings, fromIdentity, fromReadings, SHAPES } from './nested.ts';
import { localTimeOf, timeOf } from './stamps.ts';

const lastSlash = ({ runId }: RunRow): number => runId.lastIndexOf('/');
const listed = (names: readonly string[]): readonly string[] | null => (names.length === 0 ? null : names);
const codesOf = ({ findings }: RunRow): string[] => [...new Set(findings.map(({ code }) => code))];

const column = columnOf<RunRow>();

const NO_CO2 = 'no carbon intensity is known';
const NO_COMMAND = 'no command was wrapped, or how it ended is not known';
const NO_JOB = 'no Slurm job ran it, or the log does not contain it';
const NO_STAMP = 'the log has no valid time stamp';
const NO_ZONE = 'the log names no time zone, as those of carbontracker';
const NOT_YET = 'other runs may share its devices: in the parts of a dataset before `--compact`';
/** When columns of later versions are null. */
const OLDER_TABLE = 'a version of ct-parse without this column wrote the table';
const NO_INTENSITY = 'the log names no carbon intensity';

/** Columns of the ids of a job, with the environment variables that they come from. */
export const JOB_COLUMNS = {
  slurm_cluster: 'SLURM_CLUSTER_NAME',
  slurm_job_id: 'SLURM_JOB_ID',
  slurm_array_job_id: 'SLURM_ARRAY_JOB_ID',
  slurm_array_task_id: 'SLURM_ARRAY_TASK_ID',
  slurm_partition: 'SLURM_JOB_PARTITION',
  slurm_account: 'SLURM_JOB_ACCOUNT',
  slurm_user: 'SLURM_JOB_USER',
  slurm_rank: 'SLURM_PROCID',
} as const;

const jobColumn = (name: keyof typeof JOB_COLUMNS, meaning: string): Column<RunRow> =>
  column(name, 'text', null, meaning, NO_JOB, ({ job }) => job[JOB_COLUMNS[name]] ?? null);

// biome-ignore format: a table reads best with one column per line
/** The columns in their order. */
export const RUN_COLUMNS: readonly Column<RunRow>[] = [
  column('schema_version', 'integer', null, 'version of this schema', null, () => TABLE_SCHEMA),
  column('run_id', 'text', null, 'folder and stem of its files, `#2` and so on for further runs of a file', null, (row) => row.runId),
  column('content_hash', 'text', null, 'the same for every copy of a run, in any folder', null, (row) => row.contentHash),
  column('tracking_id', 'text', null, 'id that ct-track or CodeCarbon gave the run; renaming its files does not change it', NO_CT_TRACK, (row) => row.trackingId),
  column('folder', 'text', null, 'folder of its files', null, (row) => (lastSlash(row) < 0 ? '.' : row.runId.slice(0, lastSlash(row)) || '/')),
  column('writer_tool', 'text', null, '`carbontracker`, `ct-track`, `codecarbon`, `carbontracker-tui` or `nvidia-smi`', 'nothing shows which program it was', (row) => row.writer.tool),
  column('writer_version', 'text', null, 'its version as printed', 'the log does not contain it', (row) => row.writer.version),
  column('format', 'text', null, 'what it was read from: `carbontracker` for log files, `console`, `codecarbon`, `carbontracker-events` or `power-trace`', OLDER_TABLE, (row) => row.format),
  column('started_at', 'time', null, 'moment at which it started', NO_ZONE, (row) => timeOf(row.startedAt, row.utcOffsetMinutes)),
  column('started_at_local', 'local time', null, 'the same on the wall clock, as logged', NO_STAMP, (row) => localTimeOf(row.startedAt)),
  column('ended_at', 'time', null, 'moment of its last line', NO_ZONE, (row) => timeOf(row.endedAt, row.utcOffsetMinutes)),
  column('ended_at_local', 'local time', null, 'the same on the wall clock, as logged', NO_STAMP, (row) => localTimeOf(row.endedAt)),
  column('ended_how', 'text', null, '`finished`, `stopped-early` or `cut-off`, see below', null, (row) => row.end),
  column('exit_code', 'integer', null, 'exit status of the wrapped command', NO_COMMAND, (row) => row.exitCode),
  column('signal', 'text', null, 'signal that ended the wrapped command', 'no signal did, or no command was wrapped', (row) => row.signal),
  column('command', { nested: SHAPES.command }, null, 'the wrapped command, one item per word', 'no command was wrapped, or the log does not contain it', (row) => row.command),
  column('group_name', 'text', null, 'group that `dataset --group-by` or `--manifest` put it in', 'no grouping was requested', (row) => row.group),
  column('host', 'text', null, 'host that ran it', NO_CT_TRACK, (row) => row.host),
  jobColumn('slurm_cluster', 'cluster that ran it'),
  jobColumn('slurm_job_id', 'job that ran it; of an array, that of the task'),
  jobColumn('slurm_array_job_id', 'job id of its array'),
  jobColumn('slurm_array_task_id', 'number of its task in the array'),
  jobColumn('slurm_partition', 'partition of the job'),
  jobColumn('slurm_account', 'project that the job was charged to'),
  jobColumn('slurm_user', 'user who owns the job'),
  jobColumn('slurm_rank', 'rank of its process in the job step'),
  column('basis', 'text', null, 'where the figure comes from: `measured`, `estimated`, `simulated`, `predicted`, `recovered` or `none`', null, (row) => row.figures.basis),
  column('epochs', 'integer', null, 'epochs on record; for formats without epochs the spans that were measured', null, (row) => row.epochs),
  column('planned_epochs', 'integer', null, 'epochs that were planned', 'the log does not contain it', (row) => row.plannedEpochs),
  column('counted_epochs', 'integer', null, 'epochs that the figure covers; 0 where the format has none', null, (row) => row.figures.corrected.epochs),
  column('duration_s', 'number', 's', 'time that the figure covers', null, (row) => row.figures.corrected.durationS),
  column('energy_kwh', 'number', 'kWh', 'energy of all devices of the run, PUE applied, whatever other runs measured', null, (row) => row.figures.corrected.energyKwh),
  column('co2eq_g', 'number', 'g', 'CO2eq of that energy', NO_CO2, (row) => row.figures.corrected.co2eqG),
  column('is_counted', 'boolean', null, 'whether it counts as a run; false for a copy or an earlier state of another run of the table', NOT_YET, (row) => row.isCounted),
  column('energy_counted_kwh', 'number', 'kWh', 'energy that counts, without what another run of the table counts already; 0 for a copy', NOT_YET, (row) => row.counted?.energyKwh ?? null),
  column('co2eq_counted_g', 'number', 'g', 'CO2eq of that energy', `${NO_CO2}, or ${NOT_YET}`, (row) => row.counted?.co2eqG ?? null),
  column('counted_findings', { nested: SHAPES.findings }, null, 'the findings about what counts, as `findings`: `device-counted-once`', `there are none, or ${NOT_YET}`, (row) => fromFindings(row.countedFindings)),
  column('logged_epochs', 'integer', null, 'epochs that the logged figure covers', null, (row) => row.figures.logged.epochs),
  column('logged_duration_s', 'number', 's', 'time of the logged figure', null, (row) => row.figures.logged.durationS),
  column('logged_energy_kwh', 'number', 'kWh', 'energy as the log has it, uncorrected', null, (row) => row.figures.logged.energyKwh),
  column('logged_co2eq_g', 'number', 'g', 'CO2eq as the log has it', NO_CO2, (row) => row.figures.logged.co2eqG),
  column('logged_equivalents', { nested: SHAPES.equivalents }, null, 'equivalents as the log has them: `unit` and `value`', 'the log prints none', (row) => fromEquivalents(row.figures.logged.equivalents)),
  column('pue', 'number', null, 'power usage effectiveness that the energy holds', 'none was applied, or the log does not name it', (row) => row.pue?.value ?? null),
  column('pue_source', 'text', null, 'source of the PUE', 'none was applied', (row) => row.pue?.source ?? null),
  column('intensity_g_per_kwh', 'number', 'g/kWh', 'carbon intensity as the log names it', NO_INTENSITY, (row) => row.intensity?.gPerKwh ?? null),
  column('intensity_kind', 'text', null, '`live`, `country-average`, `region-average`, `world-average` or `unknown`', NO_INTENSITY, (row) => row.intensity?.kind ?? null),
  column('intensity_location', 'text', null, 'place of the intensity', 'it is not known', (row) => row.intensity?.location ?? null),
  column('intensity_year', 'integer', null, 'year of an average', 'it is live, or the log does not contain it', (row) => row.intensity?.year ?? null),
  column('intensity_source', 'text', null, 'source of the intensity', 'carbontracker wrote the log, and no other intensity was given', (row) => row.intensity?.source ?? null),
  column('gpu_devices', 'texts', null, 'names of the GPUs, one item per device', 'the run has none', (row) => listed(row.gpuDevices)),
  column('gpu_count', 'integer', null, 'number of GPUs', null, (row) => row.gpuDevices.length),
  column('cpu_devices', 'texts', null, 'names of the CPUs, one item per device', 'the run has none', (row) => listed(row.cpuDevices)),
  column('cpu_count', 'integer', null, 'number of CPUs', null, (row) => row.cpuDevices.length),
  column('gpu_hours', 'number', 'h', '`duration_s` of every GPU', null, (row) => deviceHours(row, row.gpuDevices)),
  column('cpu_hours', 'number', 'h', '`duration_s` of every CPU', null, (row) => deviceHours(row, row.cpuDevices)),
  column('obtained', 'texts', null, 'how its energy was obtained: `measured`, `estimated`, `simulated`', 'nothing was', (row) => listed(row.obtained)),
  column('finding_codes', 'texts', null, 'codes of its findings, each once', 'there are none', (row) => listed(codesOf(row))),
  column('findings', { nested: SHAPES.findings }, null, 'the findings that do not depend on other runs: `code`, `severity`, `message`, `effect_kwh`', 'there are none', (row) => fromFindings(row.findings)),
  column('device_energy', { nested: SHAPES.deviceEnergy }, null, 'when each device used how much energy, see below', 'no other run can have measured its devices, as far as the log shows', (row) => fromDeviceEnergy(row.deviceEnergy)),
  column('identity', { nested: SHAPES.identity }, null, 'recognises copies and earlier states of the run, see below', OLDER_TABLE, (row) => fromIdentity(row.identity)),
  column('components', { nested: SHAPES.components }, null, 'its components and what was read of each: `name`, `devices`, `method` (how its power was obtained: `counter`, `sampled`, `estimated`, `simulated`, `unknown`), `energy_j` as logged, without PUE, and `covered_s`, the time with a reading', OLDER_TABLE, (row) => fromReadings(row.readings ?? null)),
  column('is_process_share', 'boolean', null, 'whether CodeCarbon counted the share of one process in CPU and memory', OLDER_TABLE, (row) => row.isShareOfProcess ?? null),
  column('is_alone', 'boolean', null, 'whether it is known that no other run of its `emissions.csv` took place at the same time', OLDER_TABLE, (row) => row.isAlone ?? null),
];

/** Columns that follow from others, or that nothing is counted by. */
const NOT_NEEDED: ReadonlySet<string> = new Set([
  ...['folder', 'command', 'group_name', ...Object.keys(JOB_COLUMNS), 'finding_codes'],
  ...[
    'is_counted',
    'energy_counted_kwh',
    'co2eq_counted_g',
    'counted_findings',
    'gpu_count',
    'cpu_count',
    'gpu_hours',
    'cpu_hours',
  ],
  // Tables of earlier versions lack them.
  ...['components', 'is_process_share', 'is_alone'],
]);

/** Names of the columns that a table must have. */
export const NEEDED_COLUMNS: readonly string[] = RUN_COLUMNS.map(({ name }) => name).filter(
  (name) => !NOT_NEEDED.has(name),
);

/** A record of `runs --json` and `--ndjson`: the whole run, its figures, and what it takes to add it up elsewhere. */
export function recordOf({ run, figures, whole, traits: { contentHash } }: Entry): object {
  return { schemaVersion: TABLE_SCHEMA, contentHash, ...plainRun(run), ...figures, whole };
}
