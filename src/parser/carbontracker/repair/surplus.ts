/**
 * Removes text that a run did not log itself: prefixes that docker, kubectl, srun or torchrun wrote before each line, and lines
 * that a second tracker of one process repeated (carbontracker 1.0 to 1.2.5).
 */
import { beginsWithStamp, type LogRecord, type LogText } from '../../../log/records.ts';

/** A text, and what was taken off the front of its lines. */
export interface Unprefixed {
  /** The text without the prefix. */
  text: LogText;
  /** Prefix as in front of the first record; null where none was taken off. */
  prefix: string | null;
}

/** A line of an ordinary log. */
const PLAIN_LINE = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:,\d{3})? -(?= |$)/m;
const STAMP = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:,\d{3})? -(?= |$)/m;
const LONGEST_PREFIX = 200;
/** Times that such a program prints: they differ from line to line. */
const TIMES = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d/g;
const ANY_TIME = String.raw`(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d)`;

/**
 * Removes one common prefix from the lines of a log. Lines without it stay unchanged. A log of lines with several
 * prefixes is one of several processes, and is left alone.
 */
export function withoutPrefix(text: LogText): Unprefixed {
  if (typeof text !== 'string' || beginsWithStamp(text) || PLAIN_LINE.test(text)) return { text, prefix: null };
  // A prefix may be preceded or followed by characters that every reader drops.
  const printed = text.replaceAll(/[\0\ufeff\r]+/g, '');
  const prefix = prefixOf(printed);
  if (prefix === null) return { text, prefix };
  // Editors take off the blanks of a line of which nothing else is left.
  const lines = new RegExp(`^(?:${patternOf(prefix)}|${patternOf(prefix.trimEnd())}$)`, 'gm');
  const plain = printed.replace(lines, '');
  return prefixOf(plain) === null && hasOnePrefix(plain) ? { text: plain, prefix } : { text, prefix: null };
}

/** Text before the first time stamp; null where there is none. */
function prefixOf(text: string): string | null {
  const found = STAMP.exec(text);
  if (found === null) return null;
  const lineStart = text.lastIndexOf('\n', found.index) + 1;
  const length = found.index - lineStart;
  return length === 0 || length > LONGEST_PREFIX ? null : text.slice(lineStart, found.index);
}

function patternOf(prefix: string): string {
  return prefix
    .split(TIMES)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`))
    .join(ANY_TIME);
}

/** Whether every record of the text begins its line. */
function hasOnePrefix(text: string): boolean {
  for (let lineStart = 0; lineStart < text.length; ) {
    const newline = text.indexOf('\n', lineStart);
    const line = text.slice(lineStart, newline === -1 ? text.length : newline);
    if ((STAMP.exec(line.slice(0, LONGEST_PREFIX + 30))?.index ?? 0) > 0) return false;
    lineStart += line.length + 1;
  }
  return true;
}

function same(a: LogRecord, b: LogRecord | undefined): boolean {
  return b !== undefined && a.end - a.start === b.end - b.start && a.stamp === b.stamp && a.text === b.text;
}

/** Lengths of the runs of identical neighbours. */
function groupsOf(records: readonly LogRecord[]): number[] {
  const groups: number[] = [];
  for (let i = 0; i < records.length; ) {
    let length = 1;
    while (same(records[i] as LogRecord, records[i + length])) length += 1;
    groups.push(length);
    i += length;
  }
  return groups;
}

const isVersion = (record: LogRecord): boolean => record.source.startsWith('carbontracker version ', record.start);
const isEpoch = (record: LogRecord): boolean => record.source.startsWith('Epoch ', record.start);
const isEnd = (record: LogRecord): boolean => record.source.startsWith('Monitoring thread ended', record.start);

/**
 * Drops the copies where every record from a repeated version line to the next run stands k times in a row. Several
 * processes that write into one file repeat header lines too, but never their epochs.
 *
 * @returns the records that count, and how many runs were written more than once
 */
export function undouble(records: readonly LogRecord[]): { records: LogRecord[]; doubledRuns: number } {
  const kept: LogRecord[] = [];
  let doubledRuns = 0;
  let endSeen = false;
  for (let start = 0; start < records.length; ) {
    let copies = 1;
    const first = records[start] as LogRecord;
    if (isVersion(first)) while (same(first, records[start + copies])) copies += 1;
    let stop = start + copies;
    while (stop < records.length && !isVersion(records[stop] as LogRecord)) stop += 1;
    const section = records.slice(start, stop);
    const whole =
      copies > 1 && isRepeated(section, copies, stop === records.length) && (endSeen || section.some(isEpoch));
    if (whole) {
      doubledRuns += 1;
      let at = 0;
      for (const length of groupsOf(section)) {
        for (const record of section.slice(at, at + Math.ceil(length / copies))) kept.push(record);
        at += length;
      }
    } else {
      for (const record of section) kept.push(record);
    }
    endSeen ||= section.some(isEnd);
    start = stop;
  }
  return { records: kept, doubledRuns };
}

/** Every record stands a multiple of `copies` times; the last one may be short where the file was cut. */
function isRepeated(section: readonly LogRecord[], copies: number, atFileEnd: boolean): boolean {
  const groups = groupsOf(section);
  return groups.every((length, i) => length % copies === 0 || (atFileEnd && i === groups.length - 1));
}

/** Drops records that repeat their neighbor, for the output log of a run with a doubled standard log. */
export function dropRepeats(records: readonly LogRecord[]): LogRecord[] {
  return records.filter((record, i) => i === 0 || !same(record, records[i - 1]));
}
