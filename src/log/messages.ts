/** One table: each kind of message, how it starts, and the versions of carbontracker that wrote it so. */

import type { LineSubject } from '../model/log-lines.ts';
import { readBlock } from './blocks.ts';
import { type IntensityNote, readFallback, readList, readValueAndPlace } from './intensity-lines.ts';
import { readJournal } from './journal.ts';
import type { Message, SensorFault } from './message.ts';
import type { LogRecord } from './records.ts';
import {
  firstLine,
  readComponents,
  readDurationLine,
  readEpoch,
  readInterruption,
  readPower,
  readPue,
  readSamples,
} from './standard-lines.ts';

export type { Message, NamedDevices, SensorFault } from './message.ts';

type MessageKind = {
  /** How the message begins, upper and lower case as written. */
  starts: string;
  about: LineSubject;
  versions: string;
} & (
  | {
      /** Reads a message after its first words; null when the rest is damaged. */
      read(rest: string): Message | null;
      readAt?: never;
    }
  | {
      /** As `read`, from its place in the log: for the kinds that make up most of it and are not worth a copy. */
      readAt(source: string, from: number, to: number): Message | null;
    }
);

const intensity = (note: IntensityNote | null): Message | null => (note === null ? null : { kind: 'intensity', note });
const live = (rest: string): Message | null => intensity(readValueAndPlace('live', firstLine(rest)));
const fallback = (rest: string): Message | null => intensity(readFallback(firstLine(rest)));
const block = (starts: string, versions: string): MessageKind => ({
  starts,
  about: 'total',
  versions,
  read: (rest) => readBlock(starts + rest),
});
const sensor = (fault: SensorFault) => (): Message => ({ kind: 'sensor', fault });

const JOURNAL = 'ct-track {';

const KINDS: readonly MessageKind[] = [
  { starts: 'Average power usage (W) for ', about: 'power', versions: '1.0.7 and later', readAt: readPower },
  { starts: 'Duration: ', about: 'epoch', versions: '1.0.7 and later', readAt: readDurationLine },
  { starts: 'Epoch ', about: 'epoch', versions: 'all', readAt: readEpoch },
  {
    // Editors remove the trailing blank if no version follows.
    starts: 'carbontracker version',
    about: 'writer',
    versions: 'all',
    read: (rest) => ({ kind: 'version', writer: { tool: 'carbontracker', version: firstLine(rest).trim() || null } }),
  },
  {
    starts: 'ct-track version ',
    about: 'writer',
    versions: 'ct-track',
    read: (rest) => ({ kind: 'version', writer: { tool: 'ct-track', version: firstLine(rest).split(',')[0] ?? null } }),
  },
  {
    starts: JOURNAL,
    about: 'journal',
    versions: 'ct-track',
    read: (rest) => ({ kind: 'journal', entry: readJournal(JOURNAL + rest) }),
  },
  {
    starts: 'Only predicted and actual consumptions are multiplied by a PUE coefficient of ',
    about: 'pue',
    versions: '1.1.0 and later',
    read: readPue,
  },
  { starts: 'The following components were found:', about: 'components', versions: 'all', read: readComponents },
  { starts: 'Power usages for ', about: 'power', versions: '1.0.4', read: readSamples },
  { starts: 'Power usages (W) for ', about: 'power', versions: 'between 1.0.4 and 1.0.7', read: readSamples },
  { starts: 'Training was interrupted before all ', about: 'end', versions: '1.1.0 and later', read: readInterruption },
  { starts: 'Monitoring thread ended', about: 'end', versions: 'all', read: () => ({ kind: 'monitoring-ended' }) },
  { starts: 'Finished monitoring', about: 'end', versions: '1.0.7 and later', read: () => ({ kind: 'finished' }) },
  {
    starts: 'Carbon intensities (',
    about: 'intensity',
    versions: '1.1.0 and later',
    read: (rest) => intensity(readList(firstLine(rest))),
  },
  {
    starts: 'Average carbon intensity during training was ',
    about: 'intensity',
    versions: '1.1.0 and later',
    read: (rest) => intensity(readValueAndPlace('average', firstLine(rest))),
  },
  {
    starts: 'Carbon intensity for the next ',
    about: 'intensity',
    versions: '1.0.x to 2.3.2',
    read: (rest) =>
      intensity(readValueAndPlace('predicted', firstLine(rest).replace(/^.{0,60}? predicted to be /, ''))),
  },
  { starts: 'Carbon intensity: ', about: 'intensity', versions: '2.3.0 to 2.3.2', read: live },
  { starts: 'Carbon intensity fetched: ', about: 'intensity', versions: '2.4.2 and later', read: live },
  { starts: 'Current carbon intensity is ', about: 'intensity', versions: '1.1.6', read: live },
  {
    starts: 'Live carbon intensity could not be fetched',
    about: 'intensity',
    versions: '1.0.7 to 2.3.2',
    read: fallback,
  },
  {
    starts: 'Location specific carbon intensity could not be fetched.',
    about: 'intensity',
    versions: '1.0.4',
    read: fallback,
  },
  { starts: 'Failed to retrieve location based on IP.', about: 'intensity', versions: '1.0.4', read: fallback },
  {
    starts: 'No carbon intensity provider specified',
    about: 'intensity',
    versions: '2.4.0 and later, err log',
    read: fallback,
  },
  {
    starts: 'Failed to retrieve carbon intensity: ',
    about: 'intensity',
    versions: '1.2.0 to 2.3.2, err log',
    read: fallback,
  },
  {
    starts: 'Could not read CPU/DRAM energy consumption due to lack of read-permissions',
    about: 'sensor',
    versions: 'all, err log',
    read: sensor('cpu-permission'),
  },
  {
    starts: 'No matching TDP found for CPU',
    about: 'sensor',
    versions: '2.0.0 and later, err log',
    read: sensor('cpu-tdp'),
  },
  { starts: 'Using TDP of ', about: 'sensor', versions: '2.0.0 and later, err log', read: sensor('cpu-tdp') },
  {
    starts: 'GPU model does not support retrieval of power usages in NVML',
    about: 'sensor',
    versions: 'all, err log',
    read: sensor('gpu-unsupported'),
  },
  block('Actual consumption', 'all'),
  block('Predicted consumption', '1.0.7 and later'),
  block('Prediction for ', '1.0.4'),
  block('First ', '1.0.4'),
];

