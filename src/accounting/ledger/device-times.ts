/** How long each device was in use, over many runs: time that several runs claim at once counts for the first of them. */
import type { DeviceEnergy } from '../../model/device-energy.ts';
import { wallSpans } from '../../model/pauses.ts';
import type { Run } from '../../model/run.ts';
import type { Tracking } from '../../model/tracking.ts';
import { type CountedDevice, countedDevices, isPart, placeOf } from '../run/devices.ts';

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
   * @param ofRow when a run from a table measured its devices, as its row holds it; null for a log
   */
  add(run: Run, durationS: number, ofRow: DeviceEnergy | null = null): (CountedDevice & { timeS: number })[] {
    // A run without time does not take time from others.
    if (durationS <= 0) return countedDevices(run).map((device) => ({ ...device, timeS: 0 }));
    const energy = ofRow ?? run.deviceEnergy ?? null;
    if (energy !== null && !this.#asLogged) return this.#addRow(run, durationS, energy);
    return countedDevices(run).map((device) => {
      const takenS = this.#asLogged || device.index === null ? 0 : this.#takenS(run.tracking, device.index);
      return { ...device, timeS: Math.max(0, durationS - takenS) };
    });
  }

  /** The devices of a row, and of a power trace, have no index: times that others took count for the first devices of the kind. */
  #addRow(run: Run, durationS: number, { host, machine, startUnixS, spansS, devices }: DeviceEnergy) {
    const takenS = new Map<string, number[]>();
    for (const { key, uuid, energyJ } of devices) {
      if (energyJ.every((deviceJ) => deviceJ === null)) continue;
      const place = `${placeOf({ host, machine })}\0${uuid}`;
      let deviceS = 0;
      for (const [fromS, toS] of spansS) deviceS += this.#claimed.claim(place, startUnixS + fromS, startUnixS + toS);
      const component = componentOf(key);
      takenS.set(component, [...(takenS.get(component) ?? []), deviceS]);
    }
    return countedDevices(run).map((device) => {
      const ofDeviceS = isPart(device) ? 0 : (takenS.get(device.component)?.shift() ?? 0);
      return { ...device, timeS: Math.max(0, durationS - ofDeviceS) };
    });
  }

  /** Seconds of a device that earlier runs have counted. */
  #takenS(tracking: Tracking | null, device: number): number {
    const uuid = tracking?.devices[device]?.uuid ?? null;
    if (tracking === null || uuid === null || tracking.startUnixS === null) return 0;
    const { startUnixS, epochs, pauses = [], unfinished } = tracking;
    const name = `${placeOf(tracking)}\0${uuid}`;
    let takenS = 0;
    for (const span of [...epochs, unfinished]) {
      if (span === null || span.endS === null) continue;
      for (const [fromS, toS] of wallSpans(pauses, span.startS, span.endS)) {
        takenS += this.#claimed.claim(name, startUnixS + fromS, startUnixS + toS);
      }
    }
    return takenS;
  }
}

/** `gpu:0` -> `gpu`; `cpu:0` and `psys:0` -> `cpu`. Memory is a part of a CPU and no device of its kind. */
const componentOf = (key: string): string => /^(?:gpu|dram)/.exec(key)?.[0] ?? 'cpu';

interface Span {
  /** Unix time in s. */
  fromS: number;
  toS: number;
}

/** Spans of each device in the order of time, without overlap. */
export class ClaimedTimes {
  readonly #spans = new Map<string, Span[]>();

  /**
   * Takes a span for a device.
   *
   * @returns seconds of it that were taken before
   */
  claim(device: string, fromS: number, toS: number): number {
    if (!(toS > fromS)) return 0;
    const spans = this.#spans.get(device);
    if (spans === undefined) {
      this.#spans.set(device, [{ fromS, toS }]);
      return 0;
    }
    const first = firstEndingFrom(spans, fromS);
    const union = { fromS, toS };
    let takenS = 0;
    let next = first;
    for (; next < spans.length && (spans[next] as Span).fromS <= toS; next += 1) {
      const other = spans[next] as Span;
      takenS += Math.max(0, Math.min(other.toS, toS) - Math.max(other.fromS, fromS));
      union.fromS = Math.min(union.fromS, other.fromS);
      union.toS = Math.max(union.toS, other.toS);
    }
    spans.splice(first, next - first, union);
    return takenS;
  }
}

/** Index of the first span that ends at a moment or later. */
function firstEndingFrom(spans: readonly Span[], atS: number): number {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle] as Span).toS < atS) low = middle + 1;
    else high = middle;
  }
  return low;
}
