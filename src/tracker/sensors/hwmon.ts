/** Sensors that read powers from files of Linux's hwmon: finding the files, and a sensor made of them. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readTextFile } from './powercap.ts';
import type { Clock, Device, Observation, Probe, Sensor } from './sensor.ts';

/** Where sysfs is; another place in tests. */
export interface SysfsOptions {
  /** Folder of sysfs. Default `/sys`. */
  sysRoot?: string;
}

/** Usual folder of sysfs. */
export const SYS_ROOT = '/sys';

const MICRO = 1e6;

/** A device, and how it is read. */
export interface HwmonPart {
  /** The device. */
  device: Device;
  /**
   * Reads the power in W.
   *
   * @throws an Error when it cannot be read
   */
  readW: () => number;
  /** Counter in J; absent where there is none. */
  readJ?: () => number;
}

/** What a look found. */
export interface HwmonFound {
  /** Devices in the order in which they are read. */
  parts: HwmonPart[];
  /** See Probe. */
  problems: string[];
}

/** A sensor of files that anybody may read. */
export function hwmonSensor(name: string, find: () => HwmonFound): Sensor {
  let found: HwmonFound | null = null;
  const look = (): HwmonFound => {
    found ??= find();
    return found;
  };
  return {
    name,
    probe: (): Probe => {
      const { parts, problems } = look();
      const devices = parts.map(({ device }) => device);
      return { sensor: name, state: devices.length > 0 ? 'ready' : 'absent', devices, problems, hint: null };
    },
    open: (clock) => {
      const { parts } = look();
      return {
        devices: parts.map(({ device }) => device),
        maxIntervalS: Number.POSITIVE_INFINITY,
        read: () => parts.map((part) => observe(part, clock)),
        close: () => undefined,
      };
    },
  };
}

function observe({ readW, readJ }: HwmonPart, clock: Clock): Observation {
  const atS = clock();
  try {
    return { kind: 'reading', atS, powerW: readW(), counterJ: readJ?.() ?? null };
  } catch (error) {
    return { kind: 'gap', atS, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Folders below another one, in the order of their numbers; none where it cannot be read. */
export function foldersOf(parent: string, name: RegExp): string[] {
  try {
    return readdirSync(parent)
      .filter((entry) => name.test(entry))
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
      .map((entry) => join(parent, entry));
  } catch {
    return [];
  }
}

/** Text of a file without the blanks around it; null where it cannot be read. */
export function textOf(path: string): string | null {
  try {
    return readTextFile(path).trim();
  } catch {
    return null;
  }
}

/**
 * The number in a file.
 *
 * @throws an Error when the file does not hold a number of at least 0
 */
export function numberOf(path: string): number {
  const text = readTextFile(path).trim();
  const value = Number(text);
  if (text === '' || !(value >= 0)) throw new Error(`${path} holds no number`);
  return value;
}

/** The power or energy of a file in µW or µJ. */
export const microOf = (path: string): number => numberOf(path) / MICRO;
