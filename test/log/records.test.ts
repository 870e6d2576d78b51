import { describe, expect, it } from 'vitest';
import {
  type LogText,
  lastRecordStart,
  RECORD_LIMIT_CHARS,
  type ScanNotes,
  scanRecords,
} from '../../src/log/records.ts';

interface Read {
  stamp: string;
  text: string;
  complete: boolean;
}

function scan(text: LogText): { records: Read[]; notes: ScanNotes } {
  const records: Read[] = [];
  const notes = scanRecords(text, (record) =>
    records.push({ stamp: record.stamp, text: record.text, complete: record.complete }),
  );
  return { records, notes };
}

const texts = (text: string): string[] => scan(text).records.map((record) => record.text);

describe('scanRecords', () => {
  it('a record starts at a stamp and takes the lines below', () => {
    expect(
      scan('2025-01-01 08:00:00 - CarbonTracker: \nActual\n\tTime:\t0\n2025-01-01 08:00:01 - b\n').records,
    ).toEqual([
      { stamp: '2025-01-01 08:00:00', text: 'CarbonTracker: \nActual\n\tTime:\t0', complete: true },
      { stamp: '2025-01-01 08:00:01', text: 'b', complete: true },
    ]);
  });

  it('thread and level of 1.0.4 are no part of the message', () => {
    expect(scan('2020-05-02 12:34:56,789 - MainThread - INFO - Epoch 1 started.\n').records).toEqual([
      { stamp: '2020-05-02 12:34:56.789', text: 'Epoch 1 started.', complete: true },
    ]);
  });

  it('a line with milliseconds and without a level keeps its text', () => {
    const at = '2020-05-02 12:34:56,789 - ';
    expect(texts(`${at}odd\n${at}a - b\n`)).toEqual(['odd', 'a - b']);
    expect(texts(`${at}a - b\n${at}odd\n`)).toEqual(['a - b', 'odd']);
    expect(texts(`${at}MainThread - INFO - a\n${at}odd\n`)).toEqual(['a', 'odd']);
  });

  it('a last record without a line feed is incomplete', () => {
    expect(scan('2025-01-01 08:00:00 - Dura').records).toEqual([
      { stamp: '2025-01-01 08:00:00', text: 'Dura', complete: false },
    ]);
  });

  it('CRLF, a byte order mark and NUL runs are dropped', () => {
    expect(texts('\uFEFF2025-01-01 08:00:00 - a\r\n2025-01-01 08:00:01 - b\r\n')).toEqual(['a', 'b']);
    const { records, notes } = scan(
      `2025-01-01 08:00:00 - a\n${'\0'.repeat(300)}2025-01-01 08:00:01 - Epoch 1:\n2025-01-01 08:00:02 - \0c\n`,
    );
    expect(records.map(({ text }) => text)).toEqual(['a', 'Epoch 1:', 'c']);
    expect(notes.hadNul).toBe(true);
  });

  it('stray tails belong to the record before', () => {
    expect(
      texts('2025-01-01 08:00:00 - Monitoring thread ended.\nd ended.\n22-05-24 15:09:39 - Epoch 1:\n.\n'),
    ).toEqual(['Monitoring thread ended.\nd ended.\n22-05-24 15:09:39 - Epoch 1:\n.']);
  });

  it('text before the first stamp has no stamp', () => {
    expect(scan('junk\n2025-01-01 08:00:00 - a\n').records.map(({ stamp, text }) => [stamp, text])).toEqual([
      ['', 'junk'],
      ['2025-01-01 08:00:00', 'a'],
    ]);
  });

  it.each([
    '2025-01-01T08:00:00 - a',
    '2025-01-01 08:00:00 a',
    '2025-01-0x 08:00:00 - a',
    '2025/01/01 08:00:00 - a',
    ' 2025-01-01 08:00:00 - a',
    '2025-01-01 08:00:00,78 - a',
    '2025-01-01 08:00:00.789 - a',
    '2025x01-01 08:00:00 - a',
    '2025-01x01 08:00:00 - a',
    '2025-01-01x08:00:00 - a',
    '2025-01-01 08x00:00 - a',
    '2025-01-01 08:00x00 - a',
    '2025-01-0/ 08:00:00 - a',
    '2025-01-0: 08:00:00 - a',
    '2025-01-01 08:00:00x- abc',
    '2025-01-01 08:00:00 x abc',
    '2025-01-01 08:00:00 -x abc',
  ])('%j is no stamp', (text) => expect(scan(`${text}\n`).records).toEqual([{ stamp: '', text, complete: true }]));

  it('an empty text has no records', () => expect(scan('').records).toEqual([]));

  it('an over-long record is cut, and the next one is whole', () => {
    const { records, notes } = scan(
      `2025-01-01 08:00:00 - ${'x'.repeat(RECORD_LIMIT_CHARS + 10)}\n2025-01-01 08:00:01 - b\n`,
    );
    expect(records.map(({ text }) => text.length)).toEqual([RECORD_LIMIT_CHARS, 1]);
    expect(notes.cutRecords).toBe(1);
  });

  it('blanks around dashes are part of a message behind a stamp of seconds', () => {
    expect(texts('2029-09-19 19:59:59 - a - b - c\n')).toEqual(['a - b - c']);
  });

  it('a stamp with nothing behind it is a record', () => {
    expect(texts('2025-01-01 08:00:00 - \n2025-01-01 08:00:01 - b\n')).toEqual(['', 'b']);
  });
});

describe('what is noticed beside the records', () => {
  const QUIET: ScanNotes = { blank: false, invalid: false, hadNul: false, cutRecords: 0 };

  it.each<[string, LogText, Partial<ScanNotes>]>([
    ['a plain log', '2025-01-01 08:00:00 - a\n2025-01-01 08:00:01 - b\n', {}],
    ['an empty text', '', { blank: true }],
    ['white space', ' \n\t\r\n', { blank: true }],
    ['text behind white space', ' \n\n a', {}],
    ['a replaced byte', '2025-01-01 08:00:00 - \ufffd\n', { invalid: true }],
    ['NUL alone', '\0\0', { blank: true, hadNul: true }],
    ['pieces', ['2025-01-01 08:00:00 - a\n', ' \n'], {}],
    ['pieces of white space', [' \n', '\n'], { blank: true }],
  ])('%s', (_, text, notes) => expect(scan(text).notes).toEqual({ ...QUIET, ...notes }));

  it('the records of pieces are those of the whole', () => {
    const pieces = ['2025-01-01 08:00:00 - a\n', '2025-01-01 08:00:01 - b\nc\n', '2025-01-01 08:00:02 - d'];
    expect(scan(pieces).records).toEqual(scan(pieces.join('')).records);
  });
});

describe('lastRecordStart, where a text may be cut in two', () => {
  it.each([
    ['2025-01-01 08:00:00 - a\n2025-01-01 08:00:01 - b\n2025-01-01 08:00:02 - c\nd\ne', 48],
    ['2025-01-01 08:00:00 - a\n2025-01-01 08:00:01 - b', 24],
    ['junk\n2025-01-01 08:00:01 - b\n', 5],
    ['2025-01-01 08:00:00 - a\nb\n', -1],
    ['2025-01-01 08:00:00 - a', -1],
    ['\nno stamp', -1],
    ['', -1],
  ])('%j: %d', (text, start) => expect(lastRecordStart(text)).toBe(start));
});
