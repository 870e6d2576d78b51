/** Powers of devices, with the averaging by carbontracker 2.0.0 to 2.4.5 corrected. */
import { columnsOf, epochCountOf, plainRun, summaryOf } from '../../model/column-run.ts';
import { totalPowerW } from '../../model/energy.ts';
import type { Component, Epoch, Power, Run } from '../../model/run.ts';
import { areSeveral, averaging } from './averaging.ts';

/** Factor from the logged mean to the sum: the number of devices where the mean was logged, else 1. */
export function deviceFactor(run: Run, component: Component): number {
  if (component.devices.length <= 1 || averaging(run) !== 'certain') return 1;
  return logsMean(run, component) ? component.devices.length : 1;
}

/** A component of several devices whose scalar is a mean and not zero throughout (zero is a failed sensor). */
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

/** Components whose power, as logged, may be the mean of several devices; without epochs all that name several. */
export function averagedComponents(run: Run): Component[] {
  if (epochCountOf(run) > 0) return run.components.filter((component) => logsMean(run, component));
  return (run.actual?.energyKwh ?? 0) > 0 ? run.components.filter(areSeveral) : [];
}

/**
 * Factor from a printed total to the sum over the devices, for a run without epochs: exact where all components have the
 * same number of devices, as the total is then the sum of equal shares.
 *
 * @returns null where the components differ and no epoch shows their shares
 */
export function totalDeviceFactor(run: Run): number | null {
  if (averaging(run) !== 'certain' || !run.components.some(areSeveral)) return 1;
  const counts = new Set(run.components.map((component) => (areSeveral(component) ? component.devices.length : 1)));
  const [count = 1] = counts;
  return counts.size === 1 ? count : null;
}

/** A run whose power lines count as they stand: the mean of several devices is taken for their sum, as its writer did. */
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
