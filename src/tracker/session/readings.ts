/** Reads the devices of a run, on time and where epochs start and end, and writes the readings to the samples file. */
import type { RunLog } from '../run-log.ts';
import { Station } from '../station.ts';
import { CountedDevices } from './counted-devices.ts';
import type { RunClock } from './run-clock.ts';
import type { SessionOptions } from './types.ts';

/** Seconds between two readings of counters that are expensive to read. */
const SLOW_INTERVAL_S = 10;

const MS_PER_S = 1000;

/** Reads the devices of one run. */
export class Readings {
  /** The devices with their meters. */
  readonly station: Station;
  /** Which of the devices count. */
  readonly counted: CountedDevices;
  /** Where the readings go; null for a run without logs. */
  log: RunLog | null = null;
  /** Called after each sample. */
  onSample: () => void = () => undefined;
  readonly #clock: RunClock;
  readonly #timer: NodeJS.Timeout;
  #countersReadAtS: number;
  /** Whether the latest reading is in the samples file. */
  #isLogged = false;

  /** Opens the sensors, reads them, and samples from now on. */
  constructor({ sensors, updateIntervalS, computingPids }: SessionOptions, clock: RunClock) {
    this.#clock = clock;
    this.station = new Station(sensors, clock.now, updateIntervalS);
    this.counted = new CountedDevices(this.station, computingPids ?? null);
    this.#countersReadAtS = this.station.startedAtS;
    const intervalS = Math.min(updateIntervalS, this.station.maxIntervalS);
    this.#timer = setInterval(() => this.#sample(), intervalS * MS_PER_S);
    this.#timer.unref();
  }

  /** Reads everything, also what is expensive, and returns when. */
  readAll(): number {
    const atS = this.station.read(true);
    this.#countersReadAtS = atS;
    this.#isLogged = false;
    this.counted.look();
    return atS;
  }

  /** Reads everything for the last time where no epoch is open. */
  readLast(): void {
    this.station.read(true);
  }

  /** Writes the latest reading, once: many epochs may lie before it. */
  write(): void {
    if (!this.#isLogged) this.log?.sample(this.station.sampleRow());
    this.#isLogged = true;
  }

  /** Writes the latest reading also when it was written before. */
  writeAgain(): void {
    this.#isLogged = false;
    this.write();
  }

  /** Seconds from the start of monitoring to a time on the clock. */
  elapsedS(atS = this.#clock.now()): number {
    return atS - this.station.startedAtS;
  }

  /** Ends sampling; `station` can still be read. */
  stop(): void {
    clearInterval(this.#timer);
  }

  #sample(): void {
    if (this.#clock.isPaused) return;
    if (this.#clock.now() - this.#countersReadAtS >= SLOW_INTERVAL_S) this.readAll();
    else this.station.read(false);
    this.writeAgain();
    this.onSample();
  }
}
