/**
 * Consumption blocks as carbontracker 1.0.7 and later print them, read from bytes:
 *
 *     CarbonTracker:
 *     Actual consumption for 3 epoch(s):
 *     	Time:	0:03:10
 *     	Energy:	0.022941519974 kWh
 *     	CO2eq:	10.208976388555 g
 *     	This is equivalent to:
 *     	0.095589666560 km travelled by car
 */
import { DecimalReader } from '../../../log/numbers.ts';
import type { Consumption } from '../../../model/run.ts';
import { type Literal, literal, twoDigits } from './line-bytes.ts';
import type { LogWindow } from './log-window.ts';

/** What differs between blocks beside their figures. */
export interface BlockForm {
  /** Which of the blocks it is. */
  block: 'actual' | 'predicted';
  /** Whether the heading has a number of epochs. */
  isCounted: boolean;
  /** Whether km by car follow the CO2eq. */
  hasEquivalents: boolean;
}

const START = literal('CarbonTracker: \n');
interface Heading extends Pick<BlockForm, 'block' | 'isCounted'> {
  text: Literal;
}

const HEADINGS: readonly Heading[] = [
  { block: 'actual', isCounted: true, text: literal('Actual consumption for ') },
  { block: 'predicted', isCounted: true, text: literal('Predicted consumption for ') },
  { block: 'actual', isCounted: false, text: literal('Actual consumption:\n\tTime:\t') },
];
const TIME = literal(' epoch(s):\n\tTime:\t');
const ENERGY = literal('\n\tEnergy:\t');
const CO2EQ = literal(' kWh\n\tCO2eq:\t');
const END = literal(' g\n');
const EQUIVALENT = literal('\tThis is equivalent to:\n\t');
const KM = 'km travelled by car';
const KM_END = literal(` ${KM}\n`);

/** Every form, by its place. */
export const BLOCK_FORMS: readonly BlockForm[] = HEADINGS.flatMap(({ block, isCounted }) =>
  [false, true].map((hasEquivalents) => ({ block, isCounted, hasEquivalents })),
);

/** The text of a block with made-up figures, behind its stamp. */
export function madeUpBlock({ block, isCounted, hasEquivalents }: BlockForm): string {
  const heading = HEADINGS.find((one) => one.block === block && one.isCounted === isCounted)?.text.bytes.toString();
  const time = `${isCounted ? `9${TIME.bytes}` : ''}0:00:01`;
  const equivalent = hasEquivalents ? `${EQUIVALENT.bytes}1.0${KM_END.bytes}` : '';
  return `${START.bytes}${heading}${time}${ENERGY.bytes}1.0${CO2EQ.bytes}1.0${END.bytes}${equivalent}`;
}

/** Half a unit of the last of so many decimals. */
const RESOLUTIONS = Array.from({ length: 41 }, (_, decimals) => 0.5 * 10 ** -decimals);
/** More is left to the reader of all logs, which checks what is plausible. */
const MOST_FIGURE = 1e14;

const ZERO = 48;
const COLON = 58;
const MOST_COUNT_DIGITS = 9;
const MOST_HOUR_DIGITS = 6;

/** Whether a message begins as a block does. */
export const isBlockAt = (view: DataView, at: number): boolean => START.isAt(view, at);

/** Reads one block after another. */
export class TotalBlocks {
  /** Place behind the block that was read. */
  end = 0;
  /** Figures of the block that was read last; null before the first. */
  consumption: Consumption | null = null;
  readonly #decimal = new DecimalReader();
  /** Value of the whole number or time that was read. */
  #value = 0;

  /**
   * Reads the block at a place.
   *
   * @returns place of its form in `BLOCK_FORMS`; -1 where it has another one
   */
  read({ bytes, view }: LogWindow, from: number): number {
    const headingAt = from + START.bytes.length;
    let heading = 0;
    while (heading < HEADINGS.length && !(HEADINGS[heading] as Heading).text.isAt(view, headingAt)) heading += 1;
    if (heading === HEADINGS.length) return -1;
    const form = HEADINGS[heading] as Heading;
    let at = headingAt + form.text.bytes.length;
    let epochs: number | null = null;
    if (form.isCounted) {
      at = this.#readWhole(bytes, at, MOST_COUNT_DIGITS);
      epochs = this.#value;
      if (at === -1 || !TIME.isAt(view, at)) return -1;
      at += TIME.bytes.length;
    }
    at = this.#readTime(bytes, at);
    const durationS = this.#value;
    if (at === -1 || !ENERGY.isAt(view, at)) return -1;
    const energyKwh = this.#readFigure(bytes, at + ENERGY.bytes.length);
    const energyResolutionKwh = RESOLUTIONS[this.#decimal.decimals] as number;
    at = this.#decimal.end;
    if (Number.isNaN(energyKwh) || !CO2EQ.isAt(view, at)) return -1;
    const co2eqG = this.#readFigure(bytes, at + CO2EQ.bytes.length);
    const co2eqResolutionG = RESOLUTIONS[this.#decimal.decimals] as number;
    at = this.#decimal.end;
    if (Number.isNaN(co2eqG) || !END.isAt(view, at)) return -1;
    at += END.bytes.length;
    let equivalents: Consumption['equivalents'] = null;
    if (EQUIVALENT.isAt(view, at)) {
      const km = this.#readFigure(bytes, at + EQUIVALENT.bytes.length);
      at = this.#decimal.end;
      if (Number.isNaN(km) || !KM_END.isAt(view, at)) return -1;
      at += KM_END.bytes.length;
      equivalents = { [KM]: km };
    }
    const { block } = form;
    this.end = at;
    this.consumption = {
      block,
      epochs,
      durationS,
      energyKwh,
      co2eqG,
      equivalents,
      energyResolutionKwh,
      co2eqResolutionG,
    };
    return heading * 2 + (equivalents === null ? 0 : 1);
  }

  /** @returns NaN where there is no plausible one */
  #readFigure(bytes: Buffer, from: number): number {
    const decimal = this.#decimal;
    const value = decimal.read(bytes, from);
    if (!Number.isNaN(value)) return value;
    const { end, decimals } = decimal;
    const wholeDigits = end - from - decimals - 1;
    if (decimals < 1 || decimals >= RESOLUTIONS.length || wholeDigits < 1 || wholeDigits > 15) return Number.NaN;
    const other = Number(bytes.toString('latin1', from, end));
    return other <= MOST_FIGURE ? other : Number.NaN;
  }

  #readWhole(bytes: Uint8Array, from: number, mostDigits: number): number {
    let at = from;
    let value = 0;
    for (; at < from + mostDigits; at += 1) {
      const digit = (bytes[at] as number) - ZERO;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
    }
    this.#value = value;
    return at === from ? -1 : at;
  }

  /** `H:MM:SS`, with any number of hours. */
  #readTime(bytes: Uint8Array, from: number): number {
    const at = this.#readWhole(bytes, from, MOST_HOUR_DIGITS);
    if (at === -1 || bytes[at] !== COLON || bytes[at + 3] !== COLON) return -1;
    const minutes = twoDigits(bytes, at + 1);
    const seconds = twoDigits(bytes, at + 4);
    if (minutes < 0 || seconds < 0) return -1;
    this.#value = this.#value * 3600 + minutes * 60 + seconds;
    return at + 6;
  }
}
