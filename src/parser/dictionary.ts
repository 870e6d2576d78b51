/** Runs as carbontracker's own dictionaries, so that scripts written for its parser go on working. */
import { columnsOf, epochCountOf } from '../model/column-run.ts';
import type { EpochColumns } from '../model/epoch-columns.ts';
import { type Consumption, type Epoch, type Equivalents, type Run, recordsEpochs } from '../model/run.ts';

/** Measurements of a component as carbontracker names them; null stands for what was not measured. */
export interface ComponentDictionary {
  /**
   * Powers in W without PUE: one list per epoch, with a value per device, or their mean or sum; null without any
   * reading.
   */
  'avg_power_usages (W)': (number | null)[][] | null;
  /** Power x duration in J without PUE, as the powers; null without any reading. */
  'avg_energy_usages (J)': (number | null)[][] | null;
  /** Durations in s, one per epoch; null without epochs. */
  'epoch_durations (s)': (number | null)[] | null;
  /** Names of the devices as logged. */
  devices: string[];
}

/** A consumption block as carbontracker names its parts. */
export interface ConsumptionDictionary {
  /** Number of epochs of the heading, else those on record; null where neither exists. */
  epochs: number | null;
  /** Printed time in s; null when the block has none. */
  'duration (s)': number | null;
  /** Printed energy in kWh, including PUE. */
  'energy (kWh)': number;
  /** Printed CO2eq in g; null when the block has none. */
  'co2eq (g)': number | null;
  /** Printed comparisons, such as km by car; null when the block has none. */
  equivalents: Equivalents | null;
}

/** One entry of `parse_all_logs`. */
export interface LogDictionary {
  /** Path of the output log, or of the file of another format; null where there is none. */
  output_filename: string | null;
  /** Path of the standard log; null where it is missing. */
  standard_filename: string | null;
  /** Measurements by the name of the component. */
  components: Record<string, ComponentDictionary>;
  /** Whether the log has the line of an interruption. */
  early_stop: boolean;
  /** Block of the actual consumption; null where there is none. */
  actual: ConsumptionDictionary | null;
  /** Block of the predicted consumption; null where there is none. */
  pred: ConsumptionDictionary | null;
}

/** A run in the shape of an entry of `parse_all_logs`, figures as logged. */
export function toDictionary(run: Run): LogDictionary {
  return {
    output_filename: run.files.output ?? run.files.source ?? null,
    standard_filename: run.files.standard,
    components: toComponents(run),
    early_stop: run.end === 'stopped-early',
    // A heading without a count stands for the epochs on record.
    actual: toConsumption(run.actual, recordsEpochs(run) ? epochCountOf(run) || null : null),
    pred: toConsumption(run.predicted, null),
  };
}

/** The components of a run in the shape of `parse_logs`. */
export function toComponents(run: Run): Record<string, ComponentDictionary> {
  const durations = durationsOf(run);
  const entries = run.components.map(({ name, devices }): [string, ComponentDictionary] => {
    const powers = powersOf(run, name);
    const dictionary = {
      'avg_power_usages (W)': powers,
      'avg_energy_usages (J)': powers?.map((row, i) => energiesOf(row, durations[i] ?? null)) ?? null,
      'epoch_durations (s)': durations.length === 0 ? null : [...durations],
      devices: [...devices],
    };
    return [name, dictionary];
  });
  return Object.fromEntries(entries);
}

const energiesOf = (powersW: readonly (number | null)[], durationS: number | null): (number | null)[] =>
  powersW.map((powerW) => (powerW === null || durationS === null ? null : powerW * durationS));

function durationsOf(run: Run): (number | null)[] {
  const columns = columnsOf(run);
  if (columns === null) return run.epochs.map(({ durationS }) => durationS);
  return Array.from({ length: columns.length }, (_, i) => columns.durationS(i));
}

/** One row per epoch, all of the same width; nulls where nothing was measured, and null where nothing was in any epoch. */
function powersOf(run: Run, name: string): (number | null)[][] | null {
  const columns = columnsOf(run);
  return columns === null ? powersOfEpochs(run.epochs, name) : powersOfColumns(columns, name);
}

function powersOfEpochs(epochs: readonly Epoch[], name: string): (number | null)[][] | null {
  const width = epochs.reduce((widest, epoch) => Math.max(widest, epoch.powerW[name]?.values.length ?? 0), 1);
  if (!epochs.some((epoch) => epoch.powerW[name])) return null;
  return epochs.map((epoch) => [...(epoch.powerW[name]?.values ?? Array<null>(width).fill(null))]);
}

/** As `powersOfEpochs`, without making epochs objects. */
function powersOfColumns(columns: EpochColumns, name: string): (number | null)[][] | null {
  const power = columns.layout.powers.findIndex((one) => one.name === name);
  if (power === -1) return null;
  const rows = Array.from({ length: columns.length }, (_, epoch) => columns.valuesW(epoch, power));
  return rows.some((row) => row.some((value) => value !== null)) ? rows : null;
}

function toConsumption(consumption: Consumption | null, recordedEpochs: number | null): ConsumptionDictionary | null {
  if (consumption === null) return null;
  return {
    epochs: consumption.epochs ?? recordedEpochs,
    'duration (s)': consumption.durationS,
    'energy (kWh)': consumption.energyKwh,
    'co2eq (g)': consumption.co2eqG,
    equivalents: consumption.equivalents,
  };
}
