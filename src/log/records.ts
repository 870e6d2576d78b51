/** Text of a log -> its time-stamped records, in one pass. */

/** A record longer than this is cut, so that one broken file cannot fill the memory. */
export const RECORD_LIMIT_CHARS = 1_000_000;

/** A log as one string, or a large one as pieces that begin and end where records do. */
export type LogText = string | Iterable<string>;

/** Observations of the scanner, apart from the records. */
export interface ScanNotes {
  /** Whether there is nothing but white space. */
  blank: boolean;
  /** Whether bytes were not UTF-8 and have been replaced. */
  invalid: boolean;
  /** Whether runs of NUL, left by several processes writing at once, were removed. */
  hadNul: boolean;
  /** Number of overlong records that were cut. */
  cutRecords: number;
}

/** Combines the observations of several texts. */
export function joinNotes(all: readonly ScanNotes[]): ScanNotes {
  return {
    blank: all.every(({ blank }) => blank),
    invalid: all.some(({ invalid }) => invalid),
    hadNul: all.some(({ hadNul }) => hadNul),
    cutRecords: all.reduce((sum, { cutRecords }) => sum + cutRecords, 0),
  };
}

/** One record, as places in its text: most records are read without copying them. */
export class LogRecord {
  constructor(
    /** Text that holds the record. */
    readonly source: string,
    /** Place in `source` where the time stamp starts. */
    readonly stampStart: number,
    /** Length of the time stamp; 0 for text before the first one. */
    readonly stampChars: number,
    /** The message and its continuation lines are `source` from `start` to `end`. */
    readonly start: number,
    /** Place in `source` behind the last character of the message. */
    readonly end: number,
    /** False where no line feed ends the record, at the end of a file or where a log was appended: its end may be missing. */
    readonly complete: boolean,
  ) {}

  /** `YYYY-MM-DD HH:MM:SS` or with `.mmm`; empty for text before the first stamp. */
  get stamp(): string {
    const stamp = this.source.slice(this.stampStart, this.stampStart + this.stampChars);
    return this.stampChars > 19 ? stamp.replace(',', '.') : stamp;
  }

  /** The message with its continuation lines. */
  get text(): string {
    return this.source.slice(this.start, this.end);
  }
}

const ZERO = 48;
const NINE = 57;
const DASH = 45;
const COLON = 58;
const BLANK = 32;
const COMMA = 44;
const TAB = 9;
const LINE_FEED = 10;
/** `YYYY-MM-DD HH:MM:SS -` */
const SHORTEST_HEAD_CHARS = 21;
const BYTE_ORDER_MARK = '\ufeff';

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

/** Offsets within `YYYY-MM-DD HH:MM:SS` that hold digits. */
const DIGIT_PLACES = [0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18] as const;

/** Length of the time stamp at the start of a line: 19, or 23 with milliseconds; 0 when there is none. */
function stampLength(text: string, start: number): number {
  if (text.charCodeAt(start + 4) !== DASH || text.charCodeAt(start + 16) !== COLON) return 0;
  if (text.charCodeAt(start + 7) !== DASH || text.charCodeAt(start + 13) !== COLON) return 0;
  if (text.charCodeAt(start + 10) !== BLANK) return 0;
  for (let i = 0; i < DIGIT_PLACES.length; i += 1) {
    if (!isDigit(text.charCodeAt(start + (DIGIT_PLACES[i] as number)))) return 0;
  }
  if (isSeparator(text, start + 19)) return 19;
  return text.charCodeAt(start + 19) === COMMA && isSeparator(text, start + 23) ? 23 : 0;
}

/** The ` - ` between the parts of a line; editors take its last blank off where nothing follows. */
function isSeparator(text: string, at: number): boolean {
  if (text.charCodeAt(at) !== BLANK || text.charCodeAt(at + 1) !== DASH) return false;
  const next = text.charCodeAt(at + 2);
  return next === BLANK || next === LINE_FEED || at + 2 === text.length;
}

/** Offset of the message: behind ` - `, and in lines with milliseconds behind thread and level too. */
function messageOffset(text: string, start: number, stampChars: number, lineEnd: number): number {
  const afterStamp = Math.min(start + stampChars + 3, lineEnd);
  if (stampChars === 19) return afterStamp;
  const thread = text.indexOf(' - ', afterStamp);
  if (thread === -1 || thread >= lineEnd) return afterStamp;
  const level = text.indexOf(' - ', thread + 3);
  return level === -1 || level >= lineEnd ? afterStamp : level + 3;
}

/** Text of the first line of a log, and of each line of an output log; after other text, it starts an appended log. */
const HEADS = ['carbontracker version ', ' - CarbonTracker:'] as const;
/** Thread and level stand between the stamp and the head in logs of 1.0.4. */
const STAMP_NEAR_CHARS = 80;
const ANY_STAMP = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:,\d{3})? - /g;

