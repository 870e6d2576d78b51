/** Electricity Maps: live and forecast values for most of the world; needs a token. */
import { dig, fetchJson, type HttpOptions, readForecast, readGPerKwh } from './http.ts';
import type { IntensityProvider } from './provider.ts';

/** Address of the service. */
export const ELECTRICITY_MAPS_API = 'https://api.electricitymaps.com/v3';

/**
 * Provider for a zone of Electricity Maps.
 *
 * @param base another address, for tests
 */
export function electricityMaps(
  zone: string,
  token: string,
  http: HttpOptions = {},
  base = ELECTRICITY_MAPS_API,
): IntensityProvider {
  const headers = { 'auth-token': token };
  return {
    name: 'Electricity Maps',
    location: zone,
    fetch: async (signal) => {
      const ask = (what: string): Promise<unknown> =>
        fetchJson(`${base}/carbon-intensity/${what}?zone=${encodeURIComponent(zone)}`, { ...http, headers, signal });
      const latest = await ask('latest');
      // The forecast is part of some plans only.
      const forecast = await ask('forecast').catch(() => null);
      return {
        gPerKwh: readGPerKwh(dig(latest, 'carbonIntensity')),
        forecast: readForecast(dig(forecast, 'forecast'), (entry) => ({
          from: dig(entry, 'datetime'),
          value: dig(entry, 'carbonIntensity'),
        })),
      };
    },
  };
}
