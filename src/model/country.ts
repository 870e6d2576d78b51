/** Yearly averages of the carbon intensity of electricity by country, from Electricity Maps through CO2.js (ODbL). */

import { CtError } from './errors.ts';
import type { KnownIntensity } from './factors.ts';
import { largest, smallest } from './numbers.ts';

/** Years of which averages are known. */
export const INTENSITY_YEARS = [2021, 2022, 2023, 2024, 2025] as const;

/** The default year. */
export const LATEST_INTENSITY_YEAR = 2025;

/** The licence asks for the name of the database wherever its figures are shown. */
const sourceOf = (name: string): string => `Electricity Maps yearly average of ${name}, through CO2.js (ODbL)`;

/** Loaded on first use. */
const loadTables = () => import('@tgwf/co2/data/electricity-maps');

/** The yearly average of a country. */
export interface CountryAverage extends KnownIntensity {
  kind: 'country-average';
  /** Code of the country, two capital letters. */
  location: string;
  /** Year that the average covers. */
  year: number;
}

/**
 * Average carbon intensity of a country in g/kWh.
 *
 * @param country - ISO 3166-1 alpha-2 code such as `DK`, in any case
 * @param year - one of `INTENSITY_YEARS`
 * @throws CtError USAGE for a year or a country that has no average
 */
export async function countryAverage(country: string, year: number = LATEST_INTENSITY_YEAR): Promise<CountryAverage> {
  const tables = await loadTables();
  const known = INTENSITY_YEARS.find((one) => one === year);
  if (known === undefined) {
    throw new CtError('USAGE', `no average for ${year}; available: ${INTENSITY_YEARS[0]}-${INTENSITY_YEARS.at(-1)}`);
  }
  const location = country.toUpperCase();
  const average = averageOf(tables[`yearly${known}`], location);
  if (average === undefined) {
    const allowed = 'use a two-letter ISO code such as DE, DK, FR, GB or US';
    throw new CtError('USAGE', `no average carbon intensity for country "${country}"; ${allowed}`);
  }
  const { carbonIntensity, zone } = average;
  const source = sourceOf(zone.zoneName);
  return { gPerKwh: carbonIntensity.value, kind: 'country-average', location, year, source };
}

/** Longer keys of the table are grid zones, not countries. */
function averageOf<Average>({ data }: { data: Record<string, Average> }, location: string): Average | undefined {
  return /^[A-Z]{2}$/.test(location) ? data[location] : undefined;
}

/** A country of which averages are known. */
export interface CountryName {
  /** ISO 3166-1 code, two capital letters. */
  code: string;
  /** Name in English, as in the table. */
  name: string;
}

/** The countries of which averages are known in any year, by name. */
export async function countriesWithAverages(): Promise<CountryName[]> {
  const tables = await loadTables();
  const names = new Map<string, string>();
  for (const year of INTENSITY_YEARS) {
    const table = tables[`yearly${year}`];
    for (const code of Object.keys(table.data)) {
      const average = averageOf(table, code);
      if (average !== undefined) names.set(code, average.zone.zoneName);
    }
  }
  return [...names].map(([code, name]) => ({ code, name })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The lowest and the highest of a country's yearly averages, in g/kWh. */
export interface CountryBounds {
  /** Lowest yearly average, in g/kWh. */
  lowGPerKwh: number;
  /** Highest yearly average, in g/kWh. */
  highGPerKwh: number;
  /** Years of the averages. */
  years: readonly number[];
  /** Name of the database, as its licence asks. */
  source: string;
}

/**
 * Bounds of the carbon intensity of a country over the years of its averages.
 *
 * @param country - ISO 3166-1 alpha-2 code
 * @returns null for a country without averages
 */
export async function countryBounds(country: string): Promise<CountryBounds | null> {
  const tables = await loadTables();
  const known = INTENSITY_YEARS.flatMap((year) => {
    const average = averageOf(tables[`yearly${year}`], country);
    return average === undefined ? [] : [{ year, average }];
  });
  const [first] = known;
  if (first === undefined) return null;
  const values = known.map(({ average }) => average.carbonIntensity.value);
  return {
    lowGPerKwh: smallest(values),
    highGPerKwh: largest(values),
    years: known.map(({ year }) => year),
    source: sourceOf(first.average.zone.zoneName),
  };
}
