/** A hint from carbontracker's logs, which name no device for certain: runs that may have measured the same devices. */
import { newFinding } from '../../model/findings.ts';
import { formatEnergy } from '../../model/numbers.ts';
import type { Finding } from '../../model/run.ts';
import { groupedBy, isInFolderOrStep, type Lane, lanesOf } from './lanes.ts';
import type { RunTrace } from './run-trace.ts';

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
