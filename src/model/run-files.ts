/** The files of a run. */
import type { RunFiles } from './run.ts';

/** Those that there are. */
export const presentFiles = (files: RunFiles): string[] => Object.values(files).filter((file) => file !== null);
