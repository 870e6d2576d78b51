/** What happened to calls that were killed. */
export interface KilledWriters {
  killed: number;
  finished: number;
  killedWhileAdding: number;
  killedWhileCompacting: number;
  /** Datasets that were begun. */
  datasets: number;
  /** Unfinished files that killed calls left. */
  leftBehind: number;
}
export function killWriters(ctParse: string, times: number, seed: number): Promise<KilledWriters>;
