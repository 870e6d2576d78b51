/** Keeps what identifies a run, and decides whether two of them are the same run. */
import type { Component, RunEnd, RunFiles, Writer } from '../../model/run.ts';
import { readOwnName } from '../../model/stem.ts';
import { stampToMs } from '../../model/units.ts';
import type { Entry } from '../entry.ts';
import type { Basis } from '../types.ts';
import { type Identity, PRINTED_S, type PrintedBlock, provesByDigits } from './identity.ts';

/** A run without its epochs. */
export interface KnownRun {
  id: string;
  /** Null for a row, and once the run counts: only copies are reported with their files. */
  files: RunFiles | null;
  /** Null where nobody compares it with tables: taking it costs more than all other comparisons. */
  contentHash: string | null;
  trackingId: string | null;
  writer: Writer;
  startedAt: string | null;
  endedAt: string | null;
  end: RunEnd;
  epochs: number;
  plannedEpochs: number | null;
  components: readonly Component[];
  /** Whether the log names its devices. */
  namesDevices: boolean;
  /** Null for a row of a table of an older version. */
  identity: Identity | null;
  basis: Basis;
  energyKwh: number;
  co2eqG: number | null;
  loggedKwh: number;
  /** Whether another file may hold a later state of it. */
  mayGoOn: boolean;
  /** Whether it is compared with rows of tables. */
  isRow: boolean;
  /** The run's name as its writer made it, process id (null where it holds none) and place in its file, from 1. */
  name: string;
  process: string | null;
  number: number;
}

/**
 * What of an entry is kept.
 *
 * @param hashes whether it may be compared with rows of tables
 */
export function knownEntry({ run, traits, figures: { basis, logged, corrected } }: Entry, hashes = true): KnownRun {
  const { id, files, writer, startedAt, endedAt, end, plannedEpochs, components } = run;
  const { trackingId, epochs, identity, isRow } = traits;
  const { name, process, number } = readOwnName(id);
  return {
    id,
    files: isRow ? null : files,
    contentHash: hashes ? traits.contentHash : null,
    trackingId,
    writer,
    startedAt,
    endedAt,
    end,
    epochs,
    plannedEpochs,
    components: withoutEstimates(components),
    namesDevices: components.some(({ devices }) => devices.length > 0),
    identity,
    basis,
    energyKwh: corrected.energyKwh,
    co2eqG: corrected.co2eqG,
    loggedKwh: logged.energyKwh,
    mayGoOn: run.mayGoOn === true,
    isRow,
    name,
    process,
    number,
  };
}

/** Bounds of estimates are the figures of a run, of which all others are kept as numbers. */
export function withoutEstimates(components: readonly Component[]): readonly Component[] {
  if (!components.some(({ estimate }) => estimate !== undefined)) return components;
  return components.map(({ name, devices, method }) => ({ name, devices, method }));
}

/** Lines of one moment in two files of a run have stamps that differ by less. */
export const SAME_TIME_MS = 5_000;

/** Whether nothing shows when a run took place, as in console text: then only its figures recognise it. */
export const isUntimed = ({ startedAt, endedAt }: Pick<KnownRun, 'startedAt' | 'endedAt'>): boolean =>
  startedAt === null && endedAt === null;

