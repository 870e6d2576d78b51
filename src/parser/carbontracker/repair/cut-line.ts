/** Power lines whose end is missing. */
import { listWords } from '../../../log/numbers.ts';
import type { LogRecord } from '../../../log/records.ts';
import type { Power } from '../../../model/run.ts';

/** Share of a value that its missing digits may make up. */
const MOST_MISSING = 1e-3;
/** A power of the same component in another epoch is not this many times as large or as small. */
const MOST_APART = 100;

/** Whether the end of a record's first line is missing, so that its number may be too. */
export function isCut(record: LogRecord): boolean {
  return !record.complete && !record.text.includes('\n');
}

/**
 * The values of a cut power line, where the digits that are missing cannot matter.
 *
 * @param text the line from its value on
 * @param before the power of the component in an earlier epoch: a number may also have lost its exponent
 * @returns null where they can
 */
export function valuesOfCut(text: string, before: Power | null | undefined): number[] | null {
  if (before == null) return null;
  const words = listWords(text.replace(/^\[/, '').replace(/\][\s\S]*$/, ''));
  const values = words.map(Number);
  const decimals = /^\d+\.(\d+)$/.exec(words.at(-1) ?? '')?.[1]?.length ?? 0;
  const last = values.at(-1);
  if (last === undefined || decimals === 0 || 10 ** -decimals > MOST_MISSING * last) return null;
  const areLike = values.every((value, i) => {
    const other = before.values[i] ?? Number.NaN;
    return value <= other * MOST_APART && value >= other / MOST_APART;
  });
  return values.length === before.values.length && areLike ? values : null;
}
