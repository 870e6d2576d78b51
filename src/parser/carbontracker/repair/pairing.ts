/** Pairs the sessions of an output log with the fragments of the standard log. */
import { loggedEpochEnergyKwh } from '../../../model/energy.ts';
import type { Consumption } from '../../../model/run.ts';
import { stampToMs } from '../../../model/units.ts';
import type { Fragment } from './fragment.ts';
import { MOST_COMPARED, type OpenRun, Order, openRun, type Pair } from './open-runs.ts';
import type { Session } from './output.ts';

/** A block is printed within this time of the last line of its run. */
const SAME_END_MS = 5_000;
/** Time within which both logs name the components after the run's first line. */
const SAME_START_MS = 61_000;
/** Sum of epochs and printed total of one run agree within this part. */
const SAME_ENERGY = 1e-3;

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
  if (waiting.length > 0) {
    const runs = pairs.map((pair, place) => openRun(pair, pair.fragment as Fragment, place));
    for (const find of signsOf(runs, concurrent)) {
      waiting = waiting.filter((session) => {
        const run = find(session);
        if (run !== undefined) run.pair.session = session;
        return run === undefined;
      });
    }
  }
  if (concurrent) waiting = withoutPredictions(waiting, pairs);
  else givePredictionsBack(pairs);
  for (const session of waiting) pairs.push({ fragment: null, session });
  return pairs.length > 0 ? pairs : sessions.slice(0, 1).map((session) => ({ fragment: null, session }));
}

/** Finds the run of a session among those that have none. */
type Sign = (session: Session) => OpenRun | undefined;

/** The signs by which the run of a session is found, the surest first. */
function signsOf(runs: readonly OpenRun[], concurrent: boolean): Sign[] {
  const byStart = new Order(runs, ({ startMs }) => startMs);
  const byEnd = new Order(runs, ({ endMs }) => endMs);
  const byEnergy = new Order(runs, ({ energyKwh }) => energyKwh);
  const byPlace = new Order(runs, ({ place }) => place);

  const endingWith = (session: Session): OpenRun[] => {
    const endMs = stampToMs(session.endedAt);
    return byEnd.between(endMs - SAME_END_MS, endMs + SAME_END_MS);
  };
  const figures: Sign = (session) => {
    if (session.actual === null) return undefined;
    const { energyKwh, energyResolutionKwh } = session.actual;
    const low = (energyKwh - energyResolutionKwh) / (1 + 2 * SAME_ENERGY);
    const high = (energyKwh + energyResolutionKwh) / (1 - 2 * SAME_ENERGY);
    const fits = (run: OpenRun): boolean => hasFiguresOf(session, run);
    return endingWith(session).find(fits) ?? firstOf(byEnergy.between(low, high).filter(fits));
  };
  const start: Sign = (session) => {
    if (session.components === null) return undefined;
    const startMs = stampToMs(session.startedAt);
    return byStart.between(startMs - SAME_START_MS, startMs).at(-1);
  };
  const end: Sign = (session) => {
    const found = endingWith(session);
    return firstOf(concurrent ? found : found.filter((run) => mayHaveBegun(session, run)));
  };
  const turn: Sign = (session) => {
    const endMs = stampToMs(session.endedAt);
    return byPlace
      .between(0, runs.length)
      .find((run) => run.epochs > 0 && !(run.startMs > endMs) && mayHaveBegun(session, run));
  };
  // Processes at once have no order, and print their components in another one than their blocks.
  return concurrent ? [figures, end] : [figures, start, end, turn];
}

function firstOf(runs: readonly OpenRun[]): OpenRun | undefined {
  return runs.reduce<OpenRun | undefined>((first, run) => (first && first.place < run.place ? first : run), undefined);
}

/** A session that names its components shows when its run began. */
function mayHaveBegun(session: Session, { startMs }: OpenRun): boolean {
  return session.components === null || !(Math.abs(stampToMs(session.startedAt) - startMs) > SAME_START_MS);
}

/** Assigns single predictions, as concurrent runs print them, to the runs with matching first epochs. */
function withoutPredictions(sessions: readonly Session[], pairs: readonly Pair[]): Session[] {
  const lacking = pairs.filter(({ session }) => session?.predicted == null).slice(0, MOST_COMPARED);
  return sessions.filter((alone) => {
    const { actual, first, predicted, predictedAt } = alone;
    if (predicted === null || actual !== null || first !== null) return true;
    const errors = lacking.map(({ fragment }) => (fragment === null ? 1 : errorOf(predicted, fragment)));
    const least = errors.reduce((a, b) => Math.min(a, b), 1);
    const at = least < 1 ? errors.indexOf(least) : -1;
    const pair = lacking[at];
    if (pair === undefined) return true;
    if (pair.session === null) pair.session = alone;
    else Object.assign(pair.session, { predicted, predictedAt });
    lacking.splice(at, 1);
    return false;
  });
}

/** Most epochs that are tried as the base of a prediction. */
const MOST_BEFORE_PREDICTION = 16;

/** Relative difference of a prediction from the mean energy of a run's first epochs; 1 where they cannot match. */
function errorOf({ energyKwh, energyResolutionKwh, epochs }: Consumption, fragment: Fragment): number {
  if (epochs === null || epochs === 0) return 1;
  let least = 1;
  let sumKwh = 0;
  for (const [i, epoch] of fragment.epochs.slice(0, MOST_BEFORE_PREDICTION).entries()) {
    sumKwh += (fragment.pue?.value ?? 1) * (loggedEpochEnergyKwh(epoch) ?? 0);
    const predictedKwh = (sumKwh / (i + 1)) * epochs;
    const differsKwh = Math.abs(predictedKwh - energyKwh);
    const isLike = differsKwh <= energyResolutionKwh + SAME_ENERGY * predictedKwh;
    if (isLike) least = Math.min(least, differsKwh / (predictedKwh || 1));
  }
  return least;
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
function hasFiguresOf({ actual }: Session, { epochs, durationS, toleranceS, energyKwh }: OpenRun): boolean {
  if (actual === null || actual.durationS === null || epochs === 0) return false;
  if (Math.abs(actual.durationS - durationS) > toleranceS) return false;
  return Math.abs(energyKwh - actual.energyKwh) <= actual.energyResolutionKwh + SAME_ENERGY * energyKwh;
}