/** Whether two logs, or rows, are of one run: copies, an earlier and a later state, or a log and one of its files. */
export function isSameRun(a: KnownRun, b: KnownRun): boolean {
  if (a.trackingId !== null && b.trackingId !== null) return a.trackingId === b.trackingId;
  if (differs(a.process, b.process) || differs(a.writer.version, b.writer.version)) return false;
  const proof = a.identity === null || b.identity === null ? proofOfRows(a, b) : proofOf(a, a.identity, b, b.identity);
  if (proof === 'figures') return true;
  return proof === 'alike' && isSameName(a, b);
}

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
  const sameTotal = one.actual !== null && other.actual !== null ? isSameBlock(one.actual, other.actual) : null;
  if (sameTotal === false) return 'other';
  const totalProves = sameTotal === true && one.actual !== null && provesByDigits(one.actual);
  if (isUntimed(a) || isUntimed(b)) return totalProves || isSamePrediction(one, other) ? 'figures' : 'other';
  // Where a log lacks the head of a run, its start is not known, but its total was printed at one moment.
  if (totalProves && isSameTime(a.endedAt, b.endedAt)) return 'figures';
  if (a.epochs > 0 && b.epochs > 0) {
    const compared = a.startedAt === b.startedAt ? comparedEpochs(a, one, b, other) : null;
    if (compared === null) return 'other';
    const needed = one.provenEpochs ?? other.provenEpochs;
    return totalProves || (needed !== null && compared >= needed) ? 'figures' : 'alike';
  }
  if (sameTotal === true) return isSameTime(a.endedAt, b.endedAt) ? 'alike' : 'other';
  if (one.predicted !== null && other.predicted !== null) {
    if (!isSameBlock(one.predicted, other.predicted) || !isSameTime(a.startedAt, b.startedAt)) return 'other';
    return provesByDigits(one.predicted) ? 'figures' : 'alike';
  }
  // Where nothing was measured, nothing can be counted twice, and the name is all there is.
  const isEmpty = (run: KnownRun): boolean => run.basis === 'none' && run.epochs === 0;
  return (isEmpty(a) || isEmpty(b)) && a.startedAt === b.startedAt && !areNeighbours(a, b) ? 'alike' : 'other';
}

/** Whether both print one prediction, of which the digits are those of one run only. */
function isSamePrediction({ predicted }: Identity, other: Identity): boolean {
  if (predicted === null || other.predicted === null) return false;
  return isSameBlock(predicted, other.predicted) && provesByDigits(predicted);
}

/** Whether two runs stand one behind the other in the same files. */
function areNeighbours(a: KnownRun, b: KnownRun): boolean {
  const filesOf = ({ id }: KnownRun): string => id.replace(/#\d+$/, '');
  return a.number !== b.number && filesOf(a) === filesOf(b);
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

function isSameBlock(a: PrintedBlock, b: PrintedBlock): boolean {
  return a.energyKwh === b.energyKwh && a.durationS === b.durationS && a.co2eqG === b.co2eqG && a.epochs === b.epochs;
}

/** Stamps of two lines are of one moment. */
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

/** Whether a log holds all that can be known of its run, and lies where its writer put it. */
export function isWhole({ identity, epochs, end, namesDevices, number, writer, mayGoOn }: KnownRun): boolean {
  if (mayGoOn) return false;
  if (identity === null || identity.actual === null || epochs === 0 || end === 'cut-off' || !namesDevices) return false;
  return number === 1 || !sharesFiles(writer);
}

/** Up to 1.2.5 each further tracker of a process also writes into the files of those before it. */
export const sharesFiles = ({ tool, version }: Writer): boolean =>
  tool === 'carbontracker' && (version === null || /^[01]\./.test(version));

/** Whether the epochs of one log are more complete than those of another one of the run. */
export function hasMoreEpochs(a: KnownRun, b: KnownRun): boolean {
  const worth = (run: KnownRun): number[] => [
    run.epochs,
    Number(!isUntimed(run)),
    Number(run.end !== 'cut-off'),
    Number(run.namesDevices),
    Number((run.identity?.actual ?? null) !== null),
    run.identity?.actual?.durationS ?? 0,
    -run.number,
  ];
  return isMore(worth(a), worth(b));
}

/** Whether the printed totals of one log are more complete than those of another one of the run. */
export function hasMoreTotals(a: KnownRun, b: KnownRun): boolean {
  const worth = (run: KnownRun): number[] => [
    totalsWorth(run),
    Number(run.epochs > 0),
    run.identity?.actual?.durationS ?? 0,
    -run.number,
  ];
  return isMore(worth(a), worth(b));
}

/** 2 with a total, 1 with a prediction only, 0 without either. */
export function totalsWorth({ identity, basis, end }: KnownRun): number {
  if (identity === null) return basis === 'none' || basis === 'recovered' || end === 'cut-off' ? 0 : 2;
  return identity.actual !== null ? 2 : Number(identity.predicted !== null);
}

function isMore(a: readonly number[], b: readonly number[]): boolean {
  for (const [i, value] of a.entries()) if (value !== b[i]) return value > (b[i] ?? 0);
  return false;
}
