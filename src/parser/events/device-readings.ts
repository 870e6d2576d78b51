/** What one device of a session read, as powers that go evenly from one time to the next. */
import type { Method } from '../../model/run.ts';
import { type Rhythm, Series, sectionsOf } from '../power-trace/series.ts';

/** What tells a device from others. */
export interface DeviceIdentity {
  /** `cpu`, `gpu`, `ram`, `ane` or `system`. */
  domain: string;
  id: string;
  name: string;
  source: string;
  /** `device_total`, or the share of a process, job or container. */
  scope: string;
}

/** A time in which the power goes evenly from one value to another. */
export interface Piece {
  startS: number;
  endS: number;
  firstW: number;
  lastW: number;
}

/** Readings of one device: powers, a counter, or energies of intervals. */
export class DeviceReadings {
  readonly identity: DeviceIdentity;
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
    if (!(endS > startS) || !(energyJ >= 0)) return;
    const powerW = energyJ / (endS - startS);
    this.#intervals.push({ startS, endS, firstW: powerW, lastW: powerW });
  }

  /**
   * The times whose power is known, in order. Longer than three intervals without a reading is a gap; before the first and
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
    return this.#counter.length > 0 ? this.#ofCounter(rhythm) : this.#ofPowers(rhythm);
  }

  #ofPowers(rhythm: Rhythm): Piece[] {
    return sectionsOf(this.powers, rhythm).flatMap(({ timesS, values }) => {
      const pieces: Piece[] = [];
      for (let i = 0; i < timesS.length; i += 1) {
        const [startS, endS] = [timesS[i] as number, timesS[i + 1] ?? (timesS[i] as number)];
        const [firstW, lastW] = [values[i] as number, values[i + 1] ?? (values[i] as number)];
        if (endS - startS <= rhythm.longestS) pieces.push({ startS, endS, firstW, lastW });
      }
      return pieces;
    });
  }

  #ofCounter(rhythm: Rhythm): Piece[] {
    return sectionsOf(this.#counter, rhythm).flatMap((series) => {
      const pieces: Piece[] = [];
      for (let i = 1; i < series.length; i += 1) {
        const [startS, endS] = [series.timeS(i - 1), series.timeS(i)];
        const energyJ = series.value(i) - series.value(i - 1);
        // A counter that starts again says nothing of the time in between.
        if (energyJ < 0 || endS <= startS) continue;
        const powerW = energyJ / (endS - startS);
        pieces.push({ startS, endS, firstW: powerW, lastW: powerW });
      }
      return pieces;
    });
  }
}

/**
 * Pieces one after the other; of two that overlap, as after a clock that was set back, the later one begins where the first
 * ends. The one reading of a time is a piece without length, whose power still holds before and after it.
 */
function inOrder(intervals: readonly Piece[]): Piece[] {
  const sorted = intervals.toSorted((a, b) => a.startS - b.startS);
  const pieces: Piece[] = [];
  let endS = Number.NEGATIVE_INFINITY;
  for (const piece of sorted) {
    const startS = Math.max(piece.startS, endS);
    if (piece.endS < startS || (piece.endS === startS && pieces.length > 0)) continue;
    pieces.push({ ...piece, startS });
    ({ endS } = piece);
  }
  return pieces;
}

/** Energy of a time in J, with the lower and with the higher power of each piece, and how many seconds of it are known. */
export function energyIn(
  pieces: readonly Piece[],
  startS: number,
  endS: number,
): { energyJ: number; boundsJ: [low: number, high: number]; coveredS: number } {
  let [low, high] = [0, pieces.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pieces[middle] as Piece).endS <= startS) low = middle + 1;
    else high = middle;
  }
  let [energyJ, lowJ, highJ, coveredS] = [0, 0, 0, 0];
  for (let i = low; i < pieces.length; i += 1) {
    const piece = pieces[i] as Piece;
    if (piece.startS >= endS) break;
    const [fromS, toS] = [Math.max(piece.startS, startS), Math.min(piece.endS, endS)];
    if (toS <= fromS) continue;
    const slope = (piece.lastW - piece.firstW) / (piece.endS - piece.startS);
    const middleW = piece.firstW + slope * ((fromS + toS) / 2 - piece.startS);
    energyJ += middleW * (toS - fromS);
    lowJ += Math.min(piece.firstW, piece.lastW) * (toS - fromS);
    highJ += Math.max(piece.firstW, piece.lastW) * (toS - fromS);
    coveredS += toS - fromS;
  }
  return { energyJ, boundsJ: [lowJ, highJ], coveredS };
}
