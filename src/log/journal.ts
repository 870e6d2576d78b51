/** Reads and writes the `ct-track {json}` lines of the standard log, which hold what carbontracker's lines cannot. */

import type { KnownIntensity } from '../model/factors.ts';
import type { OutsideEnergy } from '../model/outside-energy.ts';
import { INTENSITY_KINDS, type IntensityKind, METHODS, type Method, type Pue } from '../model/run.ts';
import type { EarlyStop, MeasuredDevice, ReadingGap, Tracking } from '../model/tracking.ts';

/** Version of these lines; a reader skips lines of a later one. */
export const JOURNAL_SCHEMA = 1;

/** Written once, before the first epoch. */
export interface JournalStart
  extends Pick<Tracking, 'id' | 'host' | 'pid' | 'utcOffsetMinutes' | 'command' | 'job' | 'updateIntervalS'> {
  event: 'start';
  /** `JOURNAL_SCHEMA` of the writer. */
  schema: number;
  /** Hash that distinguishes the machine from others of its host name; older lines have none, null where it is unknown. */
  machine?: string | null;
  /** Unix time at which monitoring started, in s. */
  startUnixS: number;
  /** Measured devices, in the order of the samples file. */
  devices: MeasuredDevice[];
  /** PUE that the totals use. */
  pue: Pue;
  /** Carbon intensity at the start. */
  intensity: KnownIntensity;
  /** Number of epochs that the training is to have; null where it is not known. */
  plannedEpochs: number | null;
}

/** Written when an epoch starts, so that a killed run shows where its last epoch began. */
export interface JournalEpochStart {
  event: 'epoch-start';
  /** Number of the epoch, from 1. */
  number: number;
  /** Seconds since the start of monitoring. */
  atS: number;
}

/** Energy of one device in an epoch or a whole run. */
export interface JournalEnergy {
  /** Energy in J without PUE; null when nothing was measured. */
  energyJ: number | null;
  /** Time with known energy, in s. */
  coveredS: number;
  /** Integrated power in J, to compare with the counter; null where there is no counter. */
  sampledJ: number | null;
  /** Number of times without a reading. */
  gapCount: number;
  /** The first gaps; `gapCount` counts all. */
  gaps: ReadingGap[];
}

/** Written after the lines of an epoch. */
export interface JournalEpoch {
  event: 'epoch';
  /** Number of the epoch, from 1. */
  number: number;
  /** Seconds since the start of monitoring. */
  startS: number;
  /** Seconds since the start of monitoring. */
  endS: number;
  /** False for an epoch that the end of the run cut off. */
  complete: boolean;
  /** Energies by the key of the device, such as `gpu:0`. */
  devices: Record<string, JournalEnergy>;
}

/** Written when the command is stopped to ask the user, so that a reader sees that the run waits. */
export interface JournalPauseStart {
  event: 'pause-start';
  /** Seconds since the start of monitoring, without pauses. */
  atS: number;
}

/** Written when the command goes on after it was stopped to ask the user; the clock of the run stood still meanwhile. */
export interface JournalPause {
  event: 'pause';
  /** Seconds since the start of monitoring, without pauses. */
  atS: number;
  /** Length of the pause in s. */
  durationS: number;
}

/** Written at the end of the run. */
export interface JournalEnd {
  event: 'end';
  /** Seconds since the start of monitoring, without pauses. */
  elapsedS: number;
  /** Exit status of a wrapped command; null when there is none. */
  exitCode: number | null;
  /** Signal that killed a wrapped command; null when none did. */
  signal: string | null;
  /** Energies over the whole run, also between epochs, by the key of the device. */
  devices: Record<string, JournalEnergy>;
  /** Energy that belongs to no epoch; absent where only a part of the epochs was to be monitored. */
  outside?: OutsideEnergy;
  /** Seconds for which the command was stopped to ask the user; in no other figure. Absent where it was not. */
  pausedS?: number;
  /** Why ct-track ended the training before its time; absent where it did not. */
  stopped?: EarlyStop;
}

/** The content of one `ct-track {json}` line. */
export type JournalEntry =
  | JournalStart
  | JournalEpochStart
  | JournalEpoch
  | JournalPauseStart
  | JournalPause
  | JournalEnd;

const PREFIX = 'ct-track {';

/** Texts that the patterns of carbontracker, and ours for its lines, look for; user texts may contain them. */
const PHRASES =
  /carbontracker|epochs?(?=[\s(:]+\d|\(s\))|duration(?=:)|average (?=power|carbon)|power usage|with device|components were|consumption|predict(?=ed|ion)|carbon intensit|monitoring|training was|was interrupted|pue coefficient|detected location|equivalent|(?:time|energy|co2eq)(?=:)|co2(?=eq|\/)|kwh(?=[\s)])|live carbon|location specific|using tdp|no matching|could not read/gi;

