/** The columns of a table of epochs; docs/schema.md is held to them by a test. */
import { type EpochRow, TABLE_SCHEMA } from '../accounting/index.ts';
import { type Column, columnOf, NO_CT_TRACK } from './column.ts';

const column = columnOf<EpochRow>();

const NO_READING = 'nothing was measured';

// biome-ignore format: a table reads best with one column per line
/** The columns in their order. */
export const EPOCH_COLUMNS: readonly Column<EpochRow>[] = [
  column('schema_version', 'integer', null, 'version of this schema', null, () => TABLE_SCHEMA),
  column('run_id', 'text', null, 'as in the table of runs', null, (row) => row.runId),
  column('content_hash', 'text', null, 'as in the table of runs', null, (row) => row.contentHash),
  column('tracking_id', 'text', null, 'as in the table of runs', NO_CT_TRACK, (row) => row.trackingId),
  column('epoch', 'integer', null, 'place in the log, from 1', null, (row) => row.epoch),
  column('label', 'integer', null, 'number that the log prints; not always the place', null, (row) => row.label),
  column('duration_s', 'number', 's', 'duration of the epoch', 'the log gives none or an impossible one', (row) => row.durationS),
  column('start_s', 'number', 's', 'start, since monitoring started', NO_CT_TRACK, (row) => row.startS),
  column('end_s', 'number', 's', 'end, since monitoring started', NO_CT_TRACK, (row) => row.endS),
  column('power_w', 'number', 'W', 'mean power of all devices without PUE, corrected where the writer averaged them', NO_READING, (row) => row.powerW),
  column('gpu_power_w', 'number', 'W', 'the part of the GPUs', NO_READING, (row) => row.gpuPowerW),
  column('cpu_power_w', 'number', 'W', 'the part of the CPUs', NO_READING, (row) => row.cpuPowerW),
  column('logged_power_w', 'number', 'W', 'mean power as the log has it, uncorrected', NO_READING, (row) => row.loggedPowerW),
  column('energy_kwh', 'number', 'kWh', '`power_w` x `duration_s` x `pue`', 'power or duration is not known', (row) => row.energyKwh),
  column('pue', 'number', null, 'power usage effectiveness', 'none was applied', (row) => row.pue),
];
