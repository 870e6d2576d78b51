/** Data that only ct-track logs: where, how and how completely each device was measured. */
import type { OutsideEnergy } from './outside-energy.ts';
import type { Pause } from './pauses.ts';
import type { Method } from './run.ts';

/** Below this share of the time with known energy, the missing energy shows in the total. */
export const LEAST_COVERAGE = 0.95;

/** A time without a reading, in s since the start of monitoring. */
export interface ReadingGap {
  /** Time of the last reading before the gap. */
  fromS: number;
  /** Time of the first reading after the gap, or of the end. */
  toS: number;
  /** Error or state that prevented the readings. */
  reason: string;
}

/** One device that ct-track measures. */
export interface MeasuredDevice {
  /** Key as in the samples file, such as `gpu:0`. */
  key: string;
  /** Name of its component: `gpu` or `cpu`. */
  component: string;
  /** Name as the driver or the user gives it. */
  name: string;
  /** Id that is the same for every process of the host that sees the device; null when nothing identifies it. */
  uuid: string | null;
  /** How its power is obtained. */
  method: Method;
  /** What a reader must know about the figure, such as `whole GPU, MIG slice asked for`; null when there is nothing. */
  note: string | null;
  /** Lowest and highest plausible power of an estimate, in W; null for a measurement. */
  rangeW: [number, number] | null;
}

/** One measured device, with what is known of its readings. */
export interface TrackedDevice extends MeasuredDevice {
  /** Share of the epochs' time with known energy, 0 to 1; null without an epoch. */
  coverage: number | null;
  /** Number of gaps in all epochs. */
  gapCount: number;
  /** The first gaps; `gapCount` counts all. */
  gaps: ReadingGap[];
}

/** One epoch by ct-track's clock; values are in the order of the devices. */
export interface TrackedEpoch {
  /** Seconds since the start of monitoring. */
  startS: number;
  /** Seconds since the start of monitoring. */
  endS: number;
  /** False when the end of the run cut the epoch off. */
  complete: boolean;
  /** Energy in J, without PUE; null when nothing was measured or the device does not count. */
  energyJ: (number | null)[];
  /** Time with known energy, in s; null when the device does not count. */
  coveredS: (number | null)[];
}

/** The epoch that was open when the run was killed, as far as the samples file holds it. */
export interface UnfinishedEpoch {
  /** Number of the epoch, from 1. */
  number: number;
  /** Seconds since the start of monitoring. */
  startS: number;
  /** Time of the last sample; null where no sample follows the start. */
  endS: number | null;
  /** Energy in J per device, without PUE; null when no sample holds it. */
  energyJ: (number | null)[];
}

/** Why ct-track ended a training before its time. */
export interface EarlyStop {
  /** A limit that was passed or would have been, or the answer no to the question whether to go on. */
  by: 'limit' | 'answer';
  /** One sentence, such as `the limit of 1.00 kWh is passed: 1.01 kWh were used`. */
  reason: string;
}

/** Data that ct-track's journal adds to a run. */
export interface Tracking {
  /** Id of the run that stays when its files are renamed. */
  id: string;
  /** Name of the host. */
  host: string;
  /** Hash of the running machine, the same in its containers; null where the log has none. */
  machine: string | null;
  /** Id of the process that measured. */
  pid: number;
  /** Offset of the log's stamps from UTC in minutes, east positive. */
  utcOffsetMinutes: number;
  /** Unix time at which monitoring started, in s; null when no stamp shows it. */
  startUnixS: number | null;
  /** The wrapped command; null for a loop that the library measures. */
  command: string[] | null;
  /** Job, array and rank ids of Slurm, MPI or torchrun, by the name of their environment variable. */
  job: Record<string, string>;
  /** Time between two readings, in s. */
  updateIntervalS: number;
  /** Measured devices, in the order of the values of an epoch. */
  devices: TrackedDevice[];
  /** One for each epoch of the run, in the same order; null where the journal lacks it. */
  epochs: (TrackedEpoch | null)[];
  /** Energy that belongs to no epoch; null where the log does not hold it, or only a part of the epochs was monitored. */
  outside: OutsideEnergy | null;
  /** Times in which the command was stopped to ask the user: they lie in none of the other times; absent in older tables. */
  pauses?: Pause[];
  /**
   * When the command was stopped for a question that has no answer yet, in s since the start without pauses; null where none
   * is open, absent in older tables.
   */
  askedAtS?: number | null;
  /** The unfinished epoch; null when every epoch ended. */
  unfinished: UnfinishedEpoch | null;
  /** Exit status of the wrapped command; null when it is not known. */
  exitCode: number | null;
  /** Signal that killed the wrapped command, such as `SIGTERM`; null when none did. */
  signal: string | null;
  /** Why ct-track ended the training; absent or null where it did not. */
  stopped?: EarlyStop | null;
}
