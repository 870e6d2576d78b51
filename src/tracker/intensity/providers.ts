/** The providers by name, and the token that one of them needs. */
import { readFileSync, statSync } from 'node:fs';
import { CtError, systemReason } from '../../model/errors.ts';
import { carbonIntensityGb } from './carbon-intensity-gb.ts';
import { electricityMaps } from './electricity-maps.ts';
import { energiDataService } from './energi-data-service.ts';
import type { IntensityProvider } from './provider.ts';

export const PROVIDER_NAMES = ['electricitymaps', 'carbonintensity-gb', 'energidataservice'] as const;

/**
 * Makes a provider.
 *
 * @param country needed by providers that know several
 * @throws CtError USAGE
 */
export function createProvider(
  name: string,
  country: string | null,
  apiKeys: Record<string, string>,
  environment: NodeJS.ProcessEnv = process.env,
): IntensityProvider {
  switch (name) {
    case 'electricitymaps':
      if (country === null) throw new CtError('USAGE', 'electricitymaps needs a country');
      return electricityMaps(country, apiKeys.electricitymaps ?? findToken(environment));
    case 'carbonintensity-gb':
      return carbonIntensityGb();
    case 'energidataservice':
      return energiDataService(environment.CT_PRICE_AREA === 'DK1' ? 'DK1' : 'DK2');
    default:
      throw new CtError('USAGE', `no intensity provider '${name}': there are ${PROVIDER_NAMES.join(', ')}`);
  }
}

/** Bits of a file's mode that let others than its owner in. */
const OTHERS = 0o077;

/**
 * `ELECTRICITY_MAPS_TOKEN`, or the text of the file that `ELECTRICITY_MAPS_TOKEN_FILE` names.
 *
 * @throws CtError USAGE when there is none, or others may read the file
 */
export function findToken(environment: NodeJS.ProcessEnv): string {
  const { ELECTRICITY_MAPS_TOKEN: token, ELECTRICITY_MAPS_TOKEN_FILE: path } = environment;
  if (token) return token;
  if (!path) throw new CtError('USAGE', 'electricitymaps needs ELECTRICITY_MAPS_TOKEN or ELECTRICITY_MAPS_TOKEN_FILE');
  try {
    if (process.platform !== 'win32' && (statSync(path).mode & OTHERS) !== 0) {
      throw new CtError('USAGE', `others may read ${path}: chmod 600 it`);
    }
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (error instanceof CtError) throw error;
    throw new CtError('USAGE', `cannot read ${path}: ${systemReason(error)}`, { cause: error });
  }
}
