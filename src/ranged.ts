/** The range of a run's figure, with what is known of other carbon intensities. */
import { type FigureRange, type IntensityBounds, rangeOf } from './accounting/index.ts';
import type { AssessedRun } from './assessed.ts';
import { countryBounds } from './model/country.ts';
import type { Intensity } from './model/run.ts';

/**
 * How far the truth may lie from the corrected figure of a run.
 *
 * @returns null where nothing is known of it
 */
export async function rangeOfRun({ run, priced, account, unpriced, quiet }: AssessedRun): Promise<FigureRange | null> {
  // An intensity that somebody chose has no alternatives that we know of.
  const bounds = priced.intensity === run.intensity ? await boundsOf(run.intensity) : null;
  return rangeOf(run, account, bounds, { unpriced, quiet, hasPue: priced.pue !== run.pue });
}

/** A place ends in the code of its country: `Copenhagen, Capital Region, DK`. */
const COUNTRY_AT_END = /(?:^|, *)([A-Z]{2})$/;

/** Where an average stands in for the true intensity and the country is known: the averages of its years. */
async function boundsOf(intensity: Intensity | null): Promise<IntensityBounds | null> {
  if (intensity === null || !intensity.kind.endsWith('-average')) return null;
  const country = COUNTRY_AT_END.exec(intensity.location ?? '')?.[1];
  if (country === undefined) return null;
  const bounds = await countryBounds(country);
  if (bounds === null) return null;
  const { lowGPerKwh, highGPerKwh, years, source } = bounds;
  const period = `${years[0]} to ${years.at(-1)}`;
  return { lowGPerKwh, highGPerKwh, why: `an average stands in for the true intensity; bounds: ${source}, ${period}` };
}
