/** Energy of epochs from mean power and duration. */
import type { Epoch, Power } from './run.ts';
import { joulesToKwh } from './units.ts';

/** Sum of the values of a power line in W; null when none of them was measured. */
export function totalPowerW(power: Power | null | undefined): number | null {
  if (power === null || power === undefined) return null;
  let sum: number | null = null;
  for (const value of power.values) if (value !== null) sum = (sum ?? 0) + value;
  return sum;
}

/** Energy of an epoch's power lines as logged, without PUE, in kWh; null when nothing of it was measured. */
export function loggedEpochEnergyKwh(epoch: Epoch): number | null {
  if (epoch.durationS === null) return null;
  let sum: number | null = null;
  for (const name in epoch.powerW) {
    const powerW = totalPowerW(epoch.powerW[name]);
    if (powerW !== null) sum = (sum ?? 0) + joulesToKwh(powerW * epoch.durationS);
  }
  return sum;
}

/** Sum of the durations of the epochs, in s. */
export function totalDurationS(epochs: readonly Epoch[]): number {
  return epochs.reduce((sum, epoch) => sum + (epoch.durationS ?? 0), 0);
}
