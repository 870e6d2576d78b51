/** Readings of one device -> its energy in any window of time. Pure: time comes with the readings. */
import { Past, shaped } from './past.ts';
import type { Counter, Observation } from './sensors/sensor.ts';
import { before, type Measured, type MeterGap, type Segment, type Window } from './window.ts';

/** Options of `Meter`. */
export interface MeterOptions {
  /** Counter of the device; null where it has none, so that its power is integrated. */
  counter: Counter | null;
  /** Two powers further apart than this many seconds are not joined by a line. */
  maxStepS?: number;
}

/**
 * Energy of one device. Differences of its counter count; power, integrated by trapezoid, fills the time since
 * the last step of the counter, and is the figure of a device without a counter.
 */
export class Meter {
  readonly #counter: Counter | null;
  readonly #maxStepS: number;
  readonly #windows = new Set<Window>();
  readonly #past = new Past();
  #lastCounter: { atS: number; energyJ: number } | null = null;
  #lastPower: { atS: number; powerW: number } | null = null;
  /** Integrated power since the last reading of the counter. */
  #provisional: Segment[] = [];
  #failure: string | null = null;
  #knownUntilS: number | null = null;
  #latestPowerW: number | null = null;

  constructor({ counter, maxStepS = Number.POSITIVE_INFINITY }: MeterOptions) {
    this.#counter = counter;
    this.#maxStepS = maxStepS;
  }

  /** Power in W at the latest reading, from the counter where the device has no power reading; null after a failed reading. */
  get latestPowerW(): number | null {
    return this.#latestPowerW;
  }

  /** Starts a window, now or at a moment before; `close` ends it. */
  open(atS: number): Window {
    const window = this.#past.since(atS);
    this.#windows.add(window);
    return window;
  }

  /**
   * Energy of a window up to now, or to a moment before.
   *
   * @param readAtS time of the latest reading
   */
  peek(window: Window, readAtS: number, untilS = readAtS): Measured {
    const knownUntilS = this.#provisional.at(-1)?.toS ?? this.#knownUntilS;
    const isOpen = knownUntilS === null || knownUntilS < readAtS;
    const reason = this.#failure ?? 'no reading';
    const openGap = isOpen ? { fromS: knownUntilS ?? window.fromS, toS: readAtS, reason } : null;
    const measured = window.measured(readAtS, this.#provisional, openGap);
    if (untilS >= readAtS) return measured;
    const rest = this.#past.since(untilS).measured(readAtS, this.#provisional, openGap);
    return before(measured, rest);
  }

  /** Ends a window. Energy that a later reading assigns to it is not added to any other window. */
  close(window: Window, readAtS: number, untilS = readAtS): Measured {
    this.#windows.delete(window);
    return this.peek(window, readAtS, untilS);
  }

  /** Takes the next observation; they must come in the order of time. */
  add(observation: Observation): void {
    if (observation.kind === 'gap') {
      this.#failure = observation.reason;
      this.#lastPower = null;
      this.#latestPowerW = null;
      return;
    }
    const { atS, powerW, counterJ } = observation;
    if (powerW !== null) this.#addPower(atS, powerW);
    if (counterJ !== null && this.#counter !== null) this.#addCounter(this.#counter, atS, counterJ, powerW === null);
    this.#failure = null;
  }

  #addPower(atS: number, powerW: number): void {
    const last = this.#lastPower;
    this.#lastPower = { atS, powerW };
    this.#latestPowerW = powerW;
    if (last !== null && atS - last.atS <= this.#maxStepS) {
      if (atS <= last.atS) return;
      const segment = { fromS: last.atS, toS: atS, energyJ: ((last.powerW + powerW) / 2) * (atS - last.atS) };
      if (this.#counter === null) this.#settle(segment);
      else {
        this.#provisional.push(segment);
        this.#past.addSampled(segment);
        for (const window of this.#windows) window.addSampled(segment);
      }
    } else if (this.#counter === null) {
      const reason = this.#failure ?? (last === null ? 'no reading' : 'readings too far apart');
      this.#lose(this.#knownUntilS ?? Number.NEGATIVE_INFINITY, atS, reason);
    }
  }

  #addCounter(counter: Counter, atS: number, energyJ: number, givesPower: boolean): void {
    const last = this.#lastCounter;
    this.#lastCounter = { atS, energyJ };
    const provisional = this.#provisional;
    this.#provisional = [];
    if (last === null) {
      this.#lose(Number.NEGATIVE_INFINITY, atS, this.#failure ?? 'no reading', provisional);
      return;
    }
    if (atS <= last.atS) return;
    const usedJ = counterDifferenceJ(counter, last, { atS, energyJ });
    if (usedJ === null) {
      const reason = mayWrapTwice(counter, atS - last.atS) ? 'readings too far apart' : 'counter reset';
      this.#lose(last.atS, atS, reason, provisional);
      if (givesPower) this.#latestPowerW = null;
      return;
    }
    const segment = { fromS: last.atS, toS: atS, energyJ: usedJ };
    this.#settle(segment, shaped(segment, provisional));
    if (givesPower) this.#latestPowerW = usedJ / (atS - last.atS);
  }

  /** @param parts the same energy as it is spread over the time */
  #settle(segment: Segment, parts: readonly Segment[] = [segment]): void {
    this.#knownUntilS = segment.toS;
    this.#past.addSegments(parts);
    for (const window of this.#windows) window.addSegment(segment);
  }

  /** The counter is no help between two moments: integrated power is, where there is any. */
  #lose(fromS: number, toS: number, reason: string, provisional: readonly Segment[] = []): void {
    let knownUntilS = fromS;
    for (const segment of provisional) {
      if (segment.fromS > knownUntilS) this.#addGap({ fromS: knownUntilS, toS: segment.fromS, reason });
      this.#settle(segment);
      knownUntilS = segment.toS;
    }
    if (toS > knownUntilS) this.#addGap({ fromS: knownUntilS, toS, reason });
    this.#knownUntilS = toS;
  }

  #addGap(gap: MeterGap): void {
    this.#past.addGap(gap);
    for (const window of this.#windows) window.addGap(gap);
  }
}

/**
 * Energy between two readings of a counter, in J.
 *
 * @returns null when the counter was reset, or could have wrapped more than once
 */
function counterDifferenceJ(
  counter: Counter,
  from: { atS: number; energyJ: number },
  to: { atS: number; energyJ: number },
): number | null {
  const { rangeJ, ceilingW } = counter;
  const elapsedS = to.atS - from.atS;
  if (mayWrapTwice(counter, elapsedS)) return null;
  let usedJ = to.energyJ - from.energyJ;
  if (usedJ < 0) {
    if (rangeJ === null) return null;
    usedJ += rangeJ;
  }
  if (usedJ < 0 || ceilingW === null) return usedJ < 0 ? null : usedJ;
  const stepJ = rangeJ === null ? ceilingW * GPU_STEP_S : COUNTER_STEP_J;
  return usedJ > ceilingW * elapsedS + stepJ ? null : usedJ;
}

function mayWrapTwice({ rangeJ, ceilingW }: Counter, elapsedS: number): boolean {
  return rangeJ !== null && ceilingW !== null && elapsedS >= rangeJ / ceilingW;
}

/** Slack for counters that advance in steps: two readings just around a step imply a high power. */
const COUNTER_STEP_J = 50;

/** Counters of GPUs, which do not wrap, advance every 100 ms; some drivers take longer. */
const GPU_STEP_S = 1;
