/** Runs while they are written. */
export { type FinishedRun, type Watched, watchFolder } from './watch-folder.ts';
export type { WatchedDevice, WatchedRun } from './watched-run.ts';
