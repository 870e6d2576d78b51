/** Whether the texts of a run were understood: what was not may hold energy, so that it is never counted as nothing. */
import { isBlock, isKnown, readMessage } from '../../../log/messages.ts';
import { beginsWithStamp, type LogRecord, type LogText, scanRecords } from '../../../log/records.ts';
import type { Run } from '../../../model/run.ts';
import { type LogParts, type RunTexts, textsOf } from './kinds.ts';

const LONGEST_SHOWN_CHARS = 80;

/** A line as a message shows it. */
export function shownLine(line: string): string {
  const text = line.trim();
  return `"${text.length > LONGEST_SHOWN_CHARS ? `${text.slice(0, LONGEST_SHOWN_CHARS)}...` : text}"`;
}

const ANY_STAMP = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:,\d{3})? -(?: |$)/m;

/**
 * Why nothing of a file can be read.
 *
 * @returns null where it has records, or nothing but blanks
 */
export function refusalOf(file: string, text: LogText): string | null {
  if (typeof text !== 'string' || beginsWithStamp(text)) return null;
  const plain = text.replaceAll('\0', '');
  const firstLine = plain.split('\n').find((line) => line.trim() !== '');
  if (firstLine === undefined || ANY_STAMP.test(plain)) return null;
  return isConsole(plain)
    ? `${file} looks like console output of carbontracker, and nothing of it was read as a log`
    : `no line of ${file} was understood; the first is ${shownLine(firstLine)}`;
}

/** Whether a text without time stamps holds what carbontracker prints. */
export const isConsole = (text: string): boolean => /CarbonTracker: |(?:Actual|Predicted) consumption\b/.test(text);

/** Whether a run has a figure, or shows that nothing was measured. */
function hasFigure({ epochs, actual, predicted, tracking }: Run): boolean {
  const hasPower = epochs.some(({ powerW }) => Object.values(powerW).some((power) => power !== null));
  return hasPower || actual !== null || predicted !== null || (tracking !== null && tracking.unfinished !== null);
}

/**
 * The first line because of which a set of files without any figure was not understood.
 *
 * @returns null where a run has a figure, or every line is known
 */
export function firstUnknown(runs: readonly Run[], { standard, output }: RunTexts): string | null {
  if (runs.some(hasFigure)) return null;
  const isUnknown = (record: LogRecord): boolean =>
    (record.complete && record.stamp !== '' && !isKnown(record)) || record.text.search(HIDDEN) !== -1;
  const isUnreadableBlock = (record: LogRecord): boolean => isBlock(record) && readMessage(record) === null;
  return firstLineWhere(standard, isUnknown) ?? firstLineWhere(output, isUnreadableBlock);
}

/** Whether any line of the texts is one that a tracker writes. */
export function isAnyKnown({ standard, output }: RunTexts): boolean {
  return [standard, output].some((log) => firstLineWhere(log, (record) => readMessage(record) !== null) !== null);
}

/** A line of an epoch or a total behind other text than `CarbonTracker:`, so that it is no record of its own. */
const HIDDEN =
  /^(?!\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)[^\n]{1,200}?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d - (?:Epoch \d|Duration: |Average power |CarbonTracker:)/gm;

const OVERWRITTEN: ReadonlySet<string> = new Set(['several-processes', 'overwritten']);

/** Lines of epochs and totals that have other text in front of their time stamps; runs with a total lack none of it. */
export function hiddenLines(runs: readonly Run[], { standard, output }: RunTexts): number {
  // Processes that wrote at once overwrote each other's lines, which has its own finding.
  const isOverwritten = runs.some(({ findings }) => findings.some(({ code }) => OVERWRITTEN.has(code)));
  if (isOverwritten || runs.every(({ actual }) => actual !== null)) return 0;
  let count = 0;
  for (const log of [standard, output]) {
    for (const text of log === null ? [] : textsOf(log)) {
      if (typeof text === 'string') count += text.match(HIDDEN)?.length ?? 0;
    }
  }
  return count;
}

function firstLineWhere(log: LogText | LogParts | null, fits: (record: LogRecord) => boolean): string | null {
  let found: string | null = null;
  for (const text of log === null ? [] : textsOf(log)) {
    scanRecords(text, (record) => {
      if (found === null && fits(record)) found = record.text.trim().split('\n')[0] ?? '';
    });
  }
  return found;
}

const HEADING = /(?:Actual|Predicted) consumption(?: for \d{1,9} epoch\(s\))?:/g;

/** Counts consumption blocks inside other records of an output log, which are not read. */
export function unreadBlocks(runs: readonly Run[], { output }: RunTexts): number {
  if (output === null) return 0;
  const texts = textsOf(output).filter((text) => typeof text === 'string');
  const headings = texts.reduce((sum, text) => sum + (text.match(HEADING)?.length ?? 0), 0);
  // Nearly always each is the block of a run, and nothing is read again.
  if (headings <= blocksOf(runs)) return 0;
  let records = 0;
  for (const text of texts) {
    scanRecords(text, (record) => {
      if (isBlock(record)) records += 1;
    });
  }
  return Math.max(0, headings - records);
}

function blocksOf(runs: readonly Run[]): number {
  let count = 0;
  for (const { actual, predicted } of runs) {
    if (actual?.block === 'actual') count += 1;
    if (predicted !== null) count += 1;
  }
  return count;
}
