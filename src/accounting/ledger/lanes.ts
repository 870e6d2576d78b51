/** Runs -> lanes: those that may have measured the same devices at the same time, and what is reported of them. */
import { newFinding } from '../../model/findings.ts';
import { formatEnergy } from '../../model/numbers.ts';
import type { Finding } from '../../model/run.ts';
import { firstOf } from '../../model/text.ts';
import { areInStep, LEAST_OVERLAP_MS, onOtherDevices, overlapMs, type RunTrace, type Traces } from './traces.ts';

/** Runs that overlap, one after the other, as far as their readings allow them to be of the same devices. */
export interface Lane {
  /** Place of the first run in the order of their start. */
  first: number;
  /** Place of the run that started last. */
  last: number;
  /** Number of runs. */
  count: number;
  /** Sum of the energies of its runs, in kWh including PUE. */
  energyKwh: number;
  /** Energy of the time that earlier runs of the lane cover. */
  twiceKwh: number;
}

/** A lane that further runs may join, and its run that ends last. */
interface OpenLane {
  lane: Lane;
  longest: RunTrace;
}

/** Lanes at the same time that a run is compared with; the bound keeps large folders quick. */
const NEAREST = 64;

/** Whether two runs may be of one machine by where their logs lie. */
type IsNear = (a: RunTrace, b: RunTrace) => boolean;

/**
 * Puts runs of the same devices into lanes. As they come in the order of their start, the earlier runs of a lane cover
 * everything up to the end of the longest one.
 */
export class Lanes {
  readonly #traces: Traces;
  /** The run behind each one in its lane; that of the last one means nothing. */
  readonly #next: Uint32Array;
  /** Share of its time that runs before it in its lane cover, 0 to 1. */
  readonly #shares: Float64Array;

  constructor(traces: Traces) {
    this.#traces = traces;
    this.#next = new Uint32Array(traces.length);
    this.#shares = new Float64Array(traces.length);
  }

  /** Lanes of several runs, in the order in which they begin. */
  of(places: number[], isNear: IsNear): Lane[] {
    const lanes: Lane[] = [];
    const open: OpenLane[] = [];
    for (const place of this.#traces.sortByStart(places)) {
      const trace = this.#traces.at(place);
      const nearest = nearestLane(trace, open, isNear);
      if (nearest === null) {
        const { energyKwh } = trace;
        const lane = { first: place, last: place, count: 1, energyKwh, twiceKwh: 0 };
        open.push({ lane, longest: trace });
        if (open.length > NEAREST) open.shift();
        lanes.push(lane);
      } else this.#join(nearest, trace);
    }
    return lanes.filter(({ count }) => count > 1);
  }

  #join(open: OpenLane, trace: RunTrace): void {
    const { lane, longest } = open;
    const { place, energyKwh, toMs } = trace;
    const share = sharedShare(trace, longest);
    this.#shares[place] = share;
    this.#next[lane.last] = place;
    lane.last = place;
    lane.count += 1;
    lane.energyKwh += energyKwh;
    lane.twiceKwh += energyKwh * share;
    if (toMs > longest.toMs) open.longest = trace;
  }

  /** The places of a lane's runs in the order of their start. */
  *membersOf({ first, last }: Lane): Generator<number> {
    for (let place = first; ; place = this.#next[place] as number) {
      yield place;
      if (place === last) return;
    }
  }

  /** The ids of a lane's runs in the order of their start. */
  idsOf({ first, count }: Lane): string[] {
    const ids = Array<string>(count);
    for (let place = first, i = 0; i < count; place = this.#next[place] as number, i += 1) {
      ids[i] = this.#traces.idAt(place);
    }
    return ids;
  }

  /** Share of a run's time that the runs before it in its lane cover, 0 to 1. */
  shareOf(place: number): number {
    return this.#shares[place] ?? 0;
  }
}

/**
 * Share of the time of a run's figure that an earlier run covers. Where the figure is extrapolated, so is the time of both:
 * ranks of which one epoch was monitored ran together to their end, other runs may have ended long before.
 */
function sharedShare(trace: RunTrace, earlier: RunTrace): number {
  const { fromMs, toMs, coveredToMs } = trace;
  if (coveredToMs === toMs) return Math.min(1, overlapMs(trace, earlier) / (toMs - fromMs));
  const sharedMs = Math.min(coveredToMs, earlier.coveredToMs) - Math.max(fromMs, earlier.fromMs);
  return Math.min(1, Math.max(0, sharedMs) / (coveredToMs - fromMs));
}

/** The lane of which most is in common; null where there is none. Lanes that no later run can join are closed. */
function nearestLane(trace: RunTrace, open: OpenLane[], isNear: IsNear): OpenLane | null {
  let nearest: OpenLane | null = null;
  let mostMs = 0;
  let kept = 0;
  for (let i = 0; i < open.length; i += 1) {
    const one = open[i] as OpenLane;
    if (one.longest.toMs - trace.fromMs < LEAST_OVERLAP_MS) continue;
    open[kept] = one;
    kept += 1;
    const commonMs = overlapMs(trace, one.longest);
    if (commonMs < LEAST_OVERLAP_MS || (nearest !== null && commonMs <= mostMs)) continue;
    if (!isNear(trace, one.longest) || onOtherDevices(trace, one.longest)) continue;
    nearest = one;
    mostMs = commonMs;
  }
  open.length = kept;
  return nearest;
}

/** Whether two runs lie in one folder, or began and ended together with the same version of the writer. */
export const isInFolderOrStep: IsNear = (a, b) =>
  a.folder === b.folder || (a.kind.version === b.kind.version && areInStep(a, b));

/** Whether two traces begin with one reading, as a trace and a copy of it that was made while it went on. */
const maySnapshot: IsNear = (a, b) =>
  a.kind.format === 'power-trace' && b.kind.format === 'power-trace' && a.fromMs === b.fromMs;

/** Whether ids show which devices two runs have in common. */
export const haveIds: IsNear = (a, b) => a.kind.namesIds && b.kind.namesIds;

/** Lists by a key, in the order in which the keys came. */
export function groupedBy<T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** Runs of a lane that its finding names. */
const SHOWN_IDS = 3;

/**
 * One finding for each set of runs that overlap on devices of the same names, largest first. Its range begins where each
 * moment counts once.
 *
 * @param places of the runs that are looked at
 */
export function* aboutSimultaneous(traces: Traces, places: Iterable<number>): Generator<Finding> {
  const lanes = new Lanes(traces);
  const found: Lane[] = [];
  for (const group of groupedBy(places, (place) => traces.kindAt(place).devices).values()) {
    for (const lane of lanes.of(group, (a, b) => !haveIds(a, b) && (isInFolderOrStep(a, b) || maySnapshot(a, b))))
      found.push(lane);
  }
  for (const lane of found.sort((a, b) => b.twiceKwh - a.twiceKwh)) {
    yield aboutLane(lane, lanes.idsOf(lane));
  }
}

function aboutLane({ energyKwh, twiceKwh }: Lane, runs: string[]): Finding {
  const message = `${firstOf(runs, SHOWN_IDS)} overlap on devices of the same names: if these are the same devices, up to ${formatEnergy(twiceKwh)} of ${formatEnergy(energyKwh)} count more than once`;
  const figures = { loggedKwh: energyKwh, rangeKwh: [energyKwh - twiceKwh, energyKwh] as [number, number] };
  return { ...newFinding('devices-maybe-shared', message, null, figures), runs };
}
