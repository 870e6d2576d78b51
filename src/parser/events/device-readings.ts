/** What one device of a session read, as powers that go evenly from one time to the next. */
import type { Method } from '../../model/run.ts';
import { addEvenly, inOrder, type Piece, piecesOf } from '../power-trace/pieces.ts';
import { type Rhythm, Series } from '../power-trace/series.ts';

/** What distinguishes a device from others. */
export interface DeviceIdentity {
  /** `cpu`, `gpu`, `ram`, `ane` or `system`. */
  domain: string;
  /** Id of the device among those of its domain. */
  id: string;
  /** Name for people. */
  name: string;
  /** Program or interface that read it. */
  source: string;
  /** `device_total`, or the share of a process, job or container. */
  scope: string;
}

/** Readings of one device: powers, a counter, or energies of intervals. */
export class DeviceReadings {
  /** What distinguishes the device from others. */
  readonly identity: DeviceIdentity;
  /** Powers in W over time. */
  readonly powers = new Series('power');
  readonly #counter = new Series('counter');
  readonly #intervals: Piece[] = [];

  constructor(identity: DeviceIdentity) {
    this.identity = identity;
  }

  /** Number of readings. */
  get length(): number {
    return this.powers.length + this.#counter.length + this.#intervals.length;
  }

  /** How the power was obtained, as source and readings show. */
  get method(): Method {
    const { source } = this.identity;
    if (/\bsim/i.test(source)) return 'simulated';
    if (/generic/i.test(source)) return 'estimated';
    return this.powers.length === 0 && this.length > 0 ? 'counter' : 'sampled';
  }

  /** Adds a power in W; null is none. */
  power(timeS: number, powerW: number | null): void {
    if (powerW !== null) this.powers.push(timeS, powerW);
  }

  /** Adds what a counter shows, in J. */
  counter(timeS: number, energyJ: number): void {
    this.#counter.push(timeS, energyJ);
  }

  /** Adds the energy of a time in J. */
  interval(startS: number, endS: number, energyJ: number): void {
    if (energyJ >= 0) addEvenly(this.#intervals, startS, endS, energyJ);
  }

  /**
   * The times with known power, in order. Longer than three intervals without a reading is a gap; before the first and
   * behind the last reading its power holds as long.
   */
  pieces(rhythm: Rhythm): Piece[] {
    const pieces = inOrder(this.#known(rhythm));
    const [first, last] = [pieces[0], pieces.at(-1)];
    if (first === undefined || last === undefined) return [];
    const { longestS } = rhythm;
    const before = { startS: first.startS - longestS, endS: first.startS, firstW: first.firstW, lastW: first.firstW };
    const after = { startS: last.endS, endS: last.endS + longestS, firstW: last.lastW, lastW: last.lastW };
    return [before, ...pieces, after];
  }

  #known(rhythm: Rhythm): Piece[] {
    if (this.#intervals.length > 0) return this.#intervals;
    return piecesOf(this.#counter.length > 0 ? this.#counter : this.powers, rhythm);
  }
}
