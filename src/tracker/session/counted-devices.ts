/** Which devices of a station count: all, or of the GPUs only those that the processes of the command use. */
import type { Device } from '../sensors/sensor.ts';
import type { Station, StationMeasured } from '../station.ts';

/** Selects the devices that count. */
export class CountedDevices {
  readonly #station: Station;
  readonly #computingPids: (() => number[]) | null;
  /** Keys of the GPUs on which the command was seen. */
  readonly #computing = new Set<string>();

  /** @param computingPids ids of the processes that select the GPUs; null: all GPUs count */
  constructor(station: Station, computingPids: (() => number[]) | null) {
    this.#station = station;
    this.#computingPids = computingPids;
  }

  /** Looks where the processes compute now. */
  look(): void {
    if (this.#computingPids === null) return;
    for (const key of this.#station.computing(new Set(this.#computingPids())) ?? []) this.#computing.add(key);
  }

  /** Whether GPUs were to be selected and no process was seen on any, as in containers: then all count. */
  get sawNone(): boolean {
    return this.#computingPids !== null && this.#computing.size === 0;
  }

  /** Leaves out GPUs that only others use. */
  of(measured: StationMeasured): StationMeasured {
    if (this.#computing.size === 0) return measured;
    const counted = new Set(this.#station.devices.filter((device) => this.#counts(device)).map(({ key }) => key));
    return new Map([...measured].filter(([key]) => counted.has(key)));
  }

  #counts({ component, key }: Device): boolean {
    return component !== 'gpu' || this.#computing.has(key);
  }
}
