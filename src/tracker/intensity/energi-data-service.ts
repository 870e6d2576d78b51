/** Energi Data Service: Danish price areas, by Energinet; free, no token. */
import { dig, fetchJson, type HttpOptions, readForecast, readGPerKwh } from './http.ts';
import type { IntensityProvider } from './provider.ts';

/** Address of the service. */
export const ENERGI_DATA_API = 'https://api.energidataservice.dk';

/** Records of five minutes in a day. */
const DAY = 288;

/**
 * Provider for a part of Denmark.
 *
 * @param area `DK1` (west of the Great Belt) or `DK2`
 * @param base another address, for tests
 */
export function energiDataService(
  area: 'DK1' | 'DK2',
  http: HttpOptions = {},
  base = ENERGI_DATA_API,
): IntensityProvider {
  const filter = encodeURIComponent(JSON.stringify({ PriceArea: [area] }));
  return {
    name: 'Energi Data Service',
    location: area,
    fetch: async (signal) => {
      const ask = (dataset: string, more: string): Promise<unknown> =>
        fetchJson(`${base}/dataset/${dataset}?filter=${filter}&${more}`, { ...http, signal });
      const latest = await ask('CO2Emis', 'sort=Minutes5UTC%20desc&limit=1');
      const forecast = await ask('CO2EmisProg', `start=now&timezone=utc&sort=Minutes5UTC&limit=${DAY}`).catch(
        () => null,
      );
      return {
        gPerKwh: readGPerKwh(dig(latest, 'records', 0, 'CO2Emission')),
        forecast: readForecast(dig(forecast, 'records'), (entry) => ({
          from: `${String(dig(entry, 'Minutes5UTC'))}Z`,
          value: dig(entry, 'CO2Emission'),
        })),
      };
    },
  };
}
