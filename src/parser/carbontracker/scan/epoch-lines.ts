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
import { follows, haveSameStamp, isStampAt, literal, STAMP_BYTES, twoDigits } from './line-bytes.ts';
import { LONGEST_BYTES, type LogWindow } from './log-window.ts';

/** One power line of an epoch. */
interface PowerLine {
  /** Name of the component. */
  name: 'gpu' | 'cpu';
  /** Whether it is in brackets, with one value per device. */
  isArray: boolean;
  /** Number of values. */
  width: number;
}

/** The power lines of an epoch, in their order. */
export type Layout = readonly PowerLine[];

const EPOCH = literal('Epoch ');
const DURATION = literal('Duration: ');
const POWER = { gpu: literal('Average power usage (W) for gpu: '), cpu: literal('Average power usage (W) for cpu: ') };
const NONE = literal('None\n');
const ANY_POWER = literal('Average power usage (W) for ');
const EPOCH_BYTES = STAMP_BYTES + EPOCH.bytes.length;
const DURATION_BYTES = STAMP_BYTES + DURATION.bytes.length;
const POWER_BYTES = STAMP_BYTES + POWER.gpu.bytes.length;

const ZERO = 48;
const LINE_FEED = 10;
const BLANK = 32;
const COLON = 58;
const POINT = 46;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const MOST_EPOCH_DIGITS = 9;
const MOST_HOUR_DIGITS = 6;

/** Whether a line, behind its stamp, begins as that of an epoch does. */
export const isEpochAt = ({ view }: LogWindow, at: number): boolean => EPOCH.isAt(view, at + STAMP_BYTES);

/** Adds the epochs of one log after another as rows: number, duration in s, powers in W. */
export class EpochLines {
  /** Numbers of the epochs that were read. */
  readonly rows = new EpochRows();
  /** Place of the first line of the last epoch. */
  lastAt = 0;
  readonly #decimal = new DecimalReader();

  /**
   * Reads epochs of one layout, up to the first line that is of none, or as far as the window holds whole ones.
   *
   * @param before line with the preceding time stamp
   * @returns place behind them; where they begin when there is none, or one has a further power line
   */
  read(log: LogWindow, from: number, before: number, layout: Layout): number {
    const { bytes, view } = log;
    const limit = log.isWhole ? log.end : log.end - LONGEST_BYTES;
    const start = this.rows.length;
    this.lastAt = before;
    let next = from;
    while (next < limit) {
      const held = this.rows.length;
      const behind = this.#readOne(bytes, view, next, layout);
      if (behind === -1) {
        this.rows.drop(this.rows.length - held);
        break;
      }
      this.lastAt = next;
      next = behind;
    }
    if (next === from || next >= log.end || !ANY_POWER.isAt(view, next + STAMP_BYTES)) return next;
    this.rows.drop(this.rows.length - start);
    return from;
  }

  /** @returns place behind the epoch; -1 where something else stands */
  #readOne(bytes: Buffer, view: DataView, from: number, layout: Layout): number {
    if (!follows(bytes, view, from, this.lastAt) || !EPOCH.isAt(view, from + STAMP_BYTES)) return -1;
    let at = from + EPOCH_BYTES;
    let number = 0;
    for (const most = at + MOST_EPOCH_DIGITS; at < most; at += 1) {
      const digit = (bytes[at] as number) - ZERO;
      if (!(digit >= 0 && digit <= 9)) break;
      number = (Math.imul(number, 10) + digit) | 0;
    }
    if (at === from + EPOCH_BYTES || bytes[at] !== COLON || bytes[at + 1] !== LINE_FEED) return -1;
    at += 2;
    if (!hasStamp(bytes, view, at, from) || !DURATION.isAt(view, at + STAMP_BYTES)) return -1;
    this.rows.push(number);
    at = this.#readDuration(bytes, at + DURATION_BYTES);
    for (let i = 0; at !== -1 && i < layout.length; i += 1) {
      const line = layout[i] as PowerLine;
      if (!hasStamp(bytes, view, at, from) || !POWER[line.name].isAt(view, at + STAMP_BYTES)) return -1;
      at += POWER_BYTES;
      if (NONE.isAt(view, at)) at = this.#readNone(at, line.width);
      else at = line.isArray ? this.#readArray(bytes, at, line.width) : this.#readPower(bytes, at, LINE_FEED);
    }
    return at;
  }

  /** `None`, without brackets whatever the others have: not measured. */
  #readNone(from: number, width: number): number {
    for (let i = 0; i < width; i += 1) this.rows.push(Number.NaN);
    return from + NONE.bytes.length;
  }

  /** `H:MM:SS.ss`, with any number of hours. */
  #readDuration(bytes: Buffer, from: number): number {
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
    const isUsual = at === from + 1;
    // Both sums are those of `readDuration`, to the last digit of a double.
    this.rows.push(
      isUsual
        ? ((hours * 60 + minutes) * 6000 + seconds * 100 + hundredths) / 100
        : hours * 3600 + minutes * 60 + (seconds * 100 + hundredths) / 100,
    );
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

/** Whether the second line of an epoch, or a later one, has a stamp: nearly always that of the first. */
const hasStamp = (bytes: Uint8Array, view: DataView, at: number, first: number): boolean =>
  haveSameStamp(view, at, first) || isStampAt(bytes, at);

const endsAt = (bytes: Uint8Array, at: number, end: number): boolean =>
  bytes[at] === end || (end === CLOSE_BRACKET && (bytes[at] === BLANK || bytes[at] === LINE_FEED));

function behindBlanks(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < from + LONGEST_WORD && (bytes[at] === BLANK || bytes[at] === LINE_FEED)) at += 1;
  return at;
}

const LONGEST_WORD = 40;
const ANY_NUMBER = /^\d+(?:\.\d*)?(?:e[+-]?\d{1,3})?$/;

const POWER_LINE = /^[^\n]{19} - Average power usage \(W\) for (gpu|cpu): (\[[\d.e+ \n-]+\]|[^\n]+)\n/;
const MOST_DEVICES = 64;

/**
 * The layout of the epoch that begins at a place.
 *
 * @returns null where it has no power lines, or others than those of a GPU and a CPU
 */
export function layoutAt({ bytes, end }: LogWindow, at: number): Layout | null {
  const text = bytes.toString('latin1', at, Math.min(end, at + LONGEST_BYTES));
  const duration = text.indexOf('\n') + 1;
  let rest = text.slice(text.indexOf('\n', duration) + 1);
  const layout: PowerLine[] = [];
  for (let line = POWER_LINE.exec(rest); line !== null; line = POWER_LINE.exec(rest)) {
    const [all, name, value = ''] = line;
    const isArray = value.startsWith('[');
    const width = isArray
      ? value
          .slice(1, -1)
          .split(/[ \n]+/)
          .filter((word) => word !== '').length
      : 1;
    if (width > MOST_DEVICES || layout.some((other) => other.name === name)) return null;
    layout.push({ name: name as PowerLine['name'], isArray, width });
    rest = rest.slice(all.length);
  }
  return layout.length === 0 ? null : layout;
}
