/** The Carbon Intensity API of Great Britain's system operator; free, no token. */
import { dig, fetchJson, type HttpOptions, readForecast, readGPerKwh } from './http.ts';
import type { IntensityProvider } from './provider.ts';

/** Address of the service. */
export const CARBON_INTENSITY_API = 'https://api.carbonintensity.org.uk';

/**
 * Provider for Great Britain.
 *
 * @param base another address, for tests
 */
export function carbonIntensityGb(
  http: HttpOptions = {},
  base = CARBON_INTENSITY_API,
  now: () => Date = () => new Date(),
): IntensityProvider {
  return {
    name: 'Carbon Intensity API (GB)',
    location: 'GB',
    fetch: async (signal) => {
      const ask = (what: string): Promise<unknown> => fetchJson(`${base}/${what}`, { ...http, signal });
      const current = dig(await ask('intensity'), 'data', 0, 'intensity');
      const from = now().toISOString().slice(0, 16);
      const forecast = await ask(`intensity/${from}Z/fw24h`).catch(() => null);
      return {
        // The measured value of the running half hour comes late: until then its forecast counts.
        gPerKwh: readGPerKwh(dig(current, 'actual') ?? dig(current, 'forecast')),
        forecast: readForecast(dig(forecast, 'data'), (entry) => ({
          from: dig(entry, 'from'),
          value: dig(entry, 'intensity', 'forecast'),
        })),
      };
    },
  };
}
