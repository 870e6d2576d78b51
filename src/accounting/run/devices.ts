/** The devices that count in a run, and how long each was in use. */
import type { Run } from '../../model/run.ts';
import type { Tracking } from '../../model/tracking.ts';
import { ClaimedTimes } from '../ledger/claimed-times.ts';
import { placeOf } from './device-energy.ts';

/** Parts that a log lists among the devices of a component but that are none of its kind: a neural engine, memory. */
const PARTS: Record<string, RegExp> = { gpu: /^ANE$/, cpu: /^dram\b|^memory\b/ };

/** A device of a run. */
export interface CountedDevice {
  /** `gpu` or `cpu`. */
  component: string;
  name: string;
  /** Its place among the devices of ct-track's journal; null for carbontracker. */
  index: number | null;
}

/** Whether a device is a part beside the devices of its component: memory, or a unit beside the GPU. */
export const isPart = ({ component, name }: { component: string; name: string | null }): boolean =>
  PARTS[component]?.test(name ?? '') ?? false;

/** Every device that counts in a run, parts included. */
function countedDevices({ components, tracking }: Run): CountedDevice[] {
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

/** Goes through runs one after the other: a device that several ct-track runs measured at the same time counts once. */
export class DeviceTimes {
  readonly #claimed = new ClaimedTimes();
  readonly #asLogged: boolean;

  /** @param asLogged a device that several runs measured stays in each of them */
  constructor({ asLogged = false }: { asLogged?: boolean } = {}) {
    this.#asLogged = asLogged;
  }

  /**
   * The devices of the next run, each with the time that it adds.
   *
   * @param durationS of the figure that counts, extrapolated where that is; 0 where nothing was measured
   */
  add(run: Run, durationS: number): (CountedDevice & { timeS: number })[] {
    // What adds no time takes none from others.
    if (durationS <= 0) return countedDevices(run).map((device) => ({ ...device, timeS: 0 }));
    return countedDevices(run).map((device) => {
      const takenS = this.#asLogged || device.index === null ? 0 : this.#takenS(run.tracking, device.index);
      return { ...device, timeS: Math.max(0, durationS - takenS) };
    });
  }

  /** Seconds of a device that earlier runs have counted. */
  #takenS(tracking: Tracking | null, device: number): number {
    const uuid = tracking?.devices[device]?.uuid ?? null;
    if (tracking === null || uuid === null || tracking.startUnixS === null) return 0;
    const { startUnixS, epochs, unfinished } = tracking;
    let takenS = 0;
    for (const span of [...epochs, unfinished]) {
      if (span === null || span.endS === null) continue;
      takenS += this.#claimed.claim(`${placeOf(tracking)}\0${uuid}`, startUnixS + span.startS, startUnixS + span.endS);
    }
    return takenS;
  }
}
