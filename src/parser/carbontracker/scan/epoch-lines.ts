/**
 * Epochs as carbontracker 1.1.3 and later usually write them, read from bytes:
 *
 *     2025-01-01 08:46:29 - Epoch 1:
 *     2025-01-01 08:46:29 - Duration: 0:04:30.39
 *     2025-01-01 08:46:29 - Average power usage (W) for gpu: 390.8407968302104
 *     2025-01-01 08:46:29 - Average power usage (W) for cpu: [83.47549433 102.252383  ]
 *
 * They are nearly all of a long log. An epoch that is written in any other way is not ordinary.
 */
import { DecimalReader, readPowerW } from '../../../log/numbers.ts';
import { EpochRows } from '../../../model/epoch-columns.ts';
import {
  isDurationAt,
  isEpochAt,
  isPowerAt,
  type Layout,
  MOST_NUMBERS,
  type PowerLine,
  shortDurationS,
} from './epoch-layout.ts';
import { follows, haveSameStamp, isStampAt, literal, STAMP_BYTES, twoBytes, twoDigits } from './line-bytes.ts';
import { LONGEST_BYTES, type LogWindow } from './log-window.ts';

const NONE = literal('None\n');
const ANY_POWER = literal('Average power usage (W) for ');
const EPOCH_BYTES = STAMP_BYTES + 'Epoch '.length;
const DURATION_BYTES = STAMP_BYTES + 'Duration: '.length;
const SHORT_DURATION_BYTES = '0:00:00.00\n'.length;
const POWER_BYTES = STAMP_BYTES + 'Average power usage (W) for gpu: '.length;
const COLON_END = twoBytes(':\n');
const ZERO = 48;
const LINE_FEED = 10;
const BLANK = 32;
const COLON = 58;
const POINT = 46;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const MOST_EPOCH_DIGITS = 9;
const MOST_HOUR_DIGITS = 6;

/** Adds the epochs of one log after another as rows: number, duration in s, powers in W. */
export class EpochLines {
  /** Numbers of the epochs that were read. */
  readonly rows = new EpochRows();
  /** Place of the first line of the last epoch. */
  lastAt = 0;
  /** Whether some power was not measured. */
  hasGap = false;
  readonly #decimal = new DecimalReader();

  /** Forgets the epochs of the last run. */
  clear(): void {
    this.rows.end = this.rows.start;
    this.hasGap = false;
  }

  /**
   * Reads epochs of one layout, up to the first line that is of none, or as far as the window holds whole ones.
   *
   * @param before line with the preceding time stamp
   * @returns place behind them; where they begin when there is none, or one has a further power line
   */
  read(log: LogWindow, from: number, before: number, layout: Layout): number {
    const { bytes, view } = log;
    const { rows } = this;
    const decimal = this.#decimal;
    const limit = log.isWhole ? log.end : log.end - LONGEST_BYTES;
    const count = rows.end - rows.start;
    let held = rows.end;
    this.lastAt = before;
    let next = from;
    epochs: while (next < limit && follows(view, next, this.lastAt) && isEpochAt(view, next)) {
      const numbers = rows.room(MOST_NUMBERS);
      held = rows.end;
      let used = held;
      let at = next + EPOCH_BYTES;
      let number = 0;
      let digit = (bytes[at] as number) - ZERO;
      for (const most = at + MOST_EPOCH_DIGITS; digit >= 0 && digit <= 9 && at < most; ) {
        number = (Math.imul(number, 10) + digit) | 0;
        at += 1;
        digit = (bytes[at] as number) - ZERO;
      }
      if (at === next + EPOCH_BYTES || view.getInt16(at, true) !== COLON_END) break;
      at += 2;
      if (!isDurationAt(view, at) || !(haveSameStamp(view, at, next) || isStampAt(view, at))) break;
      at += DURATION_BYTES;
      numbers[used] = number;
      used += 1;
      const durationS = shortDurationS(view, at);
      if (Number.isNaN(durationS)) {
        rows.end = used;
        at = this.#readLongDuration(bytes, at);
        if (at === -1) break;
        used = rows.end;
      } else {
        numbers[used] = durationS;
        used += 1;
        at += SHORT_DURATION_BYTES;
      }
      for (let i = 0; i < layout.length; i += 1) {
        const line = layout[i] as PowerLine;
        if (!isPowerAt(view, at, line.ending) || !(haveSameStamp(view, at, next) || isStampAt(view, at))) break epochs;
        at += POWER_BYTES;
        const powerW = line.isArray ? Number.NaN : decimal.read(bytes, at);
        if (!Number.isNaN(powerW) && bytes[decimal.end] === LINE_FEED) {
          numbers[used] = powerW;
          used += 1;
          at = decimal.end + 1;
        } else {
          rows.end = used;
          at = this.#readUnusual(bytes, view, at, line);
          if (at === -1) break epochs;
          used = rows.end;
        }
      }
      held = used;
      rows.end = used;
      this.lastAt = next;
      next = at;
    }
    rows.end = held;
    if (next === from || next >= log.end || !ANY_POWER.isAt(view, next + STAMP_BYTES)) return next;
    rows.end = rows.start + count;
    return from;
  }

