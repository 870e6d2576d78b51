/** What every source of live carbon intensities offers. */
import { CtError } from '../../model/errors.ts';

/** The providers by name, with the country of those that cover only one. */
export const PROVIDERS: Readonly<Record<string, { country: string | null }>> = {
  electricitymaps: { country: null },
  'carbonintensity-gb': { country: 'GB' },
  energidataservice: { country: 'DK' },
};

/** Names of carbontracker, which has another spelling for one. */
const NAMES = new Map([
  ...Object.keys(PROVIDERS).map((name) => [name, name] as const),
  ['carbonintensityGB', 'carbonintensity-gb'],
]);

/**
 * The provider that keys are for: the first one with a key, as in carbontracker.
 *
 * @returns null where there is no key
 * @throws CtError USAGE for a key of an unknown provider, or one that is no text
 */
export function providerOfKeys(apiKeys: Record<string, unknown>): string | null {
  let provider: string | null = null;
  for (const [spelled, key] of Object.entries(apiKeys)) {
    const name = NAMES.get(spelled);
    if (name === undefined)
      throw new CtError(
        'USAGE',
        `unknown intensity provider "${spelled}" in apiKeys; choose one of ${[...NAMES.keys()].join(', ')}`,
      );
    if (typeof key !== 'string')
      throw new CtError('USAGE', `the key of ${spelled} must be a string (got a ${typeof key})`);
    if (key !== '') provider ??= name;
  }
  return provider;
}

/** A forecast value and the moment from which it holds. */
export interface ForecastPoint {
  /** Unix time in ms. */
  fromMs: number;
  /** Carbon intensity in g/kWh. */
  gPerKwh: number;
}

/** What a provider answers. */
export interface IntensityReport {
  /** Current carbon intensity in g/kWh. */
  gPerKwh: number;
  /** Upcoming values in the order of time; empty where the source has none. */
  forecast: ForecastPoint[];
}

/** A service with live carbon intensities. */
export interface IntensityProvider {
  /** Name for people, such as `Electricity Maps`. */
  readonly name: string;
  /** Zone or country that it answers for. */
  readonly location: string;
  /**
   * Asks once; rejects with an Error that contains no secret.
   *
   * @param signal gives up when it is aborted
   */
  fetch(signal?: AbortSignal): Promise<IntensityReport>;
}
