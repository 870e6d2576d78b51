/** Arguments -> the carbon intensity of a run, and who tells it live. */
import { INTENSITY_PERIOD_S } from '../../log/write-messages.ts';
import { countryAverage } from '../../model/country.ts';
import { type KnownIntensity, WORLD_INTENSITY } from '../../model/factors.ts';
import type { Settings } from '../options.ts';
import { IntensityLog } from './intensity-log.ts';
import { type IntensityProvider, PROVIDERS } from './provider.ts';

/** What decides about the carbon intensity. */
export type IntensitySettings = Pick<
  Settings,
  'country' | 'intensityGPerKwh' | 'intensityProvider' | 'locate' | 'apiKeys'
>;

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
      source: 'given by the user',
    };
    return new IntensityLog(given, null, INTENSITY_PERIOD_S);
  }
  const known = settings.country ?? PROVIDERS[settings.intensityProvider ?? '']?.country ?? null;
  const country = known ?? (settings.locate ? await locate(onProblem) : null);
  const fallback = country === null ? WORLD_AVERAGE : await countryAverage(country);
  const provider = settings.intensityProvider === null ? null : await makeProvider(settings, country);
  return new IntensityLog(fallback, provider, INTENSITY_PERIOD_S);
}

async function locate(onProblem: (message: string) => void): Promise<string | null> {
  const { locateCountry } = await import('./locate.ts');
  try {
    return await locateCountry();
  } catch (error) {
    onProblem(`the country could not be found: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

async function makeProvider(settings: IntensitySettings, country: string | null): Promise<IntensityProvider> {
  const { createProvider } = await import('./providers.ts');
  return createProvider(settings.intensityProvider ?? '', country, settings.apiKeys);
}
