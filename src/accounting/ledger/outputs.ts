/** Joins standard logs without a total with output logs without one, as of runs that were killed, under whatever names. */
import { stampToMs } from '../../model/units.ts';
import { type Group, type Joins, push } from './groups.ts';
import { areHalves, type KnownRun, SAME_TIME_MS, totalsWorth } from './known-run.ts';
import { MOST_COMPARED, outputKeys } from './run-keys.ts';
import { isOfOther, isSameTime } from './same-run.ts';

/** Joins each output log with the standard log that it belongs to; the total of one that has one is found by its figures. */
export function joinOutputs<T>(open: readonly Group<T>[], joins: Joins<T>): void {
  const standards = new Map<string, Group<T>[]>();
  for (const group of open) {
    const known = onlyOf(group);
    if (known === null || known.files?.standard == null || totalsWorth(known) > 0) continue;
    for (const key of outputKeys(known, 0)) push(standards, key, group);
  }
  if (standards.size === 0) return;
  for (const group of open) {
    const output = onlyOf(group);
    if (output === null || output.epochs > 0 || printsTotal(output)) continue;
    const other = standardOf(output, standards, joins);
    if (other?.held == null || group.held === null) continue;
    const held = { epochs: other.held.epochs, totals: group.held.totals };
    joins.join(other, group).held = held;
  }
}

/** Whether a log has a total of epochs; 1.0.4 prints that of the first ones only. */
const printsTotal = ({ identity, basis }: KnownRun): boolean =>
  basis !== 'recovered' && (identity?.actual?.epochs ?? 0) > 0;

/** The one log of a group, as far as it was read; null where it is joined or settled. */
function onlyOf<T>({ held }: Group<T>): KnownRun | null {
  return held === null || held.epochs !== held.totals ? null : held.epochs.known;
}

function standardOf<T>(
  output: KnownRun,
  standards: ReadonlyMap<string, readonly Group<T>[]>,
  joins: Joins<T>,
): Group<T> | null {
  for (const key of outputKeys(output, 1)) {
    for (const group of standards.get(key)?.slice(-MOST_COMPARED) ?? []) {
      const standard = onlyOf(group);
      if (standard === null) continue;
      joins.comparisons += 1;
      if (areHalves(output, standard) && isOutputOf(output, standard)) return group;
    }
  }
  return null;
}

/**
 * Whether both logs name the same devices at one moment. Output logs of 1.0.7 to 1.1.2 do not name them: they are compared
 * with the logs of their folder by time and power.
 */
function isOutputOf(output: KnownRun, standard: KnownRun): boolean {
  if (isOfOther(output, standard)) return false;
  if (output.namesDevices)
    return isSameTime(output.startedAt, standard.startedAt) && devicesOf(output) === devicesOf(standard);
  return isWithin(output.startedAt, standard) && isRateOf(output, standard);
}

const devicesOf = ({ components }: KnownRun): string =>
  JSON.stringify(components.map(({ name, devices }) => [name, devices]));

function isWithin(stamp: string | null, { startedAt, endedAt }: KnownRun): boolean {
  if (stamp === null || startedAt === null || endedAt === null) return false;
  const at = stampToMs(stamp);
  return at >= stampToMs(startedAt) && at <= stampToMs(endedAt) + SAME_TIME_MS;
}

/** Share of a predicted power by which that of the recorded epochs may differ from it, as epochs are not all alike. */
const ALIKE_POWERS = 0.25;

/** Whether the prediction of an output log has about the power of the epochs, or neither is there. */
function isRateOf({ identity }: KnownRun, standard: KnownRun): boolean {
  const [predicted, recorded] = [identity?.predicted ?? null, standard.identity?.recorded ?? null];
  if (predicted === null || recorded === null) return predicted === null && recorded === null;
  if (!predicted.durationS || recorded.durationS === 0) return false;
  const powerKw = predicted.energyKwh / predicted.durationS;
  return Math.abs(recorded.energyKwh / recorded.durationS - powerKw) <= ALIKE_POWERS * powerKw;
}
