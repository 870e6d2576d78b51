/** The GPUs of a run, and how long they were in use. */
import type { Component, Run } from '../model/run.ts';
import type { Tracking } from '../model/tracking.ts';

const SECONDS_PER_HOUR = 3600;

/** Apple's neural engine stands beside the GPU in its component, and is none. */
const NO_GPU = 'ANE';

/** Names of the devices of one component, one for each device that counts in the run. */
export function devicesOf({ components, tracking }: Run, name: string): string[] {
  if (tracking !== null) {
    return tracking.devices
      .filter((device, i) => device.component === name && counts(tracking, i))
      .map((one) => one.name);
  }
  const devices = components
    .filter((component: Component) => component.name === name)
    .flatMap(({ devices }) => devices);
  return name === 'gpu' ? devices.filter((device) => device !== NO_GPU) : devices;
}

/** A process that shares its devices with others leaves some to them: those have no value in any epoch. */
function counts({ epochs, unfinished }: Tracking, device: number): boolean {
  const known = epochs.filter((epoch) => epoch !== null);
  if (known.length === 0) return unfinished === null || (unfinished.energyJ[device] ?? null) !== null;
  return known.some(({ coveredS }) => (coveredS[device] ?? null) !== null);
}

/** Number of GPUs of a run. */
export const gpuCount = (run: Run): number => devicesOf(run, 'gpu').length;

/** GPU-hours: a duration in s, for each of the GPUs. */
export const gpuHours = (gpus: number, durationS: number): number => (gpus * durationS) / SECONDS_PER_HOUR;
