/** A run whose epochs are columns until somebody asks for them as objects. */
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

/**
 * Holds columns, or the epochs that were made of them when they were first asked for: never both, so that a change of an
 * epoch is seen by everybody. Spreading it loses its epochs; `plainRun` makes an object that holds them itself.
 */
export class ColumnRun implements Run {
  readonly id: string;
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
  #epochs: Epoch[] = [];
  #summary: Summary | null = null;

  constructor(run: Omit<Run, 'epochs'>, columns: EpochColumns) {
    this.id = run.id;
    this.files = run.files;
    this.writer = run.writer;
    this.startedAt = run.startedAt;
    this.endedAt = run.endedAt;
    this.end = run.end;
    this.components = run.components;
    this.durationResolutionS = run.durationResolutionS;
    this.plannedEpochs = run.plannedEpochs;
    this.pue = run.pue;
    this.intensity = run.intensity;
    this.actual = run.actual;
    this.predicted = run.predicted;
    this.tracking = run.tracking;
    this.findings = run.findings;
    this.#columns = columns;
  }

  get epochs(): Epoch[] {
    if (this.#columns !== null) {
      this.#epochs = this.#columns.epochs();
      this.#columns = null;
      this.#summary = null;
    }
    return this.#epochs;
  }

  set epochs(epochs: Epoch[]) {
    this.#epochs = epochs;
    this.#columns = null;
    this.#summary = null;
  }

  /** Null once the epochs are objects. */
  get columns(): EpochColumns | null {
    return this.#columns;
  }

  get summary(): Summary {
    if (this.#columns === null) return summarize(this);
    this.#summary ??= summarizeColumns(this, this.#columns);
    return this.#summary;
  }

  /** The run as an object without anything lazy. */
  toJSON(): Run {
    const { devicePowers } = this;
    return {
      id: this.id,
      files: this.files,
      writer: this.writer,
      startedAt: this.startedAt,
      endedAt: this.endedAt,
      end: this.end,
      components: this.components,
      ...(devicePowers === undefined ? {} : { devicePowers }),
      epochs: this.epochs,
      durationResolutionS: this.durationResolutionS,
      plannedEpochs: this.plannedEpochs,
      pue: this.pue,
      intensity: this.intensity,
      actual: this.actual,
      predicted: this.predicted,
      tracking: this.tracking,
      findings: this.findings,
    };
  }
}

/** A run as plain data, which can be spread, cloned and compared; its parts are those of the run. */
export const plainRun = (run: Run): Run => (run instanceof ColumnRun ? run.toJSON() : run);

/** The epochs of a run as columns; null where they are objects. */
export const columnsOf = (run: Run): EpochColumns | null => (run instanceof ColumnRun ? run.columns : null);

/** Number of epochs on record. */
export const epochCountOf = (run: Run): number => columnsOf(run)?.length ?? run.epochs.length;

/** What the epochs of a run add up to; found once while they are columns. */
export const summaryOf = (run: Run): Summary => (run instanceof ColumnRun ? run.summary : summarize(run));
