/** Runs while they are written. */
export { type FinishedRun, type Watched, watchFolder } from './watch-folder.ts';
export { isUnderWay, type WatchedDevice, type WatchedRun, watchedRun } from './watched-run.ts';