const STARTED = 'Monitoring thread started';
/** Messages of a standard log that do not affect a figure. */
const WITHOUT_FIGURES = [
  STARTED,
  'Defaulted to carbon intensity for epoch in prediction',
  'Failed to predict carbon intensity for the next',
];

/** Whether a message is one that a tracker writes, whether or not it matters; an empty one is. */
export function isKnown(record: LogRecord): boolean {
  if (readMessage(record) !== null) return true;
  const text = record.text.trim();
  return text === '' || WITHOUT_FIGURES.some((start) => text.startsWith(start));
}

const KINDS_BY_FIRST_LETTER: ReadonlyMap<number, readonly MessageKind[]> = byFirstLetter(KINDS);

function byFirstLetter(kinds: readonly MessageKind[]): Map<number, MessageKind[]> {
  const found = new Map<number, MessageKind[]>();
  for (const kind of kinds) {
    const letter = kind.starts.charCodeAt(0);
    found.set(letter, [...(found.get(letter) ?? []), kind]);
  }
  return found;
}

const TRACKER_PREFIX = 'CarbonTracker:';
const LINE_FEED = 10;
const LETTER_C = 67;
const TAB = 9;
const BLANK = 32;

/** Whether a message has `CarbonTracker: ` in front, as those of an output log do. */
export function isOutputMessage({ source, start, end }: LogRecord): boolean {
  return source.charCodeAt(start) === LETTER_C && end > start && source.startsWith(TRACKER_PREFIX, start);
}

/** Start of the text of a message after `CarbonTracker:`, with or without its blank and line feed, which editors may remove. */
function textStart({ source, start, end }: LogRecord): number {
  let from = start;
  if (source.charCodeAt(from) === LETTER_C && source.startsWith(TRACKER_PREFIX, from)) {
    from += TRACKER_PREFIX.length;
    while (from < end && isBlank(source.charCodeAt(from))) from += 1;
  }
  return from < end && source.charCodeAt(from) === LINE_FEED ? from + 1 : from;
}

const isBlank = (code: number): boolean => code === BLANK || code === TAB;

const BLOCK_HEADING = /^(?:Actual|Predicted) consumption/;

/** Whether a message begins as a consumption block does, readable or not. */
export function isBlock(record: LogRecord): boolean {
  const from = textStart(record);
  const letter = record.source.charCodeAt(from);
  return (
    (letter === 65 || letter === 80) && BLOCK_HEADING.test(record.source.slice(from, Math.min(from + 24, record.end)))
  );
}

/**
 * Reads one message of any of the three logs.
 *
 * @param record its message may have `CarbonTracker: ` in front; continuation lines are part of it
 * @returns null when the message is of no kind that matters, or damaged
 */
export function readMessage(record: LogRecord): Message | null {
  const { source, end } = record;
  const from = textStart(record);
  const letter = source.charCodeAt(from);
  const kinds = KINDS_BY_FIRST_LETTER.get(letter);
  if (kinds === undefined) return null;
  for (let i = 0; i < kinds.length; i += 1) {
    const kind = kinds[i] as MessageKind;
    const rest = from + kind.starts.length;
    if (rest > end || !source.startsWith(kind.starts, from)) continue;
    return kind.readAt === undefined ? kind.read(source.slice(rest, end)) : kind.readAt(source, rest, end);
  }
  return null;
}

/**
 * What a line of a log is about, by its first words; null for one that continues the line before it, or that no tracker writes.
 *
 * @param message the line without its time stamp
 */
export function subjectOf(message: string): LineSubject | null {
  const text = message.startsWith(TRACKER_PREFIX) ? message.slice(TRACKER_PREFIX.length).trimStart() : message;
  // The heading of a block stands on the line behind it.
  if (text === '' && text !== message) return 'total';
  const known = KINDS_BY_FIRST_LETTER.get(text.charCodeAt(0))?.find(({ starts }) => text.startsWith(starts));
  if (known !== undefined) return known.about;
  // All others are about the carbon intensity.
  if (text.startsWith(STARTED)) return 'writer';
  return WITHOUT_FIGURES.some((start) => text.startsWith(start)) ? 'intensity' : null;
}
