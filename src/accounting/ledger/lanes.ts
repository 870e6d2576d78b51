/** Runs -> lanes: those that may have measured the same devices at the same time, and what is reported of them. */
import { newFinding } from '../../model/findings.ts';
import { formatEnergy } from '../../model/numbers.ts';
import type { Finding } from '../../model/run.ts';
import { areInStep, LEAST_OVERLAP_MS, onOtherDevices, overlapMs, type RunTrace } from './run-trace.ts';

/** Runs that overlap, one after the other, as far as their readings allow them to be of the same devices. */
interface Lane {
  members: LaneMember[];
  /** The member that ends last. */
  longest: RunTrace;
}

/** A run with the share of its time that runs before it in its lane cover, 0 to 1. */
interface LaneMember {
  trace: RunTrace;
  share: number;
}

/** Lanes at the same time that a run is compared with; the bound keeps large folders quick. */
const NEAREST = 64;

/**
 * Puts runs of the same devices into lanes. As they come in the order of their start, the earlier runs of a lane cover
 * everything up to the end of the longest one.
 *
 * @param isNear whether two runs may be of one machine by where their logs lie
 */
export function lanesOf(traces: RunTrace[], isNear: (a: RunTrace, b: RunTrace) => boolean): Lane[] {
  const lanes: Lane[] = [];
  let active: Lane[] = [];
  for (const trace of traces.sort(byStart)) {
    active = active.filter(({ longest }) => longest.toMs - trace.fromMs >= LEAST_OVERLAP_MS);
    const lane = nearestLane(trace, active, isNear);
    if (lane === null) {
      const opened = { members: [{ trace, share: 0 }], longest: trace };
      lanes.push(opened);
      active.push(opened);
      if (active.length > NEAREST) active.shift();
    } else {
      const coveredMs = overlapMs(trace, lane.longest);
      lane.members.push({ trace, share: Math.min(1, coveredMs / (trace.toMs - trace.fromMs)) });
      if (trace.toMs > lane.longest.toMs) lane.longest = trace;
    }
  }
  return lanes;
}

/** The lane of which most is in common; null where there is none. */
function nearestLane(
  trace: RunTrace,
  lanes: readonly Lane[],
  isNear: (a: RunTrace, b: RunTrace) => boolean,
): Lane | null {
  let nearest: Lane | null = null;
  for (const lane of lanes) {
    const { longest } = lane;
    if (overlapMs(trace, longest) < LEAST_OVERLAP_MS) continue;
    if (!isNear(trace, longest) || onOtherDevices(trace, longest)) continue;
    if (nearest === null || overlapMs(trace, longest) > overlapMs(trace, nearest.longest)) nearest = lane;
  }
  return nearest;
}

/** By start; of several with one start the longest is first, so that it is the one that counts whole. */
export const byStart = (a: RunTrace, b: RunTrace): number =>
  a.fromMs - b.fromMs || b.toMs - a.toMs || (a.id < b.id ? -1 : 1);

/** Of one folder, or of several that began and ended together. */
const isInFolderOrStep = (a: RunTrace, b: RunTrace): boolean =>
  a.folder === b.folder || (a.version === b.version && areInStep(a, b));

/** Lists by a key, in the order in which the keys came. */
export function groupedBy(traces: Iterable<RunTrace>, keyOf: (trace: RunTrace) => string): RunTrace[][] {
  const groups = new Map<string, RunTrace[]>();
  for (const trace of traces) {
    const key = keyOf(trace);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [trace]);
    else group.push(trace);
  }
  return [...groups.values()];
}

/** Runs of a lane that its finding names. */
const SHOWN_IDS = 3;

/**
 * One finding for each set of runs that overlap on devices of the same names, largest first. Its range begins where each
 * moment counts once.
 */
export function aboutSimultaneous(traces: Iterable<RunTrace>): Finding[] {
  const findings: { finding: Finding; twiceKwh: number }[] = [];
  for (const group of groupedBy(traces, ({ devices }) => devices)) {
    for (const lane of lanesOf(group, isInFolderOrStep)) if (lane.members.length > 1) findings.push(aboutLane(lane));
  }
  return findings.sort((a, b) => b.twiceKwh - a.twiceKwh).map(({ finding }) => finding);
}

function aboutLane({ members }: Lane): { finding: Finding; twiceKwh: number } {
  let [sumKwh, twiceKwh] = [0, 0];
  for (const { trace, share } of members) {
    sumKwh += trace.energyKwh;
    twiceKwh += trace.energyKwh * share;
  }
  const runs = members.map(({ trace }) => trace.id);
  const more = runs.length > SHOWN_IDS ? `, and ${runs.length - SHOWN_IDS} more` : '';
  const message = `${runs.slice(0, SHOWN_IDS).join(', ')}${more} overlap on devices of the same names: if they are the same devices, up to ${formatEnergy(twiceKwh)} of ${formatEnergy(sumKwh)} count more than once`;
  const figures = { loggedKwh: sumKwh, rangeKwh: [sumKwh - twiceKwh, sumKwh] as [number, number] };
  return { finding: { ...newFinding('devices-maybe-shared', message, null, figures), runs }, twiceKwh };
}
