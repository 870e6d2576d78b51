/** The options that recalculate figures with other factors. */
import type { Argv } from 'yargs';
import { checkFactors, type GivenFactors } from '../../src/accounting/index.ts';
import type { ManifestDefaults } from '../../src/manifest/index.ts';
import { countryAverage, INTENSITY_YEARS } from '../../src/model/country.ts';
import { CtError } from '../../src/model/errors.ts';
import { GIVEN_BY_USER } from '../../src/model/factors.ts';
import { HELP_PARTS } from '../help.ts';

/** Factors to recalculate with; undefined keeps those of the logs. */
export interface FactorArguments {
  /** Code of the country with the average to use. */
  country: string | undefined;
  /** Year of that average. */
  year: number | undefined;
  /** Carbon intensity in g/kWh. */
  intensity: number | undefined;
  /** Power usage effectiveness, at least 1. */
  pue: number | undefined;
}

/** Declares the options that recalculate figures with other factors. */
export function withFactorArguments<T>(yargs: Argv<T>): Argv<T & FactorArguments> {
  const years = `${INTENSITY_YEARS[0]} to ${INTENSITY_YEARS.at(-1)}`;
  return yargs
    .option('country', { describe: "recalculate with this country's average intensity: DK, US, ...", type: 'string' })
    .option('year', { describe: `year of that average, ${years} (default: the latest)`, type: 'number' })
    .option('intensity', { describe: 'recalculate with this carbon intensity, g/kWh', type: 'number' })
    .option('pue', { describe: 'recalculate with this PUE, at least 1', type: 'number' })
    .requiresArg(['country', 'year', 'intensity', 'pue'])
    .group(['country', 'year', 'intensity', 'pue'], HELP_PARTS.figures) as unknown as Argv<T & FactorArguments>;
}

const IN_MANIFEST = 'given in the manifest';

/**
 * The factors that the arguments, or a manifest, ask for; none where they ask for none.
 *
 * @param defaults of a manifest; an intensity or a country on the command line replaces both
 * @throws CtError USAGE for invalid or contradictory values
 */
export async function givenFactors(args: FactorArguments, defaults: ManifestDefaults = {}): Promise<GivenFactors> {
  const { country, year, intensity, pue, givers } = withDefaults(args, defaults);
  if (country !== undefined && intensity !== undefined) {
    throw new CtError('USAGE', '--country and --intensity cannot be combined: both set the carbon intensity');
  }
  if (year !== undefined && country === undefined) {
    throw new CtError('USAGE', '--year needs --country');
  }
  const factors: GivenFactors = {
    ...(pue === undefined ? {} : { pue: { value: pue, source: givers.pue } }),
    ...(intensity === undefined
      ? {}
      : { intensity: { gPerKwh: intensity, kind: 'unknown', location: null, year: null, source: givers.intensity } }),
    ...(country === undefined ? {} : { intensity: await countryAverage(country, year) }),
  };
  checkFactors(factors);
  return factors;
}

/** The factors of the command line, else those of the manifest, with their source. */
function withDefaults(args: FactorArguments, defaults: ManifestDefaults): FactorArguments & { givers: Givers } {
  const hasPlace = args.country !== undefined || args.intensity !== undefined;
  const place = hasPlace ? args : { ...defaults, year: args.year ?? defaults.year };
  return {
    country: place.country,
    year: place.year,
    intensity: place.intensity,
    pue: args.pue ?? defaults.pue,
    givers: {
      pue: args.pue === undefined ? IN_MANIFEST : GIVEN_BY_USER,
      intensity: hasPlace ? GIVEN_BY_USER : IN_MANIFEST,
    },
  };
}

interface Givers {
  pue: string;
  intensity: string;
}
