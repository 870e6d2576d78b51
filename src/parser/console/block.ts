/** The lines of a consumption block on a terminal, where others may stand between them. */
import { readBlock } from '../../log/blocks.ts';
import type { Consumption } from '../../model/run.ts';

const HEADING =
  /(?:^|[\s|>:\])])((?:(?:Actual|Predicted) consumption(?: for \d{1,9} epoch\(s\))?|(?:First|Prediction for) \d{1,9} epoch\(s\)):)$/;
/** Nothing longer is a heading. */
const LONGEST_HEADING_CHARS = 300;

/** The heading of a block at the end of a line; null where the line has none. */
export function startsBlock(line: string): string | null {
  if (line.length > LONGEST_HEADING_CHARS || !line.endsWith(':')) return null;
  return HEADING.exec(line)?.[1] ?? null;
}

const PARTS = [
  /(?:^|[\s|>:\])])(Time:\s{0,20}\S.{0,60})$/,
  /(?:^|[\s|>:\])])(Energy:\s{0,20}[\d.eE+-]{1,60} kWh)$/,
  /(?:^|[\s|>:\])])(CO2eq:\s{0,20}[\w.+-]{1,60} g)$/,
  /(?:^|[\s|>:\])])(This is equivalent to:.{0,120})$/,
  /(?:^|[\s|>:\])])([\d.eE+-]{1,60} km travelled by car)$/,
] as const;
const LONGEST_PART_CHARS = 400;

/** A block that was found. */
export interface PrintedBlock {
  /** Lines of the block, without those between them. */
  text: string;
  /** Figures of the block; null where it has no readable energy. */
  consumption: Consumption | null;
}

/**
 * Reads a block of which the first line may be its heading.
 *
 * @returns null where the lines hold no heading
 */
export function readPrintedBlock(lines: readonly string[]): PrintedBlock | null {
  const found: string[] = [];
  let place = 0;
  for (const line of lines) {
    if (found.length === 0) {
      const heading = startsBlock(line);
      if (heading !== null) found.push(heading);
      continue;
    }
    if (line.length > LONGEST_PART_CHARS) continue;
    // Each part stands once, in this order.
    for (let part = place; part < PARTS.length; part += 1) {
      const match = PARTS[part]?.exec(line);
      if (match == null) continue;
      found.push(match[1] ?? '');
      place = part + 1;
      break;
    }
    if (place === PARTS.length) break;
  }
  if (found.length === 0) return null;
  const text = found.join('\n');
  return { text, consumption: readBlock(text)?.consumption ?? null };
}
