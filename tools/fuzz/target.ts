/** What is fuzzed: how inputs are made, and what reads them. */

export type Random = () => number;

/** Contents by the names of files; a text has a character for each byte. */
export type Files = Record<string, string | Uint8Array>;

export interface Target {
  /** Inputs of a whole run. */
  count: number;
  /** Whether `run` finds the files in its folder. */
  onDisk: boolean;
  /** Processor time that any input may take, in milliseconds. */
  allowedMs: number;
  /** An input; the same numbers give the same files. */
  make(random: Random): Files;
  /** Reads an input; whatever it throws is a failure. */
  run(files: Files, folder: string): void | Promise<void>;
}

/** An error that tells people what is wrong is no failure. */
export async function orRefused(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if ((error as Error).name !== 'CtError') throw error;
  }
}
