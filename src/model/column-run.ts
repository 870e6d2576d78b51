/** A run with its epochs in columns, which become objects only on demand. */
import type { EpochColumns } from './epoch-columns.ts';
import type {
  Component,
  Consumption,
  DevicePowers,
  Epoch,
  Finding,
  Intensity,
  Pue,
  Run,
  RunEnd,
  RunFiles,
  Writer,
} from './run.ts';
import { type Summary, summarize, summarizeColumns } from './summary.ts';
import type { Tracking } from './tracking.ts';

/** The fields that runs with the same lines share. */
export type CommonParts = Pick<Run, 'writer' | 'components' | 'durationResolutionS' | 'pue' | 'intensity'>;

/** The fields that each run has for itself, apart from its epochs. */
export type OwnParts = Omit<Run, keyof CommonParts | 'format' | 'epochs' | 'tracking' | 'devicePowers'>;

/**
 * Holds columns, or the epochs that were made of them when they were first asked for: never both, so that a change of an
 * epoch is seen everywhere. Spreading it loses its epochs, and its writer, components, PUE and intensity are also those of
 * other runs; `plainRun` makes an object that has all of that for itself.
 */
export class ColumnRun implements Run {
  readonly id: string;
  readonly format = 'carbontracker';
  files: RunFiles;
  writer: Writer;
  startedAt: string | null;
  endedAt: string | null;
  end: RunEnd;
  components: Component[];
  declare devicePowers?: DevicePowers;
  durationResolutionS: number;
  plannedEpochs: number | null;
  pue: Pue | null;
  intensity: Intensity | null;
  actual: Consumption | null;
  predicted: Consumption | null;
  tracking: Tracking | null;
  findings: Finding[];
  #columns: EpochColumns | null;
  /** Epochs as objects; null while they are columns. */
  #epochs: Epoch[] | null = null;
  #summary: Summary | null = null;

  /**
   * @param common what this run has in common with others, which is not copied
   * @param own all else
   */
  constructor(common: CommonParts, own: OwnParts, columns: EpochColumns) {
    this.id = own.id;
    this.files = own.files;
    this.writer = common.writer;
    this.startedAt = own.startedAt;
    this.endedAt = own.endedAt;
    this.end = own.end;
    this.components = common.components;
    this.durationResolutionS = common.durationResolutionS;
    this.plannedEpochs = own.plannedEpochs;
    this.pue = common.pue;
    this.intensity = common.intensity;
    this.actual = own.actual;
    this.predicted = own.predicted;
    this.tracking = null;
    this.findings = own.findings;
    this.#columns = columns;
  }

  get epochs(): Epoch[] {
    this.#epochs ??= this.#columns?.epochs() ?? [];
    this.#columns = null;
    this.#summary = null;
    return this.#epochs;
  }

  set epochs(epochs: Epoch[]) {
    this.#epochs = epochs;
    this.#columns = null;
    this.#summary = null;
  }

  /** The epochs as columns; null once they are objects. */
  get columns(): EpochColumns | null {
    return this.#columns;
  }

  /** Sums over the epochs, computed once while they are columns. */
  get summary(): Summary {
    if (this.#columns === null) return summarize(this);
    this.#summary ??= summarizeColumns(this, this.#columns);
    return this.#summary;
  }

  /** The run as an object that shares nothing with other runs. */
  toJSON(): Run {
    const { devicePowers, writer, components, pue, intensity } = this;
    return {
      id: this.id,
      format: this.format,
      files: this.files,
      writer: { ...writer },
      startedAt: this.startedAt,
      endedAt: this.endedAt,
      end: this.end,
      components: components.map((component) => ({ ...component, devices: [...component.devices] })),
      ...(devicePowers === undefined ? {} : { devicePowers }),
      epochs: this.epochs,
      durationResolutionS: this.durationResolutionS,
      plannedEpochs: this.plannedEpochs,
      pue: pue === null ? null : { ...pue },
      intensity: intensity === null ? null : { ...intensity, values: [...intensity.values] },
      actual: this.actual,
      predicted: this.predicted,
      tracking: this.tracking,
      findings: this.findings,
    };
  }
}

/** A run as plain data, which can be changed, spread, cloned and compared; the same run where it is that already. */
export const plainRun = (run: Run): Run => (run instanceof ColumnRun ? run.toJSON() : run);

/** The epochs of a run as columns; null where they are objects. */
export const columnsOf = (run: Run): EpochColumns | null => (run instanceof ColumnRun ? run.columns : null);

/** Number of epochs on record. */
export const epochCountOf = (run: Run): number => columnsOf(run)?.length ?? run.epochs.length;

/** Sums over the epochs of a run, computed once while they are columns. */
export const summaryOf = (run: Run): Summary => (run instanceof ColumnRun ? run.summary : summarize(run));
