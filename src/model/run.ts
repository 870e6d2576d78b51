/** The record of one run, as its logs describe it; all modules use it. */
import type { DeviceEnergy } from './device-energy.ts';
import type { Tracking } from './tracking.ts';

/** Formats that are read, by the names that `--input-format` takes; `carbontracker` is that of its log files, ct-track's included. */
export const RUN_FORMATS = ['carbontracker', 'console', 'codecarbon', 'carbontracker-events', 'power-trace'] as const;

/** One of these values. */
export type RunFormat = (typeof RUN_FORMATS)[number];

/** Programs that measure and write what is read. */
export const TOOLS = ['carbontracker', 'ct-track', 'codecarbon', 'carbontracker-tui', 'nvidia-smi'] as const;

/** The program that wrote a log, with its version as printed (`2.4.4.dev3+g70e5a02`); null when the log does not contain it. */
export interface Writer {
  /** The program; null where it is unknown, as for a table of powers. */
  tool: (typeof TOOLS)[number] | null;
  /** Version as printed; null when the log does not contain it. */
  version: string | null;
}

/** Paths of the files of a run: the argument as given plus what lies below it. */
export interface RunFiles {
  /** Log with epochs and powers; null when the run has none. */
  standard: string | null;
  /** Log with the consumption blocks, or console text of carbontracker; null when the run has none. */
  output: string | null;
  /** Log with errors and warnings of the writer; null when the run has none. */
  error: string | null;
  /** CSV with the samples of ct-track; null when the run has none. */
  samples: string | null;
  /** The file of a run that carbontracker did not log; absent for the logs of carbontracker and ct-track. */
  source?: string;
}

/** How a log ends: `finished` with an end line, `stopped-early` with the line of an interruption, `cut-off` without either. */
export const RUN_ENDS = ['finished', 'stopped-early', 'cut-off'] as const;

/** One of these values. */
export type RunEnd = (typeof RUN_ENDS)[number];

/** Ways of obtaining the power of a component. */
export const METHODS = ['counter', 'sampled', 'estimated', 'simulated', 'unknown'] as const;

/** How the power of a component was obtained. */
export type Method = (typeof METHODS)[number];

/** A group of devices that the log reports under one name. */
export interface Component {
  /** Name in lower case, as in the power lines: `gpu`, `cpu`, or in other formats `ram`, `ane`, `other`. */
  name: string;
  /** Names of the devices as logged. */
  devices: string[];
  /** How the power was obtained. */
  method: Method;
  /** Bounds of an estimate; absent where the log shows none. */
  estimate?: Estimate;
}

/** How far the power of an estimate may be from the truth. */
export interface Estimate {
  /** Lowest and highest plausible power, in W without PUE. */
  rangeW: [number, number];
  /** Source of the bounds. */
  why: string;
}

/** Where a run ran, as its log names it; what it does not name is null. */
export interface Place {
  /** Name of the country. */
  country: string | null;
  /** Code of the country: two letters where it is known, else as logged. */
  countryCode: string | null;
  /** Region or state of the country. */
  region: string | null;
  /** Cloud provider, such as `aws`. */
  cloudProvider: string | null;
  /** Region of the cloud provider, such as `eu-west-1`. */
  cloudRegion: string | null;
}

/** Meaning of the values of a power line: one per device, the mean of the devices, or their sum. */
export type PowerScope = 'device' | 'mean' | 'sum';

/** Whether one power for several devices is their mean or their sum, for versions of the writer that may log either. */
export const DEVICE_POWERS = ['averaged', 'summed'] as const;

/** One of these values. */
export type DevicePowers = (typeof DEVICE_POWERS)[number];

/** Mean power of a component during an epoch, in W, without PUE; a null value was not measured. */
export interface Power {
  /** Meaning of the values. */
  scope: PowerScope;
  /** Powers in W, in the order of the devices where `scope` is `device`, else a single one. */
  values: (number | null)[];
}