/** One line of JSON in which no phrase of the other lines occurs. */
export function writeJournal(entry: JournalEntry): string {
  return `ct-track ${JSON.stringify(entry).replace(PHRASES, escapeFirst)}`;
}

/** The first letter as a JSON escape: the same text for a JSON reader, another for a pattern. */
const escapeFirst = (phrase: string): string => `\\u00${phrase.charCodeAt(0).toString(16)}${phrase.slice(1)}`;

/**
 * Reads a message of the standard log.
 *
 * @returns null when it is no journal line, damaged, or of a later schema
 */
export function readJournal(message: string): JournalEntry | null {
  // A line that was cut lacks its end; an exception of the parser takes a hundred times as long.
  if (!message.startsWith(PREFIX) || !message.trimEnd().endsWith('}')) return null;
  let entry: Record<string, unknown>;
  try {
    entry = JSON.parse(message.slice(PREFIX.length - 1));
  } catch {
    return null;
  }
  return isEntry(entry) ? (entry as unknown as JournalEntry) : null;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isNumber = (value: unknown): value is number => Number.isFinite(value);

const isNumberOrNull = (value: unknown): boolean => value === null || isNumber(value);

const isTextOrNull = (value: unknown): boolean => value === null || typeof value === 'string';

const isText = (value: unknown): value is string => typeof value === 'string';

const isListOf = (value: unknown, isItem: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(isItem);

function isEntry(value: Record<string, unknown>): boolean {
  switch (value.event) {
    case 'start':
      return isStart(value);
    case 'epoch-start':
      return isNumber(value.number) && isNumber(value.atS);
    case 'epoch':
      return (
        isNumber(value.number) &&
        isNumber(value.startS) &&
        isNumber(value.endS) &&
        typeof value.complete === 'boolean' &&
        areEnergies(value.devices)
      );
    case 'pause-start':
      return isNumber(value.atS);
    case 'pause':
      return isNumber(value.atS) && isNumber(value.durationS);
    case 'end':
      return (
        isNumber(value.elapsedS) &&
        isNumberOrNull(value.exitCode) &&
        isTextOrNull(value.signal) &&
        areEnergies(value.devices) &&
        (value.outside === undefined || isOutside(value.outside)) &&
        (value.pausedS === undefined || isNumber(value.pausedS)) &&
        (value.stopped === undefined || isEarlyStop(value.stopped))
      );
    default:
      return false;
  }
}

function isOutside(value: unknown): boolean {
  return isRecord(value) && isNumber(value.beforeJ) && isNumber(value.betweenJ) && isNumber(value.afterJ);
}

function isEarlyStop(value: unknown): boolean {
  return isRecord(value) && (value.by === 'limit' || value.by === 'answer') && isText(value.reason);
}

function isStart(value: Record<string, unknown>): boolean {
  return (
    isNumber(value.schema) &&
    value.schema <= JOURNAL_SCHEMA &&
    isText(value.id) &&
    isText(value.host) &&
    (value.machine === undefined || isTextOrNull(value.machine)) &&
    isNumber(value.pid) &&
    isNumber(value.startUnixS) &&
    isNumber(value.utcOffsetMinutes) &&
    isNumber(value.updateIntervalS) &&
    isNumberOrNull(value.plannedEpochs) &&
    (value.command === null || isListOf(value.command, isText)) &&
    isListOf(value.devices, isDevice) &&
    isRecord(value.pue) &&
    isNumber(value.pue.value) &&
    isText(value.pue.source) &&
    isIntensity(value.intensity) &&
    isRecord(value.job) &&
    Object.values(value.job).every(isText)
  );
}

function isIntensity(value: unknown): boolean {
  return (
    isRecord(value) &&
    isNumber(value.gPerKwh) &&
    INTENSITY_KINDS.includes(value.kind as IntensityKind) &&
    isTextOrNull(value.location) &&
    isNumberOrNull(value.year) &&
    isText(value.source)
  );
}

function isDevice(value: unknown): boolean {
  return (
    isRecord(value) &&
    isText(value.key) &&
    isText(value.component) &&
    isText(value.name) &&
    isTextOrNull(value.uuid) &&
    isTextOrNull(value.note) &&
    METHODS.includes(value.method as Method) &&
    (value.rangeW === null || (isListOf(value.rangeW, isNumber) && (value.rangeW as unknown[]).length === 2))
  );
}

function areEnergies(value: unknown): boolean {
  return (
    isRecord(value) &&
    Object.values(value).every(
      (energy) =>
        isRecord(energy) &&
        isNumberOrNull(energy.energyJ) &&
        isNumber(energy.coveredS) &&
        isNumber(energy.gapCount) &&
        isListOf(energy.gaps, isGap),
    )
  );
}

function isGap(value: unknown): boolean {
  return isRecord(value) && isNumber(value.fromS) && isNumber(value.toS) && isText(value.reason);
}
