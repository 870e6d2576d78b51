/** Arguments -> the carbon intensity of a run, and the provider of live values. */
import { INTENSITY_PERIOD_S } from '../../log/intensity-lines.ts';
import { countryAverage } from '../../model/country.ts';
import { GIVEN_BY_USER, type KnownIntensity, WORLD_INTENSITY } from '../../model/factors.ts';
import type { Settings } from '../options.ts';
import { IntensityLog } from './intensity-log.ts';
import { type IntensityProvider, PROVIDERS, providerOfKeys } from './provider.ts';

/** What decides about the carbon intensity. */
export type IntensitySettings = Pick<
  Settings,
  'country' | 'intensityGPerKwh' | 'intensityProvider' | 'locate' | 'apiKeys'
>;

/** The world average, which counts where nothing better is known; year and source as in `WORLD_INTENSITY`. */
export const WORLD_AVERAGE: KnownIntensity = {
  gPerKwh: WORLD_INTENSITY.value,
  kind: 'world-average',
  location: null,
  year: WORLD_INTENSITY.year,
  source: WORLD_INTENSITY.source,
};

/**
 * The network is touched only with `locate` or a provider, and only later or with a short time-out; everything else is
 * loaded only when it is asked for.
 *
 * @throws CtError USAGE for an unknown country or provider
 */
export async function resolveIntensity(
  settings: IntensitySettings,
  onProblem: (message: string) => void,
): Promise<IntensityLog> {
  if (settings.intensityGPerKwh !== null) {
    const given: KnownIntensity = {
      gPerKwh: settings.intensityGPerKwh,
      kind: 'unknown',
      location: settings.country,
      year: null,
      source: GIVEN_BY_USER,
    };
    return new IntensityLog(given, null, INTENSITY_PERIOD_S);
  }
  const named = settings.country ?? PROVIDERS[settings.intensityProvider ?? '']?.country ?? null;
  const average = named === null ? null : await countryAverage(named);
  const fallback = average ?? (settings.locate ? await locate(onProblem) : null) ?? WORLD_AVERAGE;
  const provider = await makeProvider(settings, fallback.location, onProblem);
  return new IntensityLog(fallback, provider, INTENSITY_PERIOD_S);
}

/**
 * Asks the provider of these keys from now on, in place of another one.
 *
 * @throws CtError USAGE for an unknown provider, or one that needs a country where none is known
 */
export async function useApiKeys(
  intensity: IntensityLog,
  settings: IntensitySettings,
  apiKeys: Record<string, string>,
  onProblem: (message: string) => void,
): Promise<void> {
  const intensityProvider = providerOfKeys(apiKeys);
  if (intensityProvider === null) return;
  if (settings.intensityGPerKwh !== null) {
    onProblem(`${intensityProvider} is not asked: the carbon intensity is given`);
    return;
  }
  const country = settings.country ?? PROVIDERS[intensityProvider]?.country ?? intensity.country;
  const provider = await makeProvider({ ...settings, apiKeys, intensityProvider }, country, onProblem);
  if (provider !== null) intensity.ask(provider);
}

/** The average of the country of the IP address; null where the look-up fails, which does not stop the run. */
async function locate(onProblem: (message: string) => void): Promise<KnownIntensity | null> {
  const { LOCATE_API, locateCountry } = await import('./locate.ts');
  const { endpoint } = await import('./endpoint.ts');
  const address = endpoint('CT_LOCATE_URL', LOCATE_API, process.env);
  try {
    return await countryAverage(await locateCountry(undefined, address));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    onProblem(`the country could not be found: ${reason}; the world average counts`);
    return null;
  }
}

async function makeProvider(
  settings: IntensitySettings,
  country: string | null,
  onProblem: (message: string) => void,
): Promise<IntensityProvider | null> {
  if (settings.intensityProvider === null) return null;
  if (country === null && settings.locate) {
    onProblem(`${settings.intensityProvider} is not asked: it needs a country`);
    return null;
  }
  const { createProvider } = await import('./providers.ts');
  return createProvider(settings.intensityProvider, country, settings.apiKeys);
}