/**
 * One monitored epoch, in the order of the log. A format without epochs has one such record for each span that it measured,
 * with the mean power of each component (energy / duration, scope `sum`); `recordsEpochs` is true where they are epochs.
 */
export interface Epoch {
  /** The number that the log prints; not reliable, the order of the records is. */
  number: number;
  /** Duration in s; null when the log gives none or an impossible one. */
  durationS: number | null;
  /** Power by component name; null or absent means not measured. */
  powerW: Record<string, Power | null>;
}

/** CO2eq in everyday terms, such as `{ 'km travelled by car': 3.5 }`. */
export type Equivalents = Record<string, number>;

/** A consumption block as logged: PUE is applied in it. */
export interface Consumption {
  /** `first` is the `First N epoch(s)` of 1.0.x: the part that was measured when the prediction was made. */
  block: 'actual' | 'predicted' | 'first';
  /** The count of its heading; null when the heading has none. */
  epochs: number | null;
  /** Printed time in s; null when the block has none. */
  durationS: number | null;
  /** Printed energy in kWh, including PUE. */
  energyKwh: number;
  /** Printed CO2eq in g; null when the block has none. */
  co2eqG: number | null;
  /** Printed comparisons, such as km by car; null when the block has none. */
  equivalents: Equivalents | null;
  /** Half a unit in the last printed digit of `energyKwh`, in kWh. */
  energyResolutionKwh: number;
  /** Half a unit in the last printed digit of `co2eqG`, in g; null when the block has none. */
  co2eqResolutionG: number | null;
}

/** Origins of a carbon intensity. */
export const INTENSITY_KINDS = ['live', 'country-average', 'region-average', 'world-average', 'unknown'] as const;

/** One of these values. */
export type IntensityKind = (typeof INTENSITY_KINDS)[number];

/** Carbon intensity of the electricity during the run. */
export interface Intensity {
  /** Carbon intensity of the run, in g/kWh. */
  gPerKwh: number;
  /** Origin of the value. */
  kind: IntensityKind;
  /** Location as printed; null when the log does not contain it. */
  location: string | null;
  /** Year of an average; null for live values or when the log does not contain it. */
  year: number | null;
  /** Every value that the log lists, in order. */
  values: number[];
  /** Source of the value: the log of ct-track, or the user who gave other factors. */
  source?: string;
}

/** Power usage effectiveness that the writer applied to its totals. */
export interface Pue {
  /** Factor of at least 1 from the energy of the devices to that of the data centre. */
  value: number;
  /** Publication, program or person that the value comes from. */
  source: string;
}

/** How much a finding matters: `error` where energy is missing or wrong and nothing can repair it, `warning` where it is repaired or extrapolated. */
export type Severity = 'info' | 'warning' | 'error';

/** All severities, the gravest first. */
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

/** The energies that a finding is about, in kWh with PUE; null where unknown. */
export interface FindingFigures {
  /** Energy that the log prints, in kWh. */
  loggedKwh: number | null;
  /** Correct energy, in kWh. */
  correctKwh: number | null;
  /** Lowest and highest energy that can be right, where no single one is known to be. */
  rangeKwh: [number, number] | null;
}

/** A fact that changes how far a number can be trusted. */
export interface Finding {
  /** Stable code, such as `averaged-devices`. */
  code: string;
  /** How much it matters. */
  severity: Severity;
  /** One line for people: what the log shows and what it changes. */
  message: string;
  /** Change of the total, in kWh; null when it is unknown or zero. */
  effectKwh: number | null;
  /** The energies that the finding is about, if any. */
  figures?: FindingFigures;
  /** Paths that it is about, where it belongs to no run. */
  files?: string[];
  /** Ids of the runs that it is about, where it is about several. */
  runs?: string[];
  /** Number of further runs that it is about, where those are too many to be listed. */
  moreRuns?: number;
  /**
   * Change of the total, in g CO2eq, of a finding that belongs to no run and so to no carbon intensity; null where it
   * is unknown.
   */
  effectCo2eqG?: number | null;
}

