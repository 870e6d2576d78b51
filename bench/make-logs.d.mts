/** Writes a folder of runs and returns the energy that it must total, in kWh. */
export function makeLogs(folder: string, pairs: number, epochs: number, seed?: number): number;
/** Numbers in [0, 1) that a seed determines. */
export function generator(seed: number): () => number;
/** Standard log, output log and energy of one run. */
export function makeRun(
  random: () => number,
  startMs: number,
  epochs: number,
): { standard: string; output: string; energyKwh: number };
/** Writes a trace of nvidia-smi and returns the energy that it must total, in kWh. */
export function makeTrace(folder: string, rows: number): number;
