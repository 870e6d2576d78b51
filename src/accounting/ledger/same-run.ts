/** When two logs, or rows, are of one run. */
import { stampToMs } from '../../model/units.ts';
import { type Identity, PRINTED_S, type PrintedBlock, provesByDigits } from './identity.ts';
import { isUntimed, type KnownRun, SAME_TIME_MS } from './known-run.ts';

/** Whether two logs, or rows, are of one run: copies, an earlier and a later state, or a log and one of its files. */
export function isSameRun(a: KnownRun, b: KnownRun): boolean {
  if (a.trackingId !== null && b.trackingId !== null) return a.trackingId === b.trackingId;
  if (isOfOther(a, b)) return false;
  const proof = a.identity === null || b.identity === null ? proofOfRows(a, b) : proofOf(a, a.identity, b, b.identity);
  if (proof === 'figures') return true;
  return proof === 'alike' && isSameName(a, b);
}

/** Whether two logs show that they are of different runs: by their processes, or the versions of their writers. */
export const isOfOther = (a: KnownRun, b: KnownRun): boolean =>
  differs(a.process, b.process) || differs(a.writer.version, b.writer.version);

/** Process id in the file name: different ids mean different runs; null where a copy lost it. */
const differs = (a: string | null, b: string | null): boolean => a !== null && b !== null && a !== b;

/** `figures` cannot be those of another run; `alike` are the same, but made-up ones can be so by chance. */
type Proof = 'figures' | 'alike' | 'other';

const isSameName = (a: KnownRun, b: KnownRun): boolean =>
  (a.process !== null && a.process === b.process) || a.name === b.name || isSameContent(a, b);

/** Whether two logs, or rows, show the same in everything. */
function isSameContent(a: KnownRun, b: KnownRun): boolean {
  if (a.contentHash !== null && b.contentHash !== null) return a.contentHash === b.contentHash;
  const shown = ({ startedAt, endedAt, end, epochs, plannedEpochs, components, identity }: KnownRun): string =>
    JSON.stringify([startedAt, endedAt, end, epochs, plannedEpochs, components, identity]);
  return shown(a) === shown(b);
}

function proofOf(a: KnownRun, one: Identity, b: KnownRun, other: Identity): Proof {
  const total = commonBlock(one.actual, other.actual);
  if (total === null && one.actual !== null && other.actual !== null) return 'other';
  const totalProves = total !== null && provesByDigits(total);
  if (isUntimed(a) || isUntimed(b)) return totalProves || isSamePrediction(one, other) ? 'figures' : 'other';
  // Where a log lacks the head of a run, its start is not known, but its total was printed at one moment.
  if (totalProves && isSameTime(a.endedAt, b.endedAt)) return 'figures';
  if (a.epochs > 0 && b.epochs > 0) {
    if (a.startedAt !== b.startedAt) return 'other';
    const compared = comparedEpochs(a, one, b, other);
    // A prediction follows from the first epoch, so that it shows which one was cut.
    if (compared === null)
      return Math.min(a.epochs, b.epochs) === 1 && isSamePrediction(one, other) ? 'figures' : 'other';
    const needed = one.provenEpochs ?? other.provenEpochs;
    return totalProves || (needed !== null && compared >= needed) ? 'figures' : 'alike';
  }
  if (total !== null) return isSameTime(a.endedAt, b.endedAt) ? 'alike' : 'other';
  if (one.predicted !== null && other.predicted !== null) {
    const prediction = commonBlock(one.predicted, other.predicted);
    if (prediction === null || !isSameTime(a.startedAt, b.startedAt)) return 'other';
    return provesByDigits(prediction) ? 'figures' : 'alike';
  }
  // Where nothing was measured, nothing can be counted twice, and the name is all there is.
  const isEmpty = (run: KnownRun): boolean => run.basis === 'none' && run.epochs === 0;
  return (isEmpty(a) || isEmpty(b)) && a.startedAt === b.startedAt && !areNeighbours(a, b) ? 'alike' : 'other';
}

/** Whether both print one prediction, of which the digits are those of one run only. */
function isSamePrediction({ predicted }: Identity, other: Identity): boolean {
  const prediction = commonBlock(predicted, other.predicted);
  return prediction !== null && provesByDigits(prediction);
}

