/** The time before and after the load in a trace: what a GPU draws while a run is not yet, or no longer, computing. */
import { integrate, type TimeCut } from './integral.ts';
import { ranked } from './ranked.ts';
import type { Rhythm, Series } from './series.ts';

/** Idle time at one end of a trace. */
export interface Idle {
  /** Where the load begins, in s of the trace. */
  loadFromS: number;
  /** Where the load ends, in s of the trace. */
  loadToS: number;
  /** Energy of all devices before the load, in J without PUE. */
  beforeJ: number;
  /** Energy of all devices after the load, in J without PUE. */
  afterJ: number;
}

/** Shares of readings below and above which a power counts as usual idle and usual load. */
const [LOW, HIGH] = [0.01, 0.95];
/** A load draws at least this many times the power of idle; otherwise the two cannot be distinguished. */
const LEAST_RATIO = 1.5;
/** A device is under load above this share of the way from idle to load. */
const LOAD_SHARE = 0.25;
/** Readings that idle must last, as one may be chance. */
const LEAST_READINGS = 3;

/** Finds idle time before the first and after the last load of any device; null where there is none. */
export function idleOf(all: readonly Series[], rhythm: Rhythm, cut: TimeCut): Idle | null {
  let [loadFromS, loadToS] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [firstS, lastS] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const series of all) {
    const { timesS, values } = series;
    if (series.kind !== 'power' || timesS.length === 0) continue;
    firstS = Math.min(firstS, Math.max(timesS[0] as number, cut.fromS));
    lastS = Math.max(lastS, Math.min(timesS.at(-1) as number, cut.toS));
    const limitW = loadLimitW(values);
    if (limitW === null) continue;
    const isLoad = (i: number): boolean => (values[i] as number) > limitW && isWithin(timesS[i] as number, cut);
    let [from, to] = [0, timesS.length - 1];
    while (from < timesS.length && !isLoad(from)) from += 1;
    while (to > from && !isLoad(to)) to -= 1;
    if (from === timesS.length) continue;
    loadFromS = Math.min(loadFromS, timesS[Math.max(0, from - 1)] as number);
    loadToS = Math.max(loadToS, timesS[Math.min(timesS.length - 1, to + 1)] as number);
  }
  if (loadFromS > loadToS) return null;
  if (loadFromS - firstS < LEAST_READINGS * rhythm.typicalS) loadFromS = firstS;
  if (lastS - loadToS < LEAST_READINGS * rhythm.typicalS) loadToS = lastS;
  if (loadFromS <= firstS && loadToS >= lastS) return null;
  const energyJ = (part: TimeCut): number =>
    all.reduce(
      (sum, series) => sum + integrate(series, rhythm, part).stretches.reduce((j, one) => j + one.energyJ, 0),
      0,
    );
  const beforeJ = loadFromS > firstS ? energyJ({ fromS: cut.fromS, toS: loadFromS }) : 0;
  const afterJ = loadToS < lastS ? energyJ({ fromS: loadToS, toS: cut.toS }) : 0;
  return { loadFromS, loadToS, beforeJ, afterJ };
}

const isWithin = (timeS: number, { fromS, toS }: TimeCut): boolean => timeS >= fromS && timeS <= toS;

/** The power in W above which a device is under load; null where its powers are all alike. */
function loadLimitW(values: Float64Array): number | null {
  const own = values.slice();
  const place = (share: number): number => ranked(own, Math.round(share * (own.length - 1)));
  const [lowW, highW] = [place(LOW), place(HIGH)];
  return highW < LEAST_RATIO * lowW || highW <= 0 ? null : lowW + LOAD_SHARE * (highW - lowW);
}
