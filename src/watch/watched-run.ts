/** One run while it is written: what it uses now, and when it may end. */
import { hostname } from 'node:os';
import { type Entry, placeOf } from '../accounting/index.ts';
import { largest, smallest } from '../model/numbers.ts';
import type { Run } from '../model/run.ts';
import type { Samples } from '../model/samples.ts';

/** One device of a run that is under way. */
export interface WatchedDevice {
  /** Key of the device, such as `gpu:0`. */
  key: string;
  /** Distinguishes the device from all others, of every machine; null where nothing identifies it. */
  id: string | null;
  /** Runs that measure this device now, with this one: the power is that of the whole device in each. */
  runs: number;
  /** Power of the last sample in W, without PUE; null where it is unknown, as while the run waits. */
  powerW: number | null;
  /** Mean power of equal parts of the recent past in W, oldest first; null where nothing was measured. */
  recentW: (number | null)[];
}

/** A run that has not ended, as far as its files show. */
export interface WatchedRun {
  /** Id of the run, as in `Run`. */
  id: string;
  /** Whether its command is stopped until somebody answers the question of `--stop-and-confirm`. */
  isWaiting: boolean;
  /** Seconds since its start, without those in which it waited for an answer. */
  elapsedS: number;
  /** Energy so far in kWh, with the PUE of the log. */
  energyKwh: number;
  /** CO2eq so far in g; null where the carbon intensity is unknown. */
  co2eqG: number | null;
  /** Power of each device; empty where the writer logs no samples, as its power is known only when an epoch ends. */
  devices: WatchedDevice[];
  /** Number of epochs on record. */
  epochs: number;
  /** Number of epochs that the training is to have; null where unknown. */
  plannedEpochs: number | null;
  /** Seconds to the end if the epochs to come last as long as the mean, the shortest and the longest so far; null where unknown. */
  remainingS: { mean: number; least: number; most: number } | null;
}

/** Seconds of the past that `recentW` shows. */
const RECENT_S = 120;
/** Most parts of them; there are no more than samples, so that none is without one. */
const MOST_PARTS = 20;

/**
 * How long a writer may be silent: ct-track writes each sample; carbontracker and others write when an epoch ends, which
 * may take as long as three of those before.
 */
const LEAST_SILENCE_S = 15;
const INTERVALS_OF_SILENCE = 5;
const EPOCHS_OF_SILENCE = 3;
const SILENCE_WITHOUT_EPOCHS_S = 3600;
/** Stamps are local times of any zone; a copy has new file times, but its stamps show how old it is. */
const ZONES_S = 26 * 3600;

/**
 * Whether a run may be under way: its log has no end, and was written to a short time ago.
 *
 * @param silentS - since the last change of its files
 * @param nowUnixS - the clock of this machine
 */
export function isUnderWay(run: Run, silentS: number, nowUnixS: number): boolean {
  if (run.end !== 'cut-off') return false;
  if (isWaiting(run)) return mayLive(run);
  const stampS = unixOf(run.endedAt ?? run.startedAt);
  if (stampS !== null && nowUnixS - stampS > ZONES_S + EPOCHS_OF_SILENCE * largest(durationsOf(run.epochs), 0))
    return false;
  const { tracking, epochs } = run;
  if (tracking !== null) return silentS <= LEAST_SILENCE_S + INTERVALS_OF_SILENCE * tracking.updateIntervalS;
  const longestS = largest(durationsOf(epochs), 0);
  return silentS <= (longestS === 0 ? SILENCE_WITHOUT_EPOCHS_S : LEAST_SILENCE_S + EPOCHS_OF_SILENCE * longestS);
}

/** Nothing is written while a question is open. */
const isWaiting = ({ tracking }: Run): boolean => tracking?.askedAtS != null;

/** Whether the process that measures may live: that of another host, or of a container, cannot be asked. */
function mayLive({ tracking }: Run): boolean {
  if (tracking === null || tracking.host !== hostname()) return true;
  try {
    process.kill(tracking.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/**
 * What is shown of a run that is under way.
 *
 * @param samples null where the run has no samples file
 * @param nowUnixS - the clock of this machine, which must be that of the writer
 */
export function watchedRun({ run, whole }: Entry, samples: Samples | null, nowUnixS: number): WatchedRun {
  const waits = isWaiting(run);
  const pausedS = (run.tracking?.pauses ?? []).reduce((sum, { durationS }) => sum + durationS, 0);
  const elapsedS = run.tracking?.askedAtS ?? Math.max(0, nowUnixS - (startOf(run) ?? nowUnixS) - pausedS);
  return {
    id: run.id,
    isWaiting: waits,
    elapsedS,
    energyKwh: whole.energyKwh,
    co2eqG: whole.co2eqG,
    devices: samples === null ? [] : devicesOf(samples, run, waits),
    epochs: run.epochs.length,
    plannedEpochs: run.plannedEpochs,
    remainingS: remainingOf(run, elapsedS),
  };
}

const durationsOf = (epochs: Run['epochs']): number[] =>
  epochs.map(({ durationS }) => durationS).filter((durationS) => durationS !== null);

/** Unix time of the start in s; a log without it is of this machine, and has its local time. */
function startOf({ tracking, startedAt }: Run): number | null {
  return tracking?.startUnixS ?? unixOf(startedAt);
}

/** A stamp as one of this machine's zone. */
function unixOf(stamp: string | null): number | null {
  const localMs = stamp === null ? Number.NaN : new Date(stamp.replace(' ', 'T')).getTime();
  return Number.isNaN(localMs) ? null : localMs / 1000;
}

function devicesOf({ devices, rows }: Samples, { tracking }: Run, waits: boolean): WatchedDevice[] {
  const endS = rows.at(-1)?.elapsedS ?? 0;
  const recent = rows.filter(({ elapsedS }) => elapsedS > endS - RECENT_S);
  const count = Math.min(MOST_PARTS, recent.length);
  return devices.map((key, i) => {
    const parts = Array.from({ length: count }, () => ({ sumW: 0, count: 0 }));
    for (const [row, { powerW }] of recent.entries()) {
      const part = parts[Math.floor((row * count) / recent.length)];
      const value = powerW[i] ?? null;
      if (part === undefined || value === null) continue;
      part.sumW += value;
      part.count += 1;
    }
    const recentW = parts.map(({ sumW, count }) => (count === 0 ? null : sumW / count));
    const uuid = tracking?.devices.find((device) => device.key === key)?.uuid ?? null;
    const id = tracking === null || uuid === null ? null : JSON.stringify([placeOf(tracking), uuid]);
    return { key, id, runs: 1, powerW: waits ? null : (rows.at(-1)?.powerW[i] ?? null), recentW };
  });
}

function remainingOf({ epochs, plannedEpochs, tracking }: Run, elapsedS: number): WatchedRun['remainingS'] {
  const left = (plannedEpochs ?? 0) - epochs.length;
  const durations = durationsOf(epochs);
  if (plannedEpochs === null || durations.length === 0 || left <= 0) return null;
  const meanS = durations.reduce((sum, durationS) => sum + durationS, 0) / durations.length;
  const lastEpoch = tracking?.epochs.at(-1) ?? null;
  // The epoch that is open began behind the last one.
  const sinceS = lastEpoch === null ? 0 : Math.max(0, elapsedS - lastEpoch.endS);
  const after = (epochS: number): number => Math.max(0, left * epochS - Math.min(sinceS, epochS));
  return { mean: after(meanS), least: after(smallest(durations)), most: after(largest(durations)) };
}