/** Whether two runs stand one behind the other in the same files. */
function areNeighbours(a: KnownRun, b: KnownRun): boolean {
  const filesOf = ({ id }: KnownRun): string => id.replace(/#\d+$/, '');
  return a.number !== b.number && filesOf(a) === filesOf(b);
}

/** Whether a copy may recognise further logs of its run that the one that counts does not, as it shows other epochs. */
export function showsOtherEpochs(copy: KnownRun, run: KnownRun): boolean {
  if (copy.identity === null || run.identity === null || copy.epochs === 0) return false;
  if (copy.startedAt !== run.startedAt || run.epochs === 0) return true;
  return comparedEpochs(copy, copy.identity, run, run.identity) === null;
}

/** Two logs of one run agree in the epochs that both hold. @returns how many were compared; null where they differ */
function comparedEpochs(a: KnownRun, one: Identity, b: KnownRun, other: Identity): number | null {
  const epochs = Math.min(a.epochs, b.epochs);
  if (a.epochs === b.epochs) {
    if (one.prefixes.at(-1) === other.prefixes.at(-1)) return epochs;
    const mayBeCut = a.end === 'cut-off' || b.end === 'cut-off' || (one.actual === null) !== (other.actual === null);
    if (!mayBeCut && one.actual === null) return null;
  }
  // The last epoch of the shorter one may lack lines.
  const top = Math.floor(Math.log2(epochs));
  for (const place of epochs === 2 ** top ? [top, top - 1] : [top]) {
    if (place >= 0 && one.prefixes[place] === other.prefixes[place]) return 2 ** place;
  }
  return null;
}

/**
 * The figures that two blocks both print; null where some differ. One may lack its CO2eq, as where it is cut, if the energy
 * alone proves that they are of one run.
 */
function commonBlock(a: PrintedBlock | null, b: PrintedBlock | null): PrintedBlock | null {
  if (a === null || b === null) return null;
  if (a.energyKwh !== b.energyKwh || a.durationS !== b.durationS || a.epochs !== b.epochs) return null;
  if (a.co2eqG === b.co2eqG) return a;
  const lacking = [a, b].find(({ co2eqG }) => co2eqG === null);
  return lacking !== undefined && provesByDigits(lacking) ? lacking : null;
}

/** Whether the stamps of two lines are of one moment. */
export function isSameTime(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && Math.abs(stampToMs(a) - stampToMs(b)) <= SAME_TIME_MS;
}

/** Two figures of a table are the same but for the last digits of a double. */
const SAME_FIGURE = 1e-9;

/** Tables of older versions hold stamps and totals, but nothing of the epochs. */
function proofOfRows(a: KnownRun, b: KnownRun): Proof {
  if (a.contentHash !== null && a.contentHash === b.contentHash) return 'alike';
  if (a.startedAt === null || a.startedAt !== b.startedAt) return 'other';
  const isSameFigure = Math.abs(a.loggedKwh - b.loggedKwh) <= SAME_FIGURE * Math.max(a.loggedKwh, b.loggedKwh);
  if (a.endedAt === b.endedAt && a.epochs === b.epochs && isSameFigure) return 'alike';
  return a.name === b.name && (a.process !== null || b.process !== null) ? 'alike' : 'other';
}

/** Share of an energy by which the sum of the epochs differs from the printed total, as durations are rounded. */
const SAME_ENERGY = 1e-3;

/** Whether a total without epochs is that of epochs without a total. */
export function isTotalOf(total: KnownRun, epochs: KnownRun): boolean {
  const [printed, recorded] = [total.identity?.actual ?? null, epochs.identity?.recorded ?? null];
  const isSameName = total.name === epochs.name && total.process !== null;
  if (isSameName) return isNotBefore(total, epochs);
  if (printed === null || recorded === null) return false;
  if (!isUntimed(total) && !isSameTime(total.endedAt, epochs.endedAt)) return false;
  if (differs(total.process, epochs.process)) return false;
  const isSameDuration =
    printed.durationS !== null && Math.abs(printed.durationS - recorded.durationS) <= recorded.toleranceS;
  const roundedShare = recorded.durationS > 0 ? (recorded.toleranceS - PRINTED_S) / recorded.durationS : 0;
  const toleranceKwh = printed.resolutionKwh + (SAME_ENERGY + roundedShare) * recorded.energyKwh;
  return isSameDuration && Math.abs(printed.energyKwh - recorded.energyKwh) <= toleranceKwh;
}

function isNotBefore(total: KnownRun, { startedAt }: KnownRun): boolean {
  if (total.endedAt === null || startedAt === null) return true;
  return stampToMs(total.endedAt) >= stampToMs(startedAt) - SAME_TIME_MS;
}
