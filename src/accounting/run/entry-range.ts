/** The range of an entry's figure, with what is known of other carbon intensities. */
import { countryBounds } from '../../model/country.ts';
import type { Entry } from '../entry.ts';
import { type FigureRange, type IntensityBounds, rangeOf } from './range.ts';

/**
 * How far the truth may lie from the corrected figure of a run.
 *
 * @returns null where nothing is known of it, as for a run from a table
 */
export async function rangeOfEntry({
  run,
  traits,
  figures,
  unpriced,
  factors,
  quiet,
}: Entry): Promise<FigureRange | null> {
  if (traits.isRow) return null;
  // An intensity that somebody chose has no alternatives that we know of.
  const bounds = factors.intensity === run.intensity ? await boundsOf(factors.intensity) : null;
  return rangeOf(run, figures, bounds, { unpriced, quiet, hasPue: factors.pue !== run.pue });
}

/** A place ends in the code of its country: `Copenhagen, Capital Region, DK`. */
const COUNTRY_AT_END = /(?:^|, *)([A-Z]{2})$/;

/** Where an average stands in for the true intensity and the country is known: the averages of its years. */
async function boundsOf(intensity: Entry['factors']['intensity']): Promise<IntensityBounds | null> {
  if (intensity === null || !intensity.kind.endsWith('-average')) return null;
  const country = COUNTRY_AT_END.exec(intensity.location ?? '')?.[1];
  if (country === undefined) return null;
  const bounds = await countryBounds(country);
  if (bounds === null) return null;
  const { lowGPerKwh, highGPerKwh, years, source } = bounds;
  const period = `${years[0]} to ${years.at(-1)}`;
  return { lowGPerKwh, highGPerKwh, why: `an average stands in for the true intensity; bounds: ${source}, ${period}` };
}
