/** The same energy with the electricity of several countries. */
import type { CountryAverage } from '../../model/country.ts';
import type { Equivalents } from '../../model/run.ts';
import { equivalentsOf } from '../run/co2.ts';

/** CO2eq of an energy with the yearly average of one country. */
export interface ComparedCountry {
  country: string;
  year: number;
  gPerKwh: number;
  co2eqG: number;
  equivalents: Equivalents;
  source: string;
}

/**
 * What the same energy costs in CO2eq with the electricity of other countries.
 *
 * @param energyKwh with PUE
 */
export function compareCountries(energyKwh: number, averages: readonly CountryAverage[]): ComparedCountry[] {
  return averages.map(({ location, year, gPerKwh, source }) => {
    const co2eqG = energyKwh * gPerKwh;
    return { country: location, year, gPerKwh, co2eqG, equivalents: equivalentsOf(co2eqG), source };
  });
}
