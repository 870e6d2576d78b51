/** Consumption blocks of the output log, read and written. */
import type { Consumption, Equivalents } from '../model/run.ts';
import { formatDuration, readDuration } from '../model/units.ts';
import { type PrintedNumber, readPrintedNumber } from './numbers.ts';

/** A consumption block of the output log. */
export interface Block {
  kind: 'block';
  /** Figures of the block. */
  consumption: Consumption;
}

const HEADING = /^(Actual consumption|Predicted consumption|Prediction|First)(?: for)?(?: (\d{1,9}) epoch\(s\))?:$/;

const KIND_OF_HEADING: Record<string, Consumption['block']> = {
  'Actual consumption': 'actual',
  'Predicted consumption': 'predicted',
  Prediction: 'predicted',
  First: 'first',
};

/** Beyond these a figure is damage: more than the world's yearly electricity, or its CO2eq. */
const MOST_PLAUSIBLE_KWH = 1e14;
const MOST_PLAUSIBLE_G = 1e18;
const MOST_PLAUSIBLE_EQUIVALENT = 1e18;
const LONGEST_UNIT = 100;

const EQUIVALENT_TO = 'This is equivalent to:';

/**
 * Reads a block from its heading on.
 *
 * @returns null when the text is no block or has no readable energy
 */
export function readBlock(text: string): Block | null {
  const headingEnd = endOfLine(text, 0);
  const heading = HEADING.exec(text.slice(0, headingEnd).trimEnd());
  const block = heading === null ? undefined : KIND_OF_HEADING[heading[1] ?? ''];
  if (heading === null || block === undefined) return null;

  let durationS: number | null = null;
  let energy: PrintedNumber | null = null;
  let co2eq: PrintedNumber | null = null;
  let equivalents: Equivalents | null = null;
  for (let from = headingEnd + 1; from < text.length; ) {
    const to = endOfLine(text, from);
    const line = text.slice(from, to).trim();
    if (line.startsWith('Time:')) durationS ??= plausibleDurationS(line.slice(5).trim());
    else if (line.startsWith('Energy:')) energy ??= readQuantity(line.slice(7), ' kWh', MOST_PLAUSIBLE_KWH);
    else if (line.startsWith('CO2eq:')) co2eq ??= readQuantity(line.slice(6), ' g', MOST_PLAUSIBLE_G);
    else if (line.startsWith(EQUIVALENT_TO)) {
      equivalents = readEquivalents(text.slice(text.indexOf(EQUIVALENT_TO, from) + EQUIVALENT_TO.length));
      break;
    }
    from = to + 1;
  }
  if (energy === null) return null;
  return {
    kind: 'block',
    consumption: {
      block,
      epochs: heading[2] === undefined ? null : Number(heading[2]),
      durationS,
      energyKwh: energy.value,
      co2eqG: co2eq?.value ?? null,
      equivalents,
      energyResolutionKwh: energy.resolution,
      co2eqResolutionG: co2eq?.resolution ?? null,
    },
  };
}

/** A number with its unit; without the unit the line was cut and the number may be too. */
function readQuantity(text: string, unit: string, limit: number): PrintedNumber | null {
  return text.endsWith(unit) ? readPrintedNumber(text.slice(0, -unit.length).trim(), limit) : null;
}

function plausibleDurationS(text: string): number | null {
  const duration = readDuration(text);
  return duration !== null && duration.seconds >= 0 ? duration.seconds : null;
}

/** `0.095589666560 km travelled by car`, on the same line as its introduction or below it. */
function readEquivalents(text: string): Equivalents | null {
  let equivalents: Equivalents | null = null;
  for (let from = 0; from < text.length; ) {
    const to = endOfLine(text, from);
    const line = text.slice(from, to).trim();
    const blank = line.indexOf(' ');
    const number = blank === -1 ? null : readPrintedNumber(line.slice(0, blank), MOST_PLAUSIBLE_EQUIVALENT);
    const unit = line.slice(blank + 1);
    // A unit with the name of something that every object has would be mixed up with it.
    if (number !== null && unit.length <= LONGEST_UNIT && !(unit in {})) {
      equivalents ??= {};
      equivalents[unit] = number.value;
    }
    from = to + 1;
  }
  return equivalents;
}

function endOfLine(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  return newline === -1 ? text.length : newline;
}

/**
 * The text of a consumption block, as carbontracker 2.4.3 prints it.
 *
 * @param digits decimals of energy, CO2eq and equivalents
 */
export function writeBlock(
  kind: 'Actual' | 'Predicted',
  block: Pick<Consumption, 'epochs' | 'durationS' | 'energyKwh' | 'co2eqG' | 'equivalents'>,
  digits: number,
): string {
  const count = block.epochs === null ? '' : ` for ${block.epochs} epoch(s)`;
  const lines = [
    `${kind} consumption${count}:`,
    `\tTime:\t${formatDuration(block.durationS ?? 0)}`,
    `\tEnergy:\t${block.energyKwh.toFixed(digits)} kWh`,
    `\tCO2eq:\t${block.co2eqG === null ? 'nan' : block.co2eqG.toFixed(digits)} g`,
  ];
  const equivalents = Object.entries(block.equivalents ?? {});
  if (equivalents.length > 0) lines.push('\tThis is equivalent to:');
  for (const [unit, value] of equivalents) lines.push(`\t${value.toFixed(digits)} ${unit}`);
  return `\n${lines.join('\n')}`;
}
