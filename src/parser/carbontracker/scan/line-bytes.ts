/**
 * Lines of a log, compared as bytes. Eight of them are compared at a time, as one number: two texts without NUL are the same
 * where the numbers are, and of two stamps the earlier one is the smaller number. Bytes that make no number, which only some
 * outside ASCII do, are never the same, so that such a line is not recognised.
 */

/** Length of `YYYY-MM-DD HH:MM:SS - `, with which the lines of both logs begin. */
export const STAMP_BYTES = 22;
/** Length of `YYYY-MM-DD HH:MM:SS,mmm`, with which the lines of err logs begin. */
export const LONG_STAMP_BYTES = 23;
const STAMP_CHARS = 19;

const ZERO = 48;
const DASH = 45;
const BLANK = 32;
const COLON = 58;

/** Whether a line begins with a stamp. A digit is 0x30 to 0x39: its upper half is 3, and stays 3 when 6 is added. */
export function isStampAt(view: DataView, at: number): boolean {
  const year = view.getInt32(at);
  const month = view.getInt32(at + 4);
  const day = view.getInt32(at + 7);
  return (
    (year & 0xf0f0f0f0) === 0x30303030 &&
    ((year + 0x06060606) & 0xf0f0f0f0) === 0x30303030 &&
    (month & 0xfff0f0ff) === 0x2d30302d &&
    ((month + 0x00060600) & 0x00f0f000) === 0x00303000 &&
    (day & 0xfff0f0ff) === 0x2d303020 &&
    ((day + 0x00060600) & 0x00f0f000) === 0x00303000 &&
    isTimeAt(view, at)
  );
}

/** Whether what begins as a stamp goes on as one. */
function isTimeAt(view: DataView, at: number): boolean {
  const hours = view.getInt32(at + 11);
  const seconds = view.getInt32(at + 15);
  return (
    (hours & 0xf0f0fff0) === 0x30303a30 &&
    ((hours + 0x06060006) & 0xf0f000f0) === 0x30300030 &&
    (seconds & 0xf0fff0f0) === 0x303a3030 &&
    ((seconds + 0x06000606) & 0xf000f0f0) === 0x30003030 &&
    (view.getInt32(at + 18) & 0xffffff) === 0x202d20
  );
}

/** Whether a line begins with a stamp that has milliseconds, as those of err logs do. */
export function isLongStampAt(bytes: Uint8Array, at: number): boolean {
  if (bytes[at + 4] !== DASH || bytes[at + 10] !== BLANK || bytes[at + 16] !== COLON || bytes[at + 19] !== COMMA)
    return false;
  return LONG_STAMP.test(Buffer.from(bytes.buffer, bytes.byteOffset + at, LONG_STAMP_BYTES).toString('latin1'));
}

const COMMA = 44;
const LONG_STAMP = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}$/;

/** Value of two digits; -1 where they are not digits. */
export function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] as number) - ZERO;
  const ones = (bytes[at + 1] as number) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

/** Whether two lines begin with the same stamp. */
export const haveSameStamp = (view: DataView, one: number, other: number): boolean =>
  view.getFloat64(one, true) === view.getFloat64(other, true) &&
  view.getFloat64(one + 8, true) === view.getFloat64(other + 8, true) &&
  view.getFloat64(one + 14, true) === view.getFloat64(other + 14, true);

/** Whether a line begins with a stamp that is not before that of another line, which has one. */
export function follows(view: DataView, at: number, before: number): boolean {
  let difference = view.getFloat64(at) - view.getFloat64(before);
  const later = view.getFloat64(at + 8) - view.getFloat64(before + 8);
  const latest = view.getFloat64(at + 14) - view.getFloat64(before + 14);
  // On the same day only the time can differ.
  const isSameDay = difference === 0 && view.getInt32(at + 7) === view.getInt32(before + 7);
  if (difference === 0) difference = later;
  if (difference === 0) difference = latest;
  return difference === 0 || (difference > 0 && (isSameDay ? isTimeAt(view, at) : isStampAt(view, at)));
}

/** The stamp of a line that has one. */
export const stampAt = (bytes: Buffer, at: number): string => bytes.toString('latin1', at, at + STAMP_CHARS);

/** Bytes that are looked for at a place, none of them NUL. */
export class Literal {
  /** The bytes themselves. */
  readonly bytes: Buffer;
  /** Number of bytes. */
  readonly length: number;
  /** Eight bytes after the other, as numbers. */
  readonly #eights: Float64Array;
  /** The last eight, some of which are in the number before; of less than eight bytes the first and the last four. */
  readonly #last: number;
  readonly #first: number;

  constructor(bytes: Uint8Array) {
    const own = Buffer.from(bytes);
    const { length } = own;
    const isShort = length < 8;
    this.bytes = own;
    this.length = length;
    this.#eights = Float64Array.from({ length: length >> 3 }, (_, i) => own.readDoubleLE(i * 8));
    this.#first = isShort && length >= 4 ? own.readInt32BE(0) : 0;
    this.#last = !isShort ? own.readDoubleLE(length - 8) : length >= 4 ? own.readInt32BE(length - 4) : 0;
  }

  /** Whether the bytes stand at a place. */
  isAt(view: DataView, at: number): boolean {
    const { length } = this;
    if (length < 8) return this.#isShortAt(view, at, length);
    const eights = this.#eights;
    for (let i = 0; i < eights.length; i += 1) if (view.getFloat64(at + i * 8, true) !== eights[i]) return false;
    return view.getFloat64(at + length - 8, true) === this.#last;
  }

  #isShortAt(view: DataView, at: number, length: number): boolean {
    if (length >= 4) return view.getInt32(at) === this.#first && view.getInt32(at + length - 4) === this.#last;
    for (let i = 0; i < length; i += 1) if (view.getUint8(at + i) !== this.bytes[i]) return false;
    return true;
  }
}

/** The bytes of a text in Latin-1. */
export const literal = (text: string): Literal => new Literal(Buffer.from(text, 'latin1'));

/** Eight characters as the number that `DataView.getFloat64` makes of their bytes, the first one being the lowest. */
export const eightBytes = (text: string): number => Buffer.from(text, 'latin1').readDoubleLE();

/** As `eightBytes`, four of them for `getInt32`. */
export const fourBytes = (text: string): number => Buffer.from(text, 'latin1').readInt32LE();

/** As `eightBytes`, two of them for `getInt16`. */
export const twoBytes = (text: string): number => Buffer.from(text, 'latin1').readInt16LE();
