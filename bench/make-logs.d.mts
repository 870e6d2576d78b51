/** Writes a folder of runs and returns the energy that it must total, in kWh. */
export function makeLogs(folder: string, pairs: number, epochs: number, seed?: number): number;
/** Numbers in [0, 1) that a seed determines. */
export function generator(seed: number): () => number;
