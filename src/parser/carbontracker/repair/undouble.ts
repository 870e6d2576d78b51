/** Lines that a second tracker of one process logged twice (carbontracker 1.0 to 1.2.5). */

import type { LogRecord } from '../../../log/records.ts';

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
