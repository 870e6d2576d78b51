/** What the lines of an epoch look like in bytes, and which of them an epoch has. */
import { eightBytes, fourBytes, twoBytes } from './line-bytes.ts';
import { LONGEST_BYTES, type LogWindow } from './log-window.ts';

/** One power line of an epoch. */
export interface PowerLine {
  /** Name of the component. */
  name: 'gpu' | 'cpu';
  /** Whether it is in brackets, with one value per device. */
  isArray: boolean;
  /** Number of values. */
  width: number;
  /** The last eight bytes in front of the values. */
  ending: number;
}

/** The power lines of an epoch, in their order. */
export type Layout = readonly PowerLine[];

const EPOC = fourBytes('Epoc');
const H_ = twoBytes('h ');
const DURATION = eightBytes('Duration');
const COLON_BLANK = twoBytes(': ');
const AVERAGE = eightBytes('Average ');
const POWER_US = eightBytes('power us');
const AGE_W = eightBytes('age (W) ');
const FOR = fourBytes('for ');
const ENDINGS = { gpu: eightBytes('or gpu: '), cpu: eightBytes('or cpu: ') };

// These are functions of their own because V8 compiles short ones early, and a long one only after some hundred pairs.

/** Whether a line, behind its stamp, begins as that of an epoch does. */
export const isEpochAt = (view: DataView, at: number): boolean =>
  view.getInt32(at + 22, true) === EPOC && view.getInt16(at + 26, true) === H_;

/** Whether a line is that of a duration. */
export const isDurationAt = (view: DataView, at: number): boolean =>
  view.getFloat64(at + 22, true) === DURATION && view.getInt16(at + 30, true) === COLON_BLANK;

/** Whether a line is that of a power, by what stands in front of its values. */
export const isPowerAt = (view: DataView, at: number, ending: number): boolean =>
  view.getFloat64(at + 22, true) === AVERAGE &&
  view.getFloat64(at + 30, true) === POWER_US &&
  view.getFloat64(at + 38, true) === AGE_W &&
  view.getInt32(at + 46, true) === FOR &&
  view.getFloat64(at + 47, true) === ending;

/** Seconds of `H:MM:SS.ss` and a line feed; NaN where something else stands. */
export function shortDurationS(view: DataView, at: number): number {
  const hours = view.getInt32(at);
  const seconds = view.getInt32(at + 4);
  const hundredths = view.getInt32(at + 7);
  // As in `isStampAt`, a digit has 3 as its upper half, also when 6 is added.
  const isDuration =
    (hours & 0xf0fff0f0) === 0x303a3030 &&
    ((hours + 0x06000606) & 0xf000f0f0) === 0x30003030 &&
    (seconds & 0xfff0f0ff) === 0x3a30302e &&
    ((seconds + 0x00060600) & 0x00f0f000) === 0x00303000 &&
    (hundredths & 0xfff0f0ff) === 0x2e30300a &&
    ((hundredths + 0x00060600) & 0x00f0f000) === 0x00303000;
  if (!isDuration) return Number.NaN;
  const minutes = ((hours >> 24) & 15) * 60 + ((hours >> 8) & 15) * 10 + (hours & 15);
  return (minutes * 6000 + middleDigits(seconds) * 100 + middleDigits(hundredths)) / 100;
}

/** Value of the two digits in the middle of four bytes. */
const middleDigits = (four: number): number => ((four >> 16) & 15) * 10 + ((four >> 8) & 15);

const POWER_LINE = /^[^\n]{19} - Average power usage \(W\) for (gpu|cpu): (\[[\d.e+ \n-]+\]|[^\n]+)\n/;
const MOST_DEVICES = 64;

/** Most numbers of one epoch: its own, its duration, and the powers. */
export const MOST_NUMBERS = 2 + 2 * MOST_DEVICES;

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
    layout.push({ name: name as PowerLine['name'], isArray, width, ending: ENDINGS[name as PowerLine['name']] });
    rest = rest.slice(all.length);
  }
  return layout.length === 0 ? null : layout;
}
