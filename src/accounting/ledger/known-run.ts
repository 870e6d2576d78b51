/** Keeps what identifies a run, and decides whether two of them are the same run. */
import type { Component, Run, RunFiles, Writer } from '../../model/run.ts';
import { readOwnName } from '../../model/stem.ts';
import type { Entry } from '../entry.ts';
import { lacksEpochs } from '../run/monitored.ts';
import type { Basis } from '../types.ts';
import type { Identity, PrintedBlock } from './identity.ts';

/** A run without its epochs. */
export interface KnownRun extends Pick<Run, 'id' | 'writer' | 'startedAt' | 'endedAt' | 'end' | 'plannedEpochs'> {
  /** Files of the run; null for a row, and once the run counts, as only copies are reported with their files. */
  files: RunFiles | null;
  /**
   * Hash of what its log contains; null where it is not compared with tables, as it costs more than all other
   * comparisons.
   */
  contentHash: string | null;
  /** Id that the writer gave the run; null for carbontracker. */
  trackingId: string | null;
  /** Number of epochs on record. */
  epochs: number;
  /** Components without the bounds of their estimates. */
  components: readonly Component[];
  /** Whether the log names its devices. */
  namesDevices: boolean;
  /** Recognises copies and earlier states; null for a row of a table of an older version. */
  identity: Identity | null;
  /** How the figure was obtained. */
  basis: Basis;
  /** Corrected energy in kWh, including PUE. */
  energyKwh: number;
  /** Corrected CO2eq in g; null where its carbon intensity is unknown. */
  co2eqG: number | null;
  /** Logged energy in kWh, including PUE. */
  loggedKwh: number;
  /** Whether another file may hold more of it. */
  mayGoOn: boolean;
  /** Whether it is compared with rows of tables. */
  isRow: boolean;
  /** Name of the run as its writer made it, without prefix and folder. */
  name: string;
  /** Process id in the name; null where it holds none. */
  process: string | null;
  /** Place of the run in its file, from 1. */
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
    startedAt: comparable(startedAt),
    endedAt: comparable(endedAt),
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
    mayGoOn: !isRow && mayGoOn(run),
    isRow,
    name,
    process,
    number,
  };
}

/** Whether another file may hold more of a run: a later state of it, or a copy of a standard log that was cut. */
export const mayGoOn = (run: Run): boolean => run.mayGoOn === true || lacksEpochs(run);

/** A stamp as tables give it back, which hold times: without milliseconds where they are zero; null stays null. */
export const comparable = (stamp: string | null): string | null =>
  stamp !== null && stamp.length > WHOLE_SECOND && stamp.endsWith('.000') ? stamp.slice(0, WHOLE_SECOND) : stamp;

const WHOLE_SECOND = 'YYYY-MM-DD HH:MM:SS'.length;

/** Components without the bounds of their estimates, so that runs can share them. */
export function withoutEstimates(components: readonly Component[]): readonly Component[] {
  if (!components.some(({ estimate }) => estimate !== undefined)) return components;
  return components.map(({ name, devices, method }) => ({ name, devices, method }));
}

/** Stamps of one moment in two files of a run differ by less, in ms. */
export const SAME_TIME_MS = 5_000;

/** Whether nothing shows when a run took place, as in console text: then only its figures recognise it. */
export const isUntimed = ({ startedAt, endedAt }: Pick<KnownRun, 'startedAt' | 'endedAt'>): boolean =>
  startedAt === null && endedAt === null;

/** Whether a total is there, with its CO2eq, which a cut one lacks. */
export const printsAll = (total: Pick<PrintedBlock, 'co2eqG'> | null): boolean => (total?.co2eqG ?? null) !== null;

/** Whether a log holds all that can be known of its run, and lies where its writer put it. */
export function isWhole({ identity, epochs, end, namesDevices, number, writer, mayGoOn }: KnownRun): boolean {
  if (mayGoOn) return false;
  if (identity === null || !printsAll(identity.actual) || epochs === 0 || end === 'cut-off' || !namesDevices)
    return false;
  return number === 1 || !sharesFiles(writer);
}

/** Whether further trackers of a process write into the files of those before them: carbontracker up to 1.2.5. */
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
    Number(printsAll(run.identity?.actual ?? null)),
    run.identity?.actual?.durationS ?? 0,
    -run.number,
    // Of two states of one run the later one.
    run.energyKwh,
  ];
  return isMore(worth(a), worth(b));
}

/** Whether the printed totals of one log are more complete than those of another one of the run. */
export function hasMoreTotals(a: KnownRun, b: KnownRun): boolean {
  const worth = (run: KnownRun): number[] => [
    totalsWorth(run),
    Number(run.epochs > 0),
    Number(printsAll(run.identity?.actual ?? null)),
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

/** Whether one log is the output log of a run and the other one its standard log, each without its partner. */
export const areHalves = ({ files: output }: KnownRun, { files: standard }: KnownRun): boolean =>
  output !== null &&
  standard !== null &&
  output.output !== null &&
  output.standard === null &&
  standard.standard !== null &&
  standard.output === null;

function isMore(a: readonly number[], b: readonly number[]): boolean {
  for (const [i, value] of a.entries()) if (value !== b[i]) return value > (b[i] ?? 0);
  return false;
}