  #readUnusual(bytes: Buffer, view: DataView, at: number, line: PowerLine): number {
    if (NONE.isAt(view, at)) return this.#readNone(at, line.width);
    return line.isArray ? this.#readArray(bytes, at, line.width) : this.#readPower(bytes, at, LINE_FEED);
  }

  /** `None`, without brackets whatever the others have: not measured. */
  #readNone(from: number, width: number): number {
    this.hasGap = true;
    for (let i = 0; i < width; i += 1) this.rows.push(Number.NaN);
    return from + NONE.bytes.length;
  }

  /** `HH:MM:SS.ss`, with two digits of hours or more. */
  #readLongDuration(bytes: Buffer, from: number): number {
    let at = from;
    let hours = 0;
    for (const most = at + MOST_HOUR_DIGITS; at < most; at += 1) {
      const digit = (bytes[at] as number) - ZERO;
      if (!(digit >= 0 && digit <= 9)) break;
      hours = hours * 10 + digit;
    }
    if (at === from || bytes[at] !== COLON || bytes[at + 3] !== COLON || bytes[at + 6] !== POINT) return -1;
    const minutes = twoDigits(bytes, at + 1);
    const seconds = twoDigits(bytes, at + 4);
    const hundredths = twoDigits(bytes, at + 7);
    if (minutes < 0 || seconds < 0 || hundredths < 0 || bytes[at + 9] !== LINE_FEED) return -1;
    // As the other sum, this one is that of `readDuration`, to the last digit of a double.
    this.rows.push(hours * 3600 + minutes * 60 + (seconds * 100 + hundredths) / 100);
    return at + 10;
  }

  /** `[83.47549433 102.252383  ]`, wrapped over lines or not. */
  #readArray(bytes: Buffer, from: number, width: number): number {
    if (bytes[from] !== OPEN_BRACKET) return -1;
    let at = behindBlanks(bytes, from + 1);
    for (let i = 0; i < width; i += 1) {
      at = this.#readPower(bytes, at, CLOSE_BRACKET);
      if (at === -1) return -1;
      at = behindBlanks(bytes, at);
    }
    return bytes[at] === CLOSE_BRACKET && bytes[at + 1] === LINE_FEED ? at + 2 : -1;
  }

  /**
   * Reads a power in W.
   *
   * @param end byte behind the number, unless a blank is; a line feed is passed
   */
  #readPower(bytes: Buffer, from: number, end: number): number {
    let powerW = this.#decimal.read(bytes, from);
    let at = this.#decimal.end;
    if (Number.isNaN(powerW) || !endsAt(bytes, at, end)) {
      while (at < from + LONGEST_WORD && !endsAt(bytes, at, end)) at += 1;
      const text = bytes.toString('latin1', from, at);
      const read = ANY_NUMBER.test(text) ? readPowerW(text) : null;
      if (read === null) return -1;
      powerW = read;
    }
    this.rows.push(powerW);
    return end === LINE_FEED ? at + 1 : at;
  }
}

const endsAt = (bytes: Uint8Array, at: number, end: number): boolean =>
  bytes[at] === end || (end === CLOSE_BRACKET && (bytes[at] === BLANK || bytes[at] === LINE_FEED));

function behindBlanks(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < from + LONGEST_WORD && (bytes[at] === BLANK || bytes[at] === LINE_FEED)) at += 1;
  return at;
}

const LONGEST_WORD = 40;
const ANY_NUMBER = /^\d+(?:\.\d*)?(?:e[+-]?\d{1,3})?$/;
