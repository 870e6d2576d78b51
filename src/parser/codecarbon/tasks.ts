/** Rows of tasks -> one row per run: the tasks of a run follow one another, and lie within it. */
import type { EmissionsRow } from './row.ts';

/** The tasks of a run, added up. */
export interface TaskSum {
  /** Row of the run, with the sums over its tasks. */
  row: EmissionsRow;
  /** Number of tasks. */
  tasks: number;
  /** Start of the first task; null where no row has it. */
  startMs: number | null;
}

/** Values that add up over tasks. */
const SUMMED = ['durationS', 'co2eqG', 'energyKwh', 'gpuKwh', 'cpuKwh', 'ramKwh', 'waterL'] as const;

/** Adds tasks up by the run that they belong to. */
export class TaskSums {
  readonly #sums = new Map<string, TaskSum>();

  /** Adds a task to the run that its row names. */
  add(row: EmissionsRow): void {
    const { endMs, durationS } = row;
    const startMs = endMs === null || durationS === null ? null : endMs - durationS * 1000;
    const sum = this.#sums.get(row.runId);
    if (sum === undefined) {
      this.#sums.set(row.runId, { row: { ...row }, tasks: 1, startMs });
      return;
    }
    sum.tasks += 1;
    for (const name of SUMMED) {
      const value = row[name];
      if (value !== null) sum.row[name] = (sum.row[name] ?? 0) + value;
    }
    if (endMs !== null) sum.row.endMs = Math.max(sum.row.endMs ?? endMs, endMs);
    if (startMs !== null) sum.startMs = Math.min(sum.startMs ?? startMs, startMs);
  }

  /** Sums in the order in which the runs came. */
  get sums(): Iterable<TaskSum> {
    return this.#sums.values();
  }
}
