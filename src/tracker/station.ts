/** All devices of a run with their meters: read together, measured over the same windows. */
import type { SampleRow } from '../log/samples.ts';
import { Meter } from './meter.ts';
import type { Clock, Device, Observation, OpenSensor, Sensor } from './sensors/sensor.ts';
import type { Measured, Window } from './window.ts';

/** A window of every device, by key; each starts when its device was read. */
export type StationWindow = Map<string, Window>;

/** What each device used in a window, by key. */
export type StationMeasured = Map<string, Measured>;

interface Place {
  device: Device;
  meter: Meter;
  readAtS: number;
  /** Time of the first reading: nothing is known of what was before. */
  firstReadAtS: number;
}

/** Readings of power further apart than this many intervals are not joined. */
const LONGEST_STEP = 5;

/** Rounding of the samples file: microseconds, milliwatts, millijoules. */
const TIME_STEPS = 1e6;
const VALUE_STEPS = 1e3;

/** The devices of one run. */
export class Station {
  readonly #clock: Clock;
  readonly #sensors: OpenSensor[];
  readonly #places: Place[][];
  readonly #whole: StationWindow;
  /** Time of the start of monitoring in s, on the clock of the run. */
  readonly startedAtS: number;

  /** Opens the sensors and reads each device once. */
  constructor(sensors: readonly Sensor[], clock: Clock, updateIntervalS: number) {
    this.#clock = clock;
    this.#sensors = sensors.map((sensor) => sensor.open(clock));
    this.startedAtS = clock();
    const maxStepS = Math.max(1, updateIntervalS * LONGEST_STEP);
    this.#places = this.#sensors.map(({ devices }) =>
      devices.map((device) => ({
        device,
        meter: new Meter({ counter: device.counter, maxStepS }),
        readAtS: this.startedAtS,
        firstReadAtS: this.startedAtS,
      })),
    );
    this.read(true);
    for (const place of this.#places.flat()) place.firstReadAtS = place.readAtS;
    this.#whole = this.open();
  }

  /** Devices in the order of the readings. */
  get devices(): Device[] {
    return this.#places.flat().map((place) => place.device);
  }

  /** Seconds after which a counter must have been read again. */
  get maxIntervalS(): number {
    return Math.min(...this.#sensors.map((sensor) => sensor.maxIntervalS), Number.POSITIVE_INFINITY);
  }

  /**
   * Reads every device.
   *
   * @param withCounters see OpenSensor.read
   * @returns the time of the last reading
   */
  read(withCounters: boolean): number {
    for (const [i, sensor] of this.#sensors.entries()) {
      const places = this.#places[i] ?? [];
      for (const [j, observation] of this.#readSensor(sensor, withCounters).entries()) {
        const place = places[j];
        if (place === undefined) continue;
        place.meter.add(observation);
        place.readAtS = observation.atS;
      }
    }
    return this.#clock();
  }

  /** A sensor should not throw; one that does has gaps, and the others go on. */
  #readSensor(sensor: OpenSensor, withCounters: boolean): Observation[] {
    try {
      return sensor.read(withCounters);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return sensor.devices.map(() => ({ kind: 'gap', atS: this.#clock(), reason }));
    }
  }

  /** Keys of the devices that these processes use; null where no sensor can list processes. */
  computing(pids: ReadonlySet<number>): string[] | null {
    const withPids = this.#sensors.filter((sensor) => sensor.pids !== undefined);
    if (withPids.length === 0) return null;
    return withPids.flatMap((sensor) => {
      const onDevice = sensor.pids?.() ?? [];
      return sensor.devices.filter((_, i) => onDevice[i]?.some((pid) => pids.has(pid))).map((device) => device.key);
    });
  }

  /** Starts a window at the latest reading of each device, or at a moment before it. */
  open(atS = Number.POSITIVE_INFINITY): StationWindow {
    const startOf = ({ readAtS, firstReadAtS }: Place): number => Math.max(firstReadAtS, Math.min(atS, readAtS));
    return new Map(this.#places.flat().map((place) => [place.device.key, place.meter.open(startOf(place))]));
  }

  /** Ends a window at the latest reading of each device, or at a moment before it. */
  close(windows: StationWindow, atS = Number.POSITIVE_INFINITY): StationMeasured {
    return this.#measure(windows, (meter, window, readAtS) => meter.close(window, readAtS, Math.min(atS, readAtS)));
  }

  /** What each device used from the start to the latest reading, or to a moment before it. */
  total(atS = Number.POSITIVE_INFINITY): StationMeasured {
    return this.#measure(this.#whole, (meter, window, readAtS) => meter.peek(window, readAtS, Math.min(atS, readAtS)));
  }

  #measure(windows: StationWindow, take: (meter: Meter, window: Window, readAtS: number) => Measured): StationMeasured {
    const measured: StationMeasured = new Map();
    for (const { device, meter, readAtS } of this.#places.flat()) {
      const window = windows.get(device.key);
      if (window !== undefined) measured.set(device.key, this.#sinceStart(take(meter, window, readAtS)));
    }
    return measured;
  }

  /** Logs count the time of gaps from the start of monitoring. */
  #sinceStart(measured: Measured): Measured {
    if (measured.gaps.length === 0) return measured;
    const gaps = measured.gaps.map((gap) => ({
      ...gap,
      fromS: gap.fromS - this.startedAtS,
      toS: gap.toS - this.startedAtS,
    }));
    return { ...measured, gaps };
  }

  /** The row of the samples file for the latest readings. */
  sampleRow(): SampleRow {
    const total = this.total();
    const places = this.#places.flat();
    return {
      elapsedS: rounded(Math.max(0, ...places.map((place) => place.readAtS - this.startedAtS)), TIME_STEPS) ?? 0,
      powerW: places.map(({ meter }) => rounded(meter.latestPowerW, VALUE_STEPS)),
      energyJ: places.map(({ device }) => rounded(total.get(device.key)?.energyJ ?? null, VALUE_STEPS)),
    };
  }

  /** The window of the whole run. */
  get whole(): StationWindow {
    return this.#whole;
  }

  /** Lets the sensors go. */
  shutDown(): void {
    for (const sensor of this.#sensors) sensor.close();
  }
}

function rounded(value: number | null, steps: number): number | null {
  return value === null ? null : Math.round(value * steps) / steps;
}