/** Places within lines where a record begins, because the line before it was cut and a log appended. */
function appendedStarts(text: string): number[] {
  const starts: number[] = [];
  for (const head of HEADS) {
    for (let at = text.indexOf(head); at !== -1; at = text.indexOf(head, at + head.length)) {
      const separator = head === HEADS[1] ? at : at - 3;
      let start = separator - 19;
      if (start < 0 || stampLength(text, start) !== 19) start = lastStamp(text, Math.max(0, at - STAMP_NEAR_CHARS), at);
      if (start > 0 && text.charCodeAt(start - 1) !== 10) starts.push(start);
    }
  }
  return starts.length > 1 ? starts.sort((a, b) => a - b) : starts;
}

/** Start of the last time stamp within a part of one line; -1 when there is none. */
function lastStamp(text: string, from: number, to: number): number {
  const near = text.slice(from, to);
  const start = near.lastIndexOf('\n') + 1;
  const last = [...near.slice(start).matchAll(ANY_STAMP)].at(-1);
  return last === undefined ? -1 : from + start + last.index;
}

/**
 * Splits a log into records. Lines without a time stamp belong to the record before (arrays, blocks, tracebacks,
 * tails of overwritten lines). NUL bytes, carriage returns and byte order marks are dropped first.
 */
export function scanRecords(raw: LogText, onRecord: (record: LogRecord) => void): ScanNotes {
  const notes: ScanNotes = { blank: true, invalid: false, hadNul: false, cutRecords: 0 };
  if (typeof raw === 'string') scanPiece(raw, onRecord, notes);
  else for (const piece of raw) scanPiece(piece, onRecord, notes);
  return notes;
}

/** Whether a text begins with a record, apart from what is dropped in front of it. */
export function beginsWithStamp(text: string): boolean {
  let start = 0;
  while (text.charCodeAt(start) === 0 || text.charCodeAt(start) === 0xfeff) start += 1;
  return stampLength(text, start) > 0;
}

/** Start of the last record that starts after the first line; -1 when there is none. */
export function lastRecordStart(text: string): number {
  for (let newline = text.lastIndexOf('\n'); newline > 0; newline = text.lastIndexOf('\n', newline - 1)) {
    if (stampLength(text, newline + 1) > 0) return newline + 1;
  }
  return -1;
}

function scanPiece(raw: string, onRecord: (record: LogRecord) => void, notes: ScanNotes): void {
  let text = raw;
  if (text.includes('\0')) {
    notes.hadNul = true;
    text = text.replaceAll('\0', '');
  }
  if (text.includes('\r')) text = text.replaceAll('\r', '');
  // Files that were put together have one in front of each.
  if (text.includes(BYTE_ORDER_MARK)) text = text.replaceAll(BYTE_ORDER_MARK, '');
  if (text.includes('\ufffd')) notes.invalid = true;
  notes.blank &&= text.trimStart() === '';

  let stampStart = 0;
  let stampChars = 0;
  let messageStart = 0;
  const close = (lineEnd: number, complete: boolean): void => {
    let end = lineEnd;
    // Trailing blanks and empty lines do not belong to a record.
    while (end > messageStart && isSpace(text.charCodeAt(end - 1))) end -= 1;
    const stop = Math.min(end, messageStart + RECORD_LIMIT_CHARS);
    if (stop < end) notes.cutRecords += 1;
    if (complete) onRecord(new LogRecord(text, stampStart, stampChars, messageStart, stop, true));
    // Without a line feed at its end, a search would scan the rest of the text.
    else
      onRecord(
        new LogRecord(text.slice(stampStart, stop), 0, stampChars, messageStart - stampStart, stop - stampStart, false),
      );
  };

  const appended = appendedStarts(text);
  let nextAppended = 0;
  let isAppended = false;
  let lineStart = 0;
  let lineEnd = 0;
  while (lineStart < text.length) {
    if (!isAppended) {
      const newline = text.indexOf('\n', lineStart);
      lineEnd = newline === -1 ? text.length : newline;
    }
    const found = lineEnd - lineStart >= SHORTEST_HEAD_CHARS ? stampLength(text, lineStart) : 0;
    if (found > 0) {
      if (lineStart > 0) close(isAppended ? lineStart : lineStart - 1, !isAppended);
      stampStart = lineStart;
      stampChars = found;
      messageStart = messageOffset(text, lineStart, found, lineEnd);
    }
    const start = appended[nextAppended];
    isAppended = start !== undefined && start <= lineEnd;
    if (isAppended) nextAppended += 1;
    lineStart = isAppended ? (start as number) : lineEnd + 1;
  }
  if (text.length > 0) {
    let end = text.length;
    while (end > messageStart && isSpace(text.charCodeAt(end - 1))) end -= 1;
    close(end, text.indexOf('\n', end) !== -1);
  }
}

const isSpace = (code: number): boolean => code === LINE_FEED || code === BLANK || code === TAB;
