/** Cells of a time column -> seconds, whatever they are written as; and seconds -> a stamp of the log. */
import { decimalIn } from '../../log/numbers.ts';

/** What the numbers of a time column count from. */
export type Clock = 'wall' | 'unix' | 'elapsed' | 'time-of-day';

/** Seconds of one count of a time unit. */
const TIME_UNITS = { s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9, min: 60, h: 3600 } as const;

/** Unit of the numbers of a time column. */
export type TimeUnit = keyof typeof TIME_UNITS;

const STAMP =
  /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})[T ](\d{1,2}):(\d{2})(?::(\d{2}(?:[.,]\d{1,9})?))? ?(Z|UTC|[+-]\d{2}:?\d{2})?$/;
const OF_DAY = /^(\d{1,2}):(\d{2}):(\d{2}(?:\.\d{1,9})?)$/;
const NUMBER = /^\d{1,25}(?:\.\d{1,20})?(?:[eE][+-]?\d{1,2})?$/;
const DAY_S = 86_400;
/** Numbers of seconds from here on count from 1970: this is March 1973. */
const FIRST_UNIX_S = 1e8;
/** `YYYY-MM-DD HH:MM`. */
const MINUTE_CHARS = 16;
/** `SS.sssssssss` */
const MOST_SECOND_CHARS = 12;

/** Reads the cells of one time column, one after the other. */
export class TimeColumn {
  /** What its numbers count from; null until the first cell that is a time. */
  clock: Clock | null = null;
  /** Unit of its numbers, by their header or, where that has none, by the size of the first; null until then. */
  unit: TimeUnit | null;
  /** Offset from UTC that stamps name, in minutes; null where they name none. */
  offsetMinutes: number | null = null;
  /** Time of day goes on after midnight. */
  #days = 0;
  #lastOfDayS = 0;
  /** The cell that was read last, as devices are read at one time. */
  #cell: string | null = null;
  #cellS = Number.NaN;
  /** The minute that was read last, as rows of one minute come together. */
  #minute = '';
  #minuteS = 0;

  /** @param unit that the header names; null where it names none */
  constructor(unit: TimeUnit | null = null) {
    this.unit = unit;
  }

  /** Seconds; stamps as if they were UTC, plus what their offset from UTC has changed since the first. NaN for no time. */
  read(cell: string): number {
    if (cell !== this.#cell) {
      this.#cellS = this.#read(cell);
      this.#cell = cell;
    }
    return this.#cellS;
  }

  #read(cell: string): number {
    if (this.clock === 'wall' || this.clock === null) {
      const stampS = this.#stamp(cell);
      if (!Number.isNaN(stampS)) {
        this.clock = 'wall';
        return stampS;
      }
      if (this.clock === 'wall') return Number.NaN;
    }
    if (this.clock === 'time-of-day' || this.clock === null) {
      const ofDayS = this.#ofDay(cell);
      if (!Number.isNaN(ofDayS) || this.clock === 'time-of-day') return ofDayS;
    }
    return this.#number(cell);
  }

  #stamp(cell: string): number {
    if (cell.length > MINUTE_CHARS + 1 && cell.slice(0, MINUTE_CHARS + 1) === this.#minute) {
      const secondsS = plainSeconds(cell);
      if (!Number.isNaN(secondsS)) return this.#minuteS + secondsS;
    }
    const match = STAMP.exec(cell);
    if (match === null) return Number.NaN;
    const [, year, month, day, hour, minute, second = '0', zone] = match;
    const minuteMs = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute));
    if (Number(month) > 12 || Number(day) > 31 || Number(hour) > 24 || Number(minute) > 59) return Number.NaN;
    let shiftS = 0;
    if (zone !== undefined) {
      const offset = offsetOf(zone);
      this.offsetMinutes ??= offset;
      shiftS = (this.offsetMinutes - offset) * 60;
    } else if (cell.charAt(MINUTE_CHARS) === ':') {
      this.#minute = cell.slice(0, MINUTE_CHARS + 1);
      this.#minuteS = minuteMs / 1000;
    }
    return minuteMs / 1000 + shiftS + Number(second.replace(',', '.'));
  }

  #ofDay(cell: string): number {
    const match = OF_DAY.exec(cell);
    if (match === null) return Number.NaN;
    const ofDayS = Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]);
    if (this.clock === null) this.clock = 'time-of-day';
    else if (ofDayS < this.#lastOfDayS - DAY_S / 2) this.#days += 1;
    this.#lastOfDayS = ofDayS;
    return this.#days * DAY_S + ofDayS;
  }

  #number(cell: string): number {
    if (!NUMBER.test(cell)) return Number.NaN;
    const value = Number(cell);
    this.unit ??= unitOfSize(value);
    const seconds = value * TIME_UNITS[this.unit];
    this.clock ??= seconds >= FIRST_UNIX_S ? 'unix' : 'elapsed';
    return seconds;
  }
}

/** Seconds and their fraction behind the minute, in nearly every row two digits and some; NaN for anything else. */
function plainSeconds(cell: string): number {
  const from = MINUTE_CHARS + 1;
  const isPlain =
    cell.length === from + 2 || (cell.charAt(from + 2) === '.' && cell.length <= from + MOST_SECOND_CHARS);
  return isPlain ? decimalIn(cell, from, cell.length) : Number.NaN;
}

function offsetOf(zone: string): number {
  if (zone === 'Z' || zone === 'UTC') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith('-') ? -minutes : minutes;
}

/** Unix times of our century have ten digits in s, thirteen in ms, sixteen in us and nineteen in ns. */
function unitOfSize(value: number): TimeUnit {
  if (value >= 1e17) return 'ns';
  if (value >= 1e14) return 'us';
  return value >= 1e11 ? 'ms' : 's';
}

/** Seconds as `YYYY-MM-DD HH:MM:SS`; null for those of a clock that names no day. */
export function stampOf(timeS: number, clock: Clock | null): string | null {
  if (clock !== 'wall' && clock !== 'unix') return null;
  const date = new Date(timeS * 1000);
  if (Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999 || date.getUTCFullYear() < 1000) return null;
  return date.toISOString().slice(0, 19).replace('T', ' ');
}