/** How a user wants a power trace to be read, in the words of `--columns`, `--from-time` and `--to-time`. */
export interface TraceChoice {
  /** Columns to read and how, as `--columns`; absent where not chosen. */
  columns?: string;
  /** Start of the part to read, as `--from-time`; absent for the first reading. */
  fromTime?: string;
  /** End of the part to read, as `--to-time`; absent for the last reading. */
  toTime?: string;
}

/** One monitored training. */
export interface Run {
  /** Folder and stem, unique over all arguments; `#2`, `#3` ... for further runs of a file. */
  id: string;
  /** Format of the file that the run was read from. */
  format: RunFormat;
  /** Files that the run was read from. */
  files: RunFiles;
  /** Program that wrote the log. */
  writer: Writer;
  /** Local wall clock as logged, `YYYY-MM-DD HH:MM:SS`; null when the log has no time stamp. */
  startedAt: string | null;
  /** Local wall clock of the last record, as `startedAt`; null when the log has no time stamp. */
  endedAt: string | null;
  /** How the log ends. */
  end: RunEnd;
  /** Groups of devices that the log reports, in its order. */
  components: Component[];
  /** The user's choice for a version that may average several devices; absent where no choice was needed. */
  devicePowers?: DevicePowers;
  /** Recorded epochs in the order of the log. */
  epochs: Epoch[];
  /** Largest error of one duration in the log, in seconds. */
  durationResolutionS: number;
  /** Number of epochs that the training was to have; null when the log does not contain it. */
  plannedEpochs: number | null;
  /** PUE; null where the writer applied none (before 1.1.0). */
  pue: Pue | null;
  /** Carbon intensity of the electricity; null when the log does not contain one. */
  intensity: Intensity | null;
  /**
   * Printed total: the last block of the actual consumption, or of the first epochs (1.0.x); null when the log has
   * none.
   */
  actual: Consumption | null;
  /** Last block of the predicted consumption; null when the log has none. */
  predicted: Consumption | null;
  /** Where the run ran; absent where the format does not name it. */
  place?: Place;
  /** Id that the writer gave the run, the same in all files; absent for carbontracker, and for ct-track in `tracking`. */
  writerId?: string;
  /** True where another file may hold a later state of the run, as the writer adds one from time to time. */
  mayGoOn?: true;
  /**
   * True where no other of the very many runs of its file ran at the same time, so that none of them is a rank of its
   * job.
   */
  isAlone?: true;
  /** Water that the writer counted, in L; absent where it counted none. */
  waterL?: number;
  /** When each GPU of a power trace used how much energy, where the trace names their ids; `tracking` has it for ct-track. */
  deviceEnergy?: DeviceEnergy;
  /** True where CPU and memory count by the share of one process, not by the whole machine. */
  isShareOfProcess?: true;
  /** The user's choice of how a power trace is read; absent without one. */
  said?: TraceChoice;
  /** Data of ct-track's journal; null for logs of carbontracker. */
  tracking: Tracking | null;
  /** Facts that change how far the figures can be trusted. */
  findings: Finding[];
}

/** Formats of which the records of a run are its epochs; those of others are measured spans. */
const FORMATS_WITH_EPOCHS: readonly RunFormat[] = ['carbontracker', 'console'];

/** Whether the records of a run are epochs, so that their number means something to its reader. */
export const recordsEpochs = ({ format }: Pick<Run, 'format'>): boolean => FORMATS_WITH_EPOCHS.includes(format);

/** Formats of which the measured spans count, whatever total a file prints. */
const FORMATS_WITHOUT_TOTALS: readonly RunFormat[] = ['carbontracker-events', 'power-trace'];

/** Whether the figure of a run is the sum of what was measured, never a printed total. */
export const countsSpans = ({ format }: Pick<Run, 'format'>): boolean => FORMATS_WITHOUT_TOTALS.includes(format);
