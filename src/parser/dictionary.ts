/** Runs as carbontracker's own dictionaries, so that scripts written for its parser go on working. */
import { type Consumption, type Epoch, type Equivalents, type Run, recordsEpochs } from '../model/run.ts';

/** Measurements of a component as carbontracker names them; null stands for what was not measured. */
export interface ComponentDictionary {
  'avg_power_usages (W)': (number | null)[][] | null;
  'avg_energy_usages (J)': (number | null)[][] | null;
  'epoch_durations (s)': (number | null)[] | null;
  devices: string[];
}

/** A consumption block as carbontracker names its parts. */
export interface ConsumptionDictionary {
  epochs: number | null;
  'duration (s)': number | null;
  'energy (kWh)': number;
  'co2eq (g)': number | null;
  equivalents: Equivalents | null;
}

/** One entry of `parse_all_logs`. */
export interface LogDictionary {
  output_filename: string | null;
  standard_filename: string | null;
  components: Record<string, ComponentDictionary>;
  early_stop: boolean;
  actual: ConsumptionDictionary | null;
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
    actual: toConsumption(run.actual, recordsEpochs(run) ? run.epochs.length || null : null),
    pred: toConsumption(run.predicted, null),
  };
}

/** The components of a run in the shape of `parse_logs`. */
export function toComponents(run: Run): Record<string, ComponentDictionary> {
  const entries = run.components.map(({ name, devices }): [string, ComponentDictionary] => {
    const powers = powerRows(run.epochs, name);
    const durations = run.epochs.length === 0 ? null : run.epochs.map(({ durationS }) => durationS);
    const energies = powers?.map((row, i) => {
      const durationS = run.epochs[i]?.durationS ?? null;
      return row.map((powerW) => (powerW === null || durationS === null ? null : powerW * durationS));
    });
    return [
      name,
      {
        'avg_power_usages (W)': powers,
        'avg_energy_usages (J)': energies ?? null,
        'epoch_durations (s)': durations,
        devices: [...devices],
      },
    ];
  });
  return Object.fromEntries(entries);
}

/** One row per epoch, all of the same width; nulls where nothing was measured. */
function powerRows(epochs: readonly Epoch[], name: string): (number | null)[][] | null {
  const width = epochs.reduce((widest, epoch) => Math.max(widest, epoch.powerW[name]?.values.length ?? 0), 1);
  if (!epochs.some((epoch) => epoch.powerW[name])) return null;
  return epochs.map((epoch) => [...(epoch.powerW[name]?.values ?? Array<null>(width).fill(null))]);
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
