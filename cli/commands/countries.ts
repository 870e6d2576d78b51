/** The option `--compare-countries`: the same energy with the electricity of several countries. */
import type { Argv } from 'yargs';
import { type ComparedCountry, compareCountries } from '../../src/accounting/index.ts';
import { type CountryAverage, countryAverage } from '../../src/model/country.ts';
import { CtError } from '../../src/model/errors.ts';
import { CAR_UNIT } from '../../src/model/factors.ts';
import { formatMass, formatNumber, significant } from '../../src/model/numbers.ts';
import { HELP_PARTS } from '../help.ts';
import { table } from '../table.ts';
import type { Terminal } from '../terminal.ts';

/** Arguments of the comparison of countries. */
export interface CountriesArguments {
  /** Codes separated by commas, as given; undefined for no comparison. */
  compareCountries: string | undefined;
}

/** Declares the option; `--year` chooses its year too. */
export function withCountriesArgument<T>(yargs: Argv<T>): Argv<T & CountriesArguments> {
  const describe = 'compare the CO2eq of the same energy in other countries: DK,FR,PL';
  return yargs
    .option('compare-countries', { describe, type: 'string', requiresArg: true })
    .group('compare-countries', HELP_PARTS.figures) as unknown as Argv<T & CountriesArguments>;
}

/**
 * Looks the averages up before anything is read, so that a wrong name fails at once; null where no comparison is asked
 * for.
 *
 * @throws CtError USAGE for a country or a year without an average
 */
export async function averagesOf({
  compareCountries: list,
  year,
}: CountriesArguments & { year: number | undefined }): Promise<CountryAverage[] | null> {
  if (list === undefined) return null;
  const names = list.split(',').map((name) => name.trim());
  if (names.includes('')) {
    throw new CtError(
      'USAGE',
      `--compare-countries needs country codes with commas and without blanks, such as DK,FR (got ${list})`,
    );
  }
  return Promise.all([...new Set(names)].map((name) => countryAverage(name, year)));
}

/** The table of the countries; the source of each average goes to stderr. */
export function countriesTable(energyKwh: number, averages: readonly CountryAverage[], terminal: Terminal): string {
  const countries = compareCountries(energyKwh, averages);
  for (const { country, source } of countries) terminal.note(`${country}: ${source}`);
  const rows = countries.map(({ country, year, gPerKwh, co2eqG, equivalents }: ComparedCountry) => [
    country,
    String(year),
    significant(gPerKwh),
    formatMass(co2eqG),
    formatNumber(equivalents[CAR_UNIT] ?? 0),
  ]);
  return table(
    [
      { title: 'country', align: 'left' },
      { title: 'year', align: 'right' },
      { title: 'g/kWh', align: 'right' },
      { title: 'CO2eq', align: 'right' },
      { title: CAR_UNIT, align: 'right' },
    ],
    rows,
    terminal.tableColumns,
  );
}
