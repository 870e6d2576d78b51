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

/** Whether a line begins with a stamp. */
export function isStampAt(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at + 4] === DASH &&
    bytes[at + 7] === DASH &&
    bytes[at + 10] === BLANK &&
    twoDigits(bytes, at) >= 0 &&
    twoDigits(bytes, at + 2) >= 0 &&
    twoDigits(bytes, at + 5) >= 0 &&
    twoDigits(bytes, at + 8) >= 0 &&
    isTimeAt(bytes, at)
  );
}

/** Whether what begins as a stamp goes on as one. */
function isTimeAt(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at + 13] === COLON &&
    bytes[at + 16] === COLON &&
    bytes[at + 19] === BLANK &&
    bytes[at + 20] === DASH &&
    bytes[at + 21] === BLANK &&
    twoDigits(bytes, at + 11) >= 0 &&
    twoDigits(bytes, at + 14) >= 0 &&
    twoDigits(bytes, at + 17) >= 0
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
export function haveSameStamp(view: DataView, one: number, other: number): boolean {
  return (
    view.getFloat64(one) === view.getFloat64(other) &&
    view.getFloat64(one + 8) === view.getFloat64(other + 8) &&
    view.getFloat64(one + 14) === view.getFloat64(other + 14)
  );
}

/** Whether a line begins with a stamp that is not before that of another line, which has one. */
export function follows(bytes: Uint8Array, view: DataView, at: number, before: number): boolean {
  if (haveSameStamp(view, at, before)) return true;
  let difference = view.getFloat64(at) - view.getFloat64(before);
  // On the same day only the time can differ.
  const isSameDay = difference === 0 && view.getInt32(at + 7) === view.getInt32(before + 7);
  if (!(isSameDay ? isTimeAt(bytes, at) : isStampAt(bytes, at))) return false;
  if (difference === 0) difference = view.getFloat64(at + 8) - view.getFloat64(before + 8);
  if (difference === 0) difference = view.getFloat64(at + 14) - view.getFloat64(before + 14);
  return difference > 0;
}

/** The stamp of a line that has one. */
export const stampAt = (bytes: Buffer, at: number): string => bytes.toString('latin1', at, at + STAMP_CHARS);

/** Bytes that are looked for at a place, none of them NUL. */
export class Literal {
  /** The bytes themselves. */
  readonly bytes: Buffer;
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
    this.#eights = Float64Array.from({ length: length >> 3 }, (_, i) => own.readDoubleBE(i * 8));
    this.#first = isShort && length >= 4 ? own.readInt32BE(0) : 0;
    this.#last = !isShort ? own.readDoubleBE(length - 8) : length >= 4 ? own.readInt32BE(length - 4) : 0;
  }

  /** Whether the bytes stand at a place. */
  isAt(view: DataView, at: number): boolean {
    const { length } = this.bytes;
    if (length < 8) return this.#isShortAt(view, at, length);
    const eights = this.#eights;
    for (let i = 0; i < eights.length; i += 1) if (view.getFloat64(at + i * 8) !== eights[i]) return false;
    return view.getFloat64(at + length - 8) === this.#last;
  }

  #isShortAt(view: DataView, at: number, length: number): boolean {
    if (length >= 4) return view.getInt32(at) === this.#first && view.getInt32(at + length - 4) === this.#last;
    for (let i = 0; i < length; i += 1) if (view.getUint8(at + i) !== this.bytes[i]) return false;
    return true;
  }
}

/** The bytes of a text in Latin-1. */
export const literal = (text: string): Literal => new Literal(Buffer.from(text, 'latin1'));
