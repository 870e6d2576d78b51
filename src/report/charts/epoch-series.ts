/** The epochs of a run as series: where each starts, how long it is, and the power of each component. */
import { deviceFactor } from '../../accounting/index.ts';
import { totalPowerW } from '../../model/energy.ts';
import type { Component, Run } from '../../model/run.ts';
import { joulesToKwh } from '../../model/units.ts';

/** The powers of one component over the epochs. */
export interface ComponentSeries {
  /** The component. */
  component: Component;
  /** Name in upper case for people, such as `GPU`. */
  label: string;
  /** Mean power per epoch over all devices in W, without PUE, corrected for averaged devices; null where not measured. */
  powersW: (number | null)[];
}

/** The epochs of a run as one list per quantity. */
export interface EpochSeries {
  /** Start of each epoch, in s of monitored time: the time between epochs is in no log. */
  startsS: number[];
  /** Duration of each epoch in s; 0 where it is unknown. */
  durationsS: number[];
  /** Duration of all epochs in s. */
  totalS: number;
  /** Powers of each component. */
  components: ComponentSeries[];
}

/** Components that were measured in at least one epoch of known duration. */
export function epochSeries(run: Run): EpochSeries {
  const startsS: number[] = [];
  const durationsS: number[] = [];
  let totalS = 0;
  for (const epoch of run.epochs) {
    startsS.push(totalS);
    durationsS.push(epoch.durationS ?? 0);
    totalS += epoch.durationS ?? 0;
  }
  const components = run.components
    .map((component) => ({ component, label: component.name.toUpperCase(), powersW: powersOf(run, component) }))
    .filter(({ powersW }) => powersW.some((powerW, i) => powerW !== null && (durationsS[i] ?? 0) > 0));
  return { startsS, durationsS, totalS, components };
}

/** The factor for averaged devices is looked up once, as it scans the epochs. */
function powersOf(run: Run, component: Component): (number | null)[] {
  const factor = deviceFactor(run, component);
  return run.epochs.map((epoch) => {
    const powerW = totalPowerW(epoch.powerW[component.name]);
    return powerW === null ? null : powerW * factor;
  });
}

/** Energy of a component over all epochs, without PUE, in kWh. */
export function energyKwhOf(series: EpochSeries, { powersW }: ComponentSeries): number {
  return powersW.reduce<number>(
    (sum, powerW, i) => sum + joulesToKwh((powerW ?? 0) * (series.durationsS[i] as number)),
    0,
  );
}

/** Mean power weighted by duration over the measured steps, in W; not a number where nothing was measured. */
export function meanOverTimeW(powersW: readonly (number | null)[], durationsS: readonly number[]): number {
  let energyJ = 0;
  let timeS = 0;
  for (const [i, powerW] of powersW.entries()) {
    if (powerW === null) continue;
    energyJ += powerW * (durationsS[i] ?? 0);
    timeS += durationsS[i] ?? 0;
  }
  return timeS > 0 ? energyJ / timeS : Number.NaN;
}

/** Sum over the components per epoch; null where one of them was not measured. */
export function totalPowersW({ components, startsS }: EpochSeries): (number | null)[] {
  return startsS.map((_, i) => {
    let sum: number | null = 0;
    for (const { powersW } of components) {
      const powerW = powersW[i] ?? null;
      sum = powerW === null || sum === null ? null : sum + powerW;
    }
    return sum;
  });
}
