/** In which country this machine seems to be, by its address. Asked only on request. */
import { dig, fetchJson, type HttpOptions } from './http.ts';

/** Address of the service. */
export const LOCATE_API = 'https://ipinfo.io/json';

/** The command waits for the answer, so there is no second try. */
const QUICK: HttpOptions = { timeoutMs: 2000, attempts: 1 };

/**
 * ISO code of two letters.
 *
 * @param address another address, for tests
 * @throws an Error when the service does not answer with a country
 */
export async function locateCountry(http: HttpOptions = QUICK, address = LOCATE_API): Promise<string> {
  const country = dig(await fetchJson(address, http), 'country');
  if (typeof country === 'string' && /^[A-Z]{2}$/.test(country)) return country;
  throw new Error('the answer holds no country');
}
