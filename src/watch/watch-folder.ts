/** Looks at a folder of logs: which runs are under way, and what the others add up to. */
import { statSync } from 'node:fs';
import { RunTotals, type Totals } from '../accounting/index.ts';
import type { Run } from '../model/run.ts';
import { samplesOf } from '../parser/index.ts';
import { entriesFrom, type ReadOptions } from '../pipeline.ts';
import { isUnderWay, type WatchedDevice, type WatchedRun, watchedRun } from './watched-run.ts';

/** A run that has ended. */
export interface FinishedRun {
  /** Id of the run, as in `Run`. */
  id: string;
  /** Energy in kWh, with the PUE of the log. */
  energyKwh: number;
  /** CO2eq in g; null where it is unknown. */
  co2eqG: number | null;
  /** Duration in s. */
  durationS: number;
  /** Unix time of the last write in ms. */
  writtenMs: number;
}

/** What a folder holds at one moment. */
export interface Watched {
  /** Runs that are under way, and those that wait for an answer. */
  running: WatchedRun[];
  /** Power of all devices of the runs under way in W, without PUE, each device once; null where none is known. */
  powerW: number | null;
  /** Runs that ended, the last one first. */
  finished: FinishedRun[];
  /** Totals of all runs, finished and under way. */
  totals: Totals;
}

/**
 * Reads all runs once.
 *
 * @param nowMs - Unix time on the clock of this machine
 * @throws CtError NOT_FOUND when a path does not exist
 */
export async function watchFolder(
  paths: readonly string[],
  options: ReadOptions & { nowMs?: number } = {},
): Promise<Watched> {
  const { nowMs = Date.now(), ...reading } = options;
  const running: WatchedRun[] = [];
  const finished: FinishedRun[] = [];
  const sums = new RunTotals();
  for await (const entry of entriesFrom(paths, reading)) {
    const { run, whole, figures } = entry;
    sums.add(figures);
    const writtenMs = lastWriteMs(run);
    if (isUnderWay(run, (nowMs - writtenMs) / 1000, nowMs / 1000))
      running.push(watchedRun(entry, samplesOf(run), nowMs / 1000));
    else finished.push({ id: run.id, ...whole, writtenMs });
  }
  running.sort((a, b) => b.elapsedS - a.elapsedS || (a.id < b.id ? -1 : 1));
  finished.sort((a, b) => b.writtenMs - a.writtenMs || (a.id < b.id ? -1 : 1));
  return { running, powerW: countDevices(running), finished, totals: sums.result() };
}

/** Counts how many runs measure each device; returns the power of all, each device once. */
function countDevices(running: readonly WatchedRun[]): number | null {
  const measured = new Map<string, WatchedDevice[]>();
  let sumW: number | null = null;
  for (const { isWaiting, devices } of running) {
    if (isWaiting) continue;
    for (const device of devices) {
      const same = device.id === null ? [] : (measured.get(device.id) ?? []);
      if (device.id !== null) measured.set(device.id, [...same, device]);
      // Two runs read a device some moments apart: the first reading that is there counts.
      if (device.powerW !== null && same.every(({ powerW }) => powerW === null)) sumW = (sumW ?? 0) + device.powerW;
    }
  }
  for (const same of measured.values()) for (const device of same) device.runs = same.length;
  return sumW;
}

/** Latest change of the files of a run; 0 where none can be asked, as of an archive. */
function lastWriteMs({ files }: Run): number {
  const places = [files.standard, files.output, files.samples, files.source];
  return places.reduce((latest, place) => {
    if (place == null) return latest;
    try {
      return Math.max(latest, statSync(place).mtimeMs);
    } catch {
      return latest;
    }
  }, 0);
}
