/** What every sensor offers: probe, open, read. A failed reading is a gap, never a zero. */
import type { MeasuredDevice } from '../../model/tracking.ts';

/** Monotonic time in seconds; only differences mean anything. */
export type Clock = () => number;

/** Kinds of devices, as carbontracker names them. */
export type ComponentName = 'gpu' | 'cpu';

/** How the energy counter of a device behaves. */
export interface Counter {
  /** Where it wraps to zero, in J; null when it does not wrap, so that a decrease means a reset. */
  rangeJ: number | null;
  /**
   * Power in W that the device cannot exceed: more between two readings is a reset, not energy; null where it is
   * unknown.
   */
  ceilingW: number | null;
}

/** One thing with a power draw. */
export interface Device extends MeasuredDevice {
  /** Component that it belongs to. */
  component: ComponentName;
  /** Its energy counter; null when the device offers power only. */
  counter: Counter | null;
}

/** A successful reading of one device. */
export interface Reading {
  kind: 'reading';
  /** Time of the reading in s, on the clock with which the sensor was opened. */
  atS: number;
  /** Power in W; null when it is not offered or failed. */
  powerW: number | null;
  /** Cumulative energy in J; null when it was not asked for or is not offered. */
  counterJ: number | null;
}

/** A reading that failed. */
export interface Gap {
  kind: 'gap';
  /** Time of the failed reading in s, on the clock with which the sensor was opened. */
  atS: number;
  /** Error or state that prevented the reading. */
  reason: string;
}

/** What reading a device gave. */
export type Observation = Reading | Gap;

/** What probing found, for `detect` and `ct-track doctor`. */
export interface Probe {
  /** Name of the sensor. */
  sensor: string;
  /** `refused`: it exists, but may not be read. */
  state: 'ready' | 'refused' | 'absent';
  /** Devices that can be measured. */
  devices: Device[];
  /** What is missing or restricted, one sentence each. */
  problems: string[];
  /** How to allow it with the least privilege; null when there is nothing to do. */
  hint: string | null;
}

/** A sensor in use. */
export interface OpenSensor {
  /** Devices in the order of the observations. */
  readonly devices: readonly Device[];
  /** Seconds that may pass between two readings of a counter before a wrap could be missed. */
  readonly maxIntervalS: number;
  /**
   * One observation per device, in the order of `devices`.
   *
   * @param withCounters false leaves out counters that are expensive to read
   */
  read(withCounters: boolean): Observation[];
  /** Host pids of the processes that compute on each device; null where that is not known. */
  pids?(): (number[] | null)[];
  /** Lets go of what was opened. */
  close(): void;
}

/** A way to measure. */
export interface Sensor {
  /** Short name, such as `nvml`. */
  readonly name: string;
  /** Looks for its devices; never throws. */
  probe(): Probe;
  /** Opens the devices that `probe` named. */
  open(clock: Clock): OpenSensor;
}

/** More than any GPU draws, in W: what implies more is a wrong reading, such as 0 or the largest number for "not known". */
export const GPU_CEILING_W = 5000;

/** Monotonic clock of the system. */
export const systemClock: Clock = () => Number(process.hrtime.bigint()) / 1e9;
