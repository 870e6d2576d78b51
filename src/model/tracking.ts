/** Data that only ct-track logs: where, how and how completely each device was measured. */
import type { OutsideEnergy } from './outside-energy.ts';
import type { Pause } from './pauses.ts';
import type { Method } from './run.ts';

/** A time without a reading, in s since the start of monitoring. */
export interface ReadingGap {
  fromS: number;
  toS: number;
  reason: string;
}

/** One device that ct-track measures. */
export interface MeasuredDevice {
  /** As in the samples file: `gpu:0`. */
  key: string;
  /** Name of its component: `gpu` or `cpu`. */
  component: string;
  name: string;
  /** Id that is the same for every process of the host that sees the device; null when nothing identifies it. */
  uuid: string | null;
  method: Method;
  /** Note about the figure. */
  note: string | null;
  /** Lowest and highest plausible power of an estimate, in W. */
  rangeW: [number, number] | null;
}

/** One measured device, with what is known of its readings. */
export interface TrackedDevice extends MeasuredDevice {
  /** Share of the epochs' time with known energy, 0 to 1; null without an epoch. */
  coverage: number | null;
  /** Gaps of all epochs. */
  gapCount: number;
  /** The first of them. */
  gaps: ReadingGap[];
}

/** One epoch by ct-track's clock; values are in the order of the devices. */
export interface TrackedEpoch {
  /** Seconds since the start of monitoring. */
  startS: number;
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
  number: number;
  /** Seconds since the start of monitoring. */
  startS: number;
  /** Time of the last sample; null where no sample follows the start. */
  endS: number | null;
  /** Energy in J per device, without PUE; null when no sample holds it. */
  energyJ: (number | null)[];
}

/** Data that ct-track's journal adds to a run. */
export interface Tracking {
  /** Id of the run that stays when its files are renamed. */
  id: string;
  host: string;
  /** Hash of the running machine, the same in its containers; null where the log has none. */
  machine: string | null;
  pid: number;
  /** Offset of the log's stamps from UTC in minutes, east positive. */
  utcOffsetMinutes: number;
  /** Unix time at which monitoring started, in s; null when no stamp shows it. */
  startUnixS: number | null;
  /** The wrapped command; null for a loop that the library measures. */
  command: string[] | null;
  /** Job, array and rank ids of Slurm, MPI or torchrun, by the name of their environment variable. */
  job: Record<string, string>;
  updateIntervalS: number;
  devices: TrackedDevice[];
  /** One for each epoch of the run, in the same order; null where the journal lacks it. */
  epochs: (TrackedEpoch | null)[];
  /** Energy that belongs to no epoch; null where the log does not hold it, or only a part of the epochs was monitored. */
  outside: OutsideEnergy | null;
  /** Times in which the command was stopped to ask the user: they lie in none of the other times; absent in older tables. */
  pauses?: Pause[];
  /** The unfinished epoch; null when every epoch ended. */
  unfinished: UnfinishedEpoch | null;
  /** Exit status of the wrapped command; null when it is not known. */
  exitCode: number | null;
  /** Signal that killed the wrapped command. */
  signal: string | null;
}
