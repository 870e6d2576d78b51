/** The files of a run. */
import type { RunFiles } from './run.ts';

/** Paths of the files that exist, each once: one file may hold several logs. */
export const presentFiles = (files: RunFiles): string[] => [
  ...new Set(Object.values(files).filter((file) => file !== null)),
];
