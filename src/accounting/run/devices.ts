/** The devices of a run: which count, their power with carbontracker's averaging corrected, their energy over time. */
import { columnsOf, plainRun, summaryOf } from '../../model/column-run.ts';
import type { DeviceEnergy } from '../../model/device-energy.ts';
import { totalPowerW } from '../../model/energy.ts';
import { wallSpans } from '../../model/pauses.ts';
import type { Component, Epoch, Power, Run } from '../../model/run.ts';
import type { Summary } from '../../model/summary.ts';
import type { Tracking } from '../../model/tracking.ts';
import { areSeveral, averaging } from './writers.ts';

/** Parts that a log lists as devices of a component but that are of another kind: a neural engine, memory. */
const PARTS: Record<string, RegExp> = { gpu: /^ANE$/, cpu: /^dram\b|^memory\b/ };

/** A device of a run. */
export interface CountedDevice {
  /** `gpu` or `cpu`. */
  component: string;
  /** Name of the device as logged. */
  name: string;
  /** Place among the devices of ct-track's journal; null for carbontracker. */
  index: number | null;
}

/** Whether a device is a part beside the devices of its component: memory, or a unit beside the GPU. */
export const isPart = ({ component, name }: { component: string; name: string | null }): boolean =>
  PARTS[component]?.test(name ?? '') ?? false;

/** Every device that counts in a run, parts included. */
export function countedDevices({ components, tracking }: Run): CountedDevice[] {
  if (tracking === null) {
    return components.flatMap(({ name: component, devices }) =>
      devices.map((name) => ({ component, name, index: null })),
    );
  }
  return tracking.devices
    .map(({ component, name }, index) => ({ component, name, index }))
    .filter(({ index }) => counts(tracking, index));
}

/** A process that shares its devices with others leaves some to them: those have no value in any epoch. */
function counts({ epochs, unfinished }: Tracking, device: number): boolean {
  const known = epochs.filter((epoch) => epoch !== null);
  if (known.length === 0) return unfinished === null || (unfinished.energyJ[device] ?? null) !== null;
  return known.some(({ coveredS }) => (coveredS[device] ?? null) !== null);
}

/** Names of the devices of one component, without its parts. */
export function devicesOf(run: Run, component: string): string[] {
  return countedDevices(run)
    .filter((device) => device.component === component && !isPart(device))
    .map(({ name }) => name);
}

/** Number of GPUs of a run. */
export const gpuCount = (run: Run): number => devicesOf(run, 'gpu').length;

/**
 * When each device of a ct-track run, or of a power trace, used how much energy, which shows whether another run measured it
 * too.
 *
 * @returns null for runs that cannot share a device with another one as far as their log shows
 */
export function deviceEnergyOf({
  tracking,
  deviceEnergy,
}: Pick<Run, 'tracking' | 'deviceEnergy'>): DeviceEnergy | null {
  if (tracking === null) return deviceEnergy ?? null;
  if (tracking.startUnixS === null) return null;
  const { host, machine, startUnixS, epochs, pauses = [], unfinished } = tracking;
  const spansS: [number, number][] = [];
  const energiesJ: (readonly (number | null)[])[] = [];
  let totalJ = 0;
  const add = (startS: number, endS: number | null, energyJ: readonly (number | null)[]): void => {
    for (const deviceJ of energyJ) totalJ += deviceJ ?? 0;
    if (endS === null || endS <= startS) return;
    for (const [fromS, toS] of wallSpans(pauses, startS, endS)) {
      const share = (toS - fromS) / (endS - startS);
      spansS.push([fromS, toS]);
      energiesJ.push(share === 1 ? energyJ : energyJ.map((deviceJ) => (deviceJ === null ? null : deviceJ * share)));
    }
  };
  for (const epoch of epochs) if (epoch !== null) add(epoch.startS, epoch.endS, epoch.energyJ);
  if (unfinished !== null) add(unfinished.startS, unfinished.endS, unfinished.energyJ);
  const devices = tracking.devices.flatMap(({ key, uuid }, i) =>
    uuid === null ? [] : [{ key, uuid, energyJ: energiesJ.map((energyJ) => energyJ[i] ?? null) }],
  );
  if (devices.length === 0 || totalJ <= 0) return null;
  return { host, machine, startUnixS, spansS, devices, totalJ };
}

/**
 * Where a device is. The machine decides where it is known: two machines may have one host name, and two containers of
 * one machine have two.
 */
export const placeOf = ({ host, machine = null }: { host: string; machine?: string | null | undefined }): string =>
  machine ?? `host ${host}`;

/** Factor from the logged mean to the sum: the number of devices where the mean was logged, else 1. */
export function deviceFactor(run: Run, component: Component): number {
  if (component.devices.length <= 1 || averaging(run) !== 'certain') return 1;
  return logsMean(run, component) ? component.devices.length : 1;
}

/** Whether a component of several devices logs their mean, which is not always zero (zero means a failed sensor). */
export function logsMean(run: Run, component: Component): boolean {
  if (component.devices.length <= 1) return false;
  if (columnsOf(run) !== null) {
    return summaryOf(run).components[run.components.indexOf(component)]?.isMean === true;
  }
  return run.epochs.some((epoch) => {
    const power = epoch.powerW[component.name];
    return power?.scope === 'mean' && (totalPowerW(power) ?? 0) > 0;
  });
}

/** Components that may log the mean of several devices; without energy of epochs, all components with several devices. */
export function averagedComponents(run: Run, { loggedKwh }: Pick<Summary, 'loggedKwh'>): Component[] {
  if (loggedKwh > 0) {
    const averaged: Component[] = [];
    for (const component of run.components) if (logsMean(run, component)) averaged.push(component);
    return averaged;
  }
  return (run.actual?.energyKwh ?? 0) > 0 ? run.components.filter(areSeveral) : [];
}

/**
 * Factor from a printed total to the sum over the devices, for a run without energy of epochs: exact where all components
 * have the same number of devices, as the total is then the sum of equal shares.
 *
 * @returns null where the components differ and no epoch shows their shares
 */
export function totalDeviceFactor(run: Run): number | null {
  if (averaging(run) !== 'certain' || !run.components.some(areSeveral)) return 1;
  const counts = new Set(run.components.map((component) => (areSeveral(component) ? component.devices.length : 1)));
  const [count = 1] = counts;
  return counts.size === 1 ? count : null;
}

/** Makes the power lines of a run count as logged: a mean of several devices counts as their sum, as its writer did. */
export function withLoggedPowers(run: Run): Run {
  const asSum = (power: Power | null): Power | null => (power?.scope === 'mean' ? { ...power, scope: 'sum' } : power);
  const epochs = run.epochs.map((epoch) => {
    const powerW = Object.entries(epoch.powerW).map(([name, power]) => [name, asSum(power)] as const);
    return { ...epoch, powerW: Object.fromEntries(powerW) };
  });
  return { ...plainRun(run), epochs };
}

/**
 * Mean power of a component during an epoch, over all its devices, without PUE.
 *
 * @returns W, corrected for the averaging of devices; null when it was not measured
 */
export function epochPowerW(run: Run, epoch: Epoch, component: Component): number | null {
  const powerW = totalPowerW(epoch.powerW[component.name]);
  return powerW === null ? null : powerW * deviceFactor(run, component);
}
