/** Hours by type of device: duration of a run x number of its devices. */
import type { Run } from '../../model/run.ts';
import type { Tracking } from '../../model/tracking.ts';
import { ClaimedTimes } from './claimed-times.ts';

/** All devices of one name. */
export interface DeviceHours {
  /** `gpu` or `cpu`. */
  component: string;
  /** Null where the log does not name the model, only its place (`cpu:0`). */
  name: string | null;
  /** Fewest and most of them in one run. */
  fewest: number;
  most: number;
  /** A device that several ct-track runs measured at the same time counts once. */
  hours: number;
  runs: number;
}

/** Parts that a log lists among the devices of a component but that are none of its kind. */
const PARTS: Record<string, RegExp> = { gpu: /^ANE$/, cpu: /^dram\b|^memory\b/ };

const S_PER_HOUR = 3600;

/** Adds the devices of runs up as they pass. */
export class DeviceHoursTally {
  readonly #types = new Map<string, DeviceHours>();
  readonly #claimed = new ClaimedTimes();
  readonly #asLogged: boolean;

  constructor({ asLogged }: { asLogged: boolean }) {
    this.#asLogged = asLogged;
  }

  /** @param durationS - of the figure that counts, extrapolated where that is; 0 where nothing was measured */
  add(run: Run, durationS: number): void {
    const counts = new Map<string, { component: string; name: string | null; count: number; deviceS: number }>();
    for (const { component, name, takenS } of this.#devicesOf(run)) {
      const key = JSON.stringify([component, name]);
      const type = counts.get(key) ?? { component, name, count: 0, deviceS: 0 };
      type.count += 1;
      type.deviceS += Math.max(0, durationS - takenS);
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
  get types(): DeviceHours[] {
    const rank = ({ component }: DeviceHours): number => (component === 'gpu' ? 0 : component === 'cpu' ? 1 : 2);
    const name = (type: DeviceHours): string => `${type.component} ${type.name ?? ''}`;
    return [...this.#types.values()].sort(
      (a, b) => rank(a) - rank(b) || b.hours - a.hours || (name(a) < name(b) ? -1 : 1),
    );
  }

  *#devicesOf(run: Run): Generator<{ component: string; name: string | null; takenS: number }> {
    if (run.tracking === null) {
      for (const { name: component, devices } of run.components) {
        for (const device of devices) yield { component, name: modelOf(component, device), takenS: 0 };
      }
      return;
    }
    for (const [i, { component, name }] of run.tracking.devices.entries()) {
      if (!isCounted(run.tracking, i)) continue;
      yield { component, name: modelOf(component, name), takenS: this.#asLogged ? 0 : this.#takenS(run.tracking, i) };
    }
  }

  /** Seconds of a device that earlier runs have counted. */
  #takenS({ host, startUnixS, devices, epochs, unfinished }: Tracking, device: number): number {
    const uuid = devices[device]?.uuid ?? null;
    if (uuid === null || startUnixS === null) return 0;
    let takenS = 0;
    for (const span of [...epochs, unfinished]) {
      if (span === null || span.endS === null) continue;
      takenS += this.#claimed.claim(`${host}\0${uuid}`, startUnixS + span.startS, startUnixS + span.endS);
    }
    return takenS;
  }
}

/** Hours of the devices that are of a component's own kind. */
export function hoursOf(types: readonly DeviceHours[], component: 'gpu' | 'cpu'): number {
  const own = types.filter((type) => type.component === component && !isPart(type));
  return own.reduce((sum, { hours }) => sum + hours, 0);
}

/** Whether a type is a part beside the devices of its component: memory, or a unit beside the GPU. */
export const isPart = ({ component, name }: DeviceHours): boolean => PARTS[component]?.test(name ?? '') ?? false;

/** `cpu:0` is a place, not a model; the packages of a machine are one type. */
const modelOf = (component: string, device: string): string | null =>
  component === 'cpu' && /^(?:cpu|package)[-:\d]*$/.test(device) ? null : device;

/** A process that shares its devices with others leaves some to them: those have no value in any epoch. */
function isCounted({ epochs, unfinished }: Tracking, device: number): boolean {
  const known = epochs.filter((epoch) => epoch !== null);
  if (known.length === 0) return unfinished === null || (unfinished.energyJ[device] ?? null) !== null;
  return known.some(({ coveredS }) => (coveredS[device] ?? null) !== null);
}
