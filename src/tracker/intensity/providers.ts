/** The providers by name, and the token that one of them needs. */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { CtError, systemReason } from '../../model/errors.ts';
import { CARBON_INTENSITY_API, carbonIntensityGb } from './carbon-intensity-gb.ts';
import { ELECTRICITY_MAPS_API, electricityMaps } from './electricity-maps.ts';
import { endpoint } from './endpoint.ts';
import { ENERGI_DATA_API, energiDataService } from './energi-data-service.ts';
import { type IntensityProvider, PROVIDERS } from './provider.ts';

/** Stands for the address of every provider, in tests. */
const URL_VARIABLE = 'CT_INTENSITY_URL';

/**
 * Makes a provider.
 *
 * @param country needed by providers that cover several
 * @throws CtError USAGE
 */
export function createProvider(
  name: string,
  country: string | null,
  apiKeys: Record<string, string>,
  environment: NodeJS.ProcessEnv = process.env,
): IntensityProvider {
  const made = make(name, country, apiKeys, environment);
  if (!environment[URL_VARIABLE]) return made;
  // What comes from elsewhere is not passed off as the service's own.
  return { ...made, name: `${made.name} (${URL_VARIABLE})`, location: `${made.location} (${URL_VARIABLE})` };
}

function make(
  name: string,
  country: string | null,
  apiKeys: Record<string, string>,
  environment: NodeJS.ProcessEnv,
): IntensityProvider {
  const at = (api: string): string => endpoint(URL_VARIABLE, api, environment);
  switch (name) {
    case 'electricitymaps': {
      if (country === null) throw new CtError('USAGE', 'electricitymaps needs a country, such as --country DK');
      const token = apiKeys.electricitymaps ?? findToken(environment);
      return electricityMaps(country, token, {}, at(ELECTRICITY_MAPS_API));
    }
    case 'carbonintensity-gb':
      return carbonIntensityGb({}, at(CARBON_INTENSITY_API));
    case 'energidataservice':
      return energiDataService(priceArea(environment), {}, at(ENERGI_DATA_API));
    default:
      throw new CtError(
        'USAGE',
        `unknown intensity provider "${name}"; choose one of ${Object.keys(PROVIDERS).join(', ')}`,
      );
  }
}

/** The price area that the environment names; the east of Denmark where it names none. */
function priceArea({ CT_PRICE_AREA: area = 'DK2' }: NodeJS.ProcessEnv): 'DK1' | 'DK2' {
  if (area === 'DK1' || area === 'DK2') return area;
  throw new CtError('USAGE', `unknown CT_PRICE_AREA "${area}"; choose one of DK1, DK2`);
}

/** Bits of a file's mode that let others than its owner in. */
const OTHERS = 0o077;

/**
 * `ELECTRICITY_MAPS_TOKEN`, or the text of the file that `ELECTRICITY_MAPS_TOKEN_FILE` names.
 *
 * @throws CtError USAGE when there is none, it is empty, or others may read the file
 */
export function findToken(environment: NodeJS.ProcessEnv): string {
  const { ELECTRICITY_MAPS_TOKEN: given, ELECTRICITY_MAPS_TOKEN_FILE: path } = environment;
  if (given) return given;
  if (!path) throw new CtError('USAGE', 'electricitymaps needs ELECTRICITY_MAPS_TOKEN or ELECTRICITY_MAPS_TOKEN_FILE');
  const token = readSecret(path);
  if (token === '') throw new CtError('USAGE', `${path} holds no token`);
  return token;
}

/** A token is a line; a log given by mistake is not read whole. */
const MOST_TOKEN_BYTES = 65_536;

/** The text of a file that only its owner may read. */
function readSecret(path: string): string {
  let file: number | null = null;
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    // The file that is open is asked, not its name: another one cannot take its place in between.
    const status = fstatSync(file);
    const { mode, size } = status;
    if (!status.isFile()) throw new CtError('USAGE', `${path} is not a regular file`);
    if (process.platform !== 'win32' && (mode & OTHERS) !== 0)
      throw new CtError('USAGE', `other users may read ${path}; run chmod 600 ${path}`);
    if (size > MOST_TOKEN_BYTES) throw new CtError('USAGE', `${path} is larger than a token: ${size} bytes`);
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (error instanceof CtError) throw error;
    throw new CtError('USAGE', `cannot read ${path}: ${systemReason(error)}`, { cause: error });
  } finally {
    if (file !== null) closeSync(file);
  }
}
