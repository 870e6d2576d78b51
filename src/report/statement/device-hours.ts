/** Hours by type of device: duration of a run x number of its devices. */
import { DeviceTimes, type Entry, isPart } from '../../accounting/index.ts';
import { S_PER_HOUR } from '../../model/units.ts';

/** All devices of one name. */
export interface DeviceHours {
  /** `gpu` or `cpu`. */
  component: string;
  /** Name of the model; null where the log only names its place (`cpu:0`). */
  name: string | null;
  /** Fewest devices in one run. */
  fewest: number;
  /** Most devices in one run. */
  most: number;
  /**
   * Duration x number of devices, in hours; a device that several ct-track runs measured at the same time counts once.
   */
  hours: number;
  /** Number of runs with such a device. */
  runs: number;
}

/** Sums the hours of devices over the added runs. */
export class DeviceHourTotals {
  readonly #types = new Map<string, DeviceHours>();
  readonly #times: DeviceTimes;

  constructor(options: { asLogged: boolean }) {
    this.#times = new DeviceTimes(options);
  }

  /**
   * Adds the devices of a run.
   *
   * @param durationS - of the figure that counts, extrapolated where that is; 0 where nothing was measured
   */
  add({ run, traits }: Pick<Entry, 'run' | 'traits'>, durationS: number): void {
    const counts = new Map<string, { component: string; name: string | null; count: number; deviceS: number }>();
    for (const { component, name: device, timeS } of this.#times.add(
      run,
      durationS,
      traits.isRow ? traits.deviceEnergy : null,
    )) {
      const name = modelOf(component, device);
      const key = JSON.stringify([component, name]);
      const type = counts.get(key) ?? { component, name, count: 0, deviceS: 0 };
      type.count += 1;
      type.deviceS += timeS;
      counts.set(key, type);
    }
    for (const [key, { component, name, count, deviceS }] of counts) {
      const type = this.#types.get(key) ?? { component, name, fewest: count, most: count, hours: 0, runs: 0 };
      type.fewest = Math.min(type.fewest, count);
      type.most = Math.max(type.most, count);
      type.hours += deviceS / S_PER_HOUR;
      type.runs += 1;
      this.#types.set(key, type);
    }
  }

  /** GPUs first, then by hours. */
  result(): DeviceHours[] {
    const rank = ({ component }: DeviceHours): number => (component === 'gpu' ? 0 : component === 'cpu' ? 1 : 2);
    const name = (type: DeviceHours): string => `${type.component} ${type.name ?? ''}`;
    return [...this.#types.values()].sort(
      (a, b) => rank(a) - rank(b) || b.hours - a.hours || (name(a) < name(b) ? -1 : 1),
    );
  }
}

/** Hours of the devices that are of a component's own kind. */
export function hoursOf(types: readonly DeviceHours[], component: 'gpu' | 'cpu'): number {
  const own = types.filter((type) => type.component === component && !isPart(type));
  return own.reduce((sum, { hours }) => sum + hours, 0);
}

/** `cpu:0` is a place, not a model; the packages of a machine are one type. */
const modelOf = (component: string, device: string): string | null =>
  component === 'cpu' && /^(?:cpu|package)[-:\d]*$/.test(device) ? null : device;
