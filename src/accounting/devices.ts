/** The known fault of carbontracker 2.0.0 to 2.4.3: the mean of a component's devices in place of their sum. */
import { totalPowerW } from '../model/energy.ts';
import type { Component, Epoch, Power, Run } from '../model/run.ts';

/** How sure it is that the power lines of a version hold the mean of the devices. */
export type Averaging = 'certain' | 'possible' | 'none';

/** Whether the writer of a run averaged its devices: `possible` for unknown and newer versions. */
export function averaging({ writer }: Run): Averaging {
  if (writer.tool !== 'carbontracker') return 'none';
  const { version } = writer;
  if (version === null) return 'possible';
  if (lastVersion.version !== version) lastVersion = { version, averaging: averagingOf(version) };
  return lastVersion.averaging;
}

/** Most folders hold one version, so the last answer is kept. */
let lastVersion: { version: string; averaging: Averaging } = { version: '', averaging: 'possible' };

function averagingOf(version: string): Averaging {
  const match = /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(version);
  if (match === null) return 'possible';
  const [major = 0, minor = 0, patch = 0] = match.slice(1).map((part) => Number(part ?? 0));
  if (major < 2) return 'none';
  if (major > 2 || minor > 4 || (minor === 4 && patch > 3)) return 'possible';
  return 'certain';
}

/** Factor from the logged mean to the sum: the number of devices where the mean was logged, else 1. */
export function deviceFactor(run: Run, component: Component): number {
  if (averaging(run) !== 'certain' || component.devices.length <= 1) return 1;
  return logsMean(run, component) ? component.devices.length : 1;
}

/** A component of several devices whose scalar is a mean and not zero throughout (zero is a failed sensor). */
export function logsMean(run: Run, component: Component): boolean {
  if (component.devices.length <= 1) return false;
  return run.epochs.some((epoch) => {
    const power = epoch.powerW[component.name];
    return power?.scope === 'mean' && (totalPowerW(power) ?? 0) > 0;
  });
}

/** A run whose power lines count as they stand: the mean of several devices is taken for their sum, as its writer did. */
export function withLoggedPowers(run: Run): Run {
  const asSum = (power: Power | null): Power | null => (power?.scope === 'mean' ? { ...power, scope: 'sum' } : power);
  const epochs = run.epochs.map((epoch) => {
    const powerW = Object.entries(epoch.powerW).map(([name, power]) => [name, asSum(power)] as const);
    return { ...epoch, powerW: Object.fromEntries(powerW) };
  });
  return { ...run, epochs };
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
