/** Which session of an output log belongs to which fragment of the standard log. */
import { loggedEpochEnergyKwh, totalDurationS } from '../model/energy.ts';
import { stampToMs } from '../model/units.ts';
import type { Fragment } from './fragment.ts';
import type { Session } from './output.ts';

/** A run in the making; one side may be missing. */
export interface Pair {
  fragment: Fragment | null;
  session: Session | null;
}

/** A block is printed within this time of the last line of its run. */
const SAME_END_MS = 5_000;
/** Runs without a session that each session is compared with; the bound keeps large files linear. */
const NEAREST_RUNS = 64;

/** Pairs sessions with fragments: by figures, then by time, then in turn; nothing is dropped that holds a figure. */
export function matchSessions(
  fragments: readonly Fragment[],
  sessions: readonly Session[],
  concurrent: boolean,
): Pair[] {
  const only = sessions[0];
  if (fragments.length === 1 && sessions.length === 1 && only !== undefined) {
    return [{ fragment: fragments[0] ?? null, session: only }];
  }
  const pairs: Pair[] = fragments.map((fragment) => ({ fragment, session: null }));
  let waiting = sessions.filter(holdsFigure);
  for (const fits of [sameFigures, sameEnd, inTurn(concurrent)]) {
    const open = pairs.filter(({ session }) => session === null);
    waiting = waiting.filter((session) => {
      const at = open.slice(0, NEAREST_RUNS).findIndex(({ fragment }) => fragment !== null && fits(fragment, session));
      const pair = open[at];
      if (pair === undefined) return true;
      pair.session = session;
      open.splice(at, 1);
      return false;
    });
  }
  if (!concurrent) givePredictionsBack(pairs);
  for (const session of waiting) pairs.push({ fragment: null, session });
  return pairs.length > 0 ? pairs : sessions.slice(0, 1).map((session) => ({ fragment: null, session }));
}

/** A prediction that was printed before its run began is that of the run before, which was cut off without a total. */
function givePredictionsBack(pairs: readonly Pair[]): void {
  for (const [i, { fragment, session }] of pairs.entries()) {
    const at = session?.predictedAt ?? null;
    if (session === null || at === null || fragment?.startedAt == null || at >= fragment.startedAt) continue;
    const before = pairs[i - 1];
    if (before?.session === null) {
      before.session = {
        ...session,
        startedAt: at,
        endedAt: at,
        actual: null,
        first: null,
        finished: false,
        intensity: [],
      };
    }
    session.predicted = null;
    session.predictedAt = null;
  }
}

function holdsFigure(session: Session): boolean {
  return session.actual !== null || session.predicted !== null || session.first !== null;
}

/** The Actual block agrees with the epochs to its printed digits. */
function sameFigures(fragment: Fragment, { actual }: Session): boolean {
  if (actual === null || actual.durationS === null || fragment.epochs.length === 0) return false;
  const durationS = totalDurationS(fragment.epochs);
  const toleranceS = 1.01 + fragment.epochs.length * fragment.durationResolutionS;
  if (Math.abs(actual.durationS - durationS) > toleranceS) return false;
  const pue = fragment.pue?.value ?? 1;
  const energyKwh = pue * fragment.epochs.reduce((sum, epoch) => sum + (loggedEpochEnergyKwh(epoch) ?? 0), 0);
  return Math.abs(energyKwh - actual.energyKwh) <= actual.energyResolutionKwh + 1e-3 * energyKwh;
}

/** The session's last line falls on the run's last line. */
function sameEnd(fragment: Fragment, session: Session): boolean {
  if (fragment.endedAt === null || session.endedAt === '') return false;
  return Math.abs(stampToMs(fragment.endedAt) - stampToMs(session.endedAt)) <= SAME_END_MS;
}

/** Without better signs the blocks follow in the order of the runs; processes at once have no order. */
function inTurn(concurrent: boolean): (fragment: Fragment, session: Session) => boolean {
  return (fragment, session) => {
    if (concurrent) return false;
    const startsBefore = fragment.startedAt === null || session.endedAt === '' || fragment.startedAt <= session.endedAt;
    return startsBefore && fragment.epochs.length > 0;
  };
}
