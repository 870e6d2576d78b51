/** The options that price stored energy anew. */
import type { Argv } from 'yargs';
import { checkPricing, type Pricing } from '../../src/accounting/index.ts';
import { countryAverage, INTENSITY_YEARS } from '../../src/model/country.ts';
import { CtError } from '../../src/model/errors.ts';

export interface PricingArguments {
  country: string | undefined;
  year: number | undefined;
  intensity: number | undefined;
  pue: number | undefined;
}

/** Declares the options of a command that can price anew. */
export function withPricingArguments<T>(yargs: Argv<T>): Argv<T & PricingArguments> {
  const years = `${INTENSITY_YEARS[0]} to ${INTENSITY_YEARS.at(-1)}`;
  return yargs
    .option('country', { describe: 'price again with its average carbon intensity: DK, US, ...', type: 'string' })
    .option('year', { describe: `year of that average, ${years}; the latest unless given`, type: 'number' })
    .option('intensity', { describe: 'price again with this carbon intensity, g/kWh', type: 'number' })
    .option('pue', { describe: 'price again with this PUE, from 1 on', type: 'number' })
    .requiresArg(['country', 'year', 'intensity', 'pue']) as unknown as Argv<T & PricingArguments>;
}

const GIVEN = 'given by the user';

/** @throws CtError USAGE for values that cannot be, or contradict each other */
export async function pricingOf(args: PricingArguments): Promise<Pricing> {
  for (const name of ['country', 'year', 'intensity', 'pue'] as const) {
    if (Array.isArray(args[name])) throw new CtError('USAGE', `--${name} can be given once`);
  }
  const { country, year, intensity, pue } = args;
  if (country !== undefined && intensity !== undefined) {
    throw new CtError('USAGE', '--country and --intensity both name a carbon intensity: give one of them');
  }
  if (year !== undefined && country === undefined) {
    throw new CtError('USAGE', '--year chooses among the averages of a country: give --country too');
  }
  const pricing: Pricing = {
    ...(pue === undefined ? {} : { pue: { value: pue, source: GIVEN } }),
    ...(intensity === undefined
      ? {}
      : { intensity: { gPerKwh: intensity, kind: 'unknown', location: null, year: null, source: GIVEN } }),
    ...(country === undefined ? {} : { intensity: await countryAverage(country, year) }),
  };
  checkPricing(pricing);
  return pricing;
}
