/**
 * Lines of a log, compared as bytes. Eight of them are compared at a time, as one number: two texts are the same where the
 * numbers are, and the one that sorts first is the smaller number. Bytes that make no number (none of ASCII do) are never
 * the same, so that such a line is not recognised.
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
    bytes[at + 13] === COLON &&
    bytes[at + 16] === COLON &&
    bytes[at + 19] === BLANK &&
    bytes[at + 20] === DASH &&
    bytes[at + 21] === BLANK &&
    twoDigits(bytes, at) >= 0 &&
    twoDigits(bytes, at + 2) >= 0 &&
    twoDigits(bytes, at + 5) >= 0 &&
    twoDigits(bytes, at + 8) >= 0 &&
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

/** Value of two digits; -1 where they are none. */
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

/** Whether a line begins with a stamp that is not before that of another line. */
export function follows(bytes: Uint8Array, view: DataView, at: number, before: number): boolean {
  if (haveSameStamp(view, at, before)) return true;
  if (!isStampAt(bytes, at)) return false;
  let difference = view.getFloat64(at) - view.getFloat64(before);
  if (difference === 0) difference = view.getFloat64(at + 8) - view.getFloat64(before + 8);
  if (difference === 0) difference = view.getFloat64(at + 14) - view.getFloat64(before + 14);
  return difference > 0;
}

/** The stamp of a line that has one. */
export const stampAt = (bytes: Buffer, at: number): string => bytes.toString('latin1', at, at + STAMP_CHARS);

/** Bytes that are looked for at a place. */
export class Literal {
  readonly bytes: Buffer;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes);
    this.#view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length);
  }

  isAt(bytes: Uint8Array, view: DataView, at: number): boolean {
    const own = this.bytes;
    const eights = own.length - 7;
    let i = 0;
    for (; i < eights; i += 8) if (view.getFloat64(at + i) !== this.#view.getFloat64(i)) return false;
    for (; i < own.length; i += 1) if (bytes[at + i] !== own[i]) return false;
    return true;
  }
}

export const literal = (text: string): Literal => new Literal(Buffer.from(text, 'latin1'));
