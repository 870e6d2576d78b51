/** Loads what watches the output only where it is watched: it would take a tenth of the start. */
import type * as Output from './output.ts';

/** See `watchOutput` of `output.ts`. */
export const watchOutput: typeof Output.watchOutput = async (...args) =>
  (await import('./output.ts')).watchOutput(...args);
