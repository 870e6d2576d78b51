/** What every source of live carbon intensities offers. */

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
  /** Asks once, unless it is called off; rejects with an Error whose message holds no secret. */
  fetch(signal?: AbortSignal): Promise<IntensityReport>;
}
