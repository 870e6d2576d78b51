/** What every source of live carbon intensities offers. */

/** The providers by name, with the country of those that know only one. */
export const PROVIDERS: Readonly<Record<string, { country: string | null }>> = {
  electricitymaps: { country: null },
  'carbonintensity-gb': { country: 'GB' },
  energidataservice: { country: 'DK' },
};

/** A forecast value and the moment from which it holds. */
export interface ForecastPoint {
  fromMs: number;
  gPerKwh: number;
}

export interface IntensityReport {
  gPerKwh: number;
  /** Upcoming values in the order of time; empty where the source has none. */
  forecast: ForecastPoint[];
}

export interface IntensityProvider {
  /** For people, such as `Electricity Maps`. */
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
