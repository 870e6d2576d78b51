/** The carbon intensity during a run: a yearly average, replaced by live values as they come. */
import type { KnownIntensity } from '../../model/factors.ts';
import type { ForecastPoint, IntensityProvider } from './provider.ts';

export interface IntensityEvents {
  /** A live value came. */
  onValue: (intensity: KnownIntensity) => void;
  /** The provider failed; told once in a row of failures. */
  onProblem: (message: string) => void;
}

const MS_PER_S = 1000;

export class IntensityLog {
  readonly #provider: IntensityProvider | null;
  readonly #periodS: number;
  readonly #live: number[] = [];
  #current: KnownIntensity;
  #forecast: ForecastPoint[] = [];
  #timer: NodeJS.Timeout | undefined;
  #failing = false;
  readonly #ended = new AbortController();

  /**
   * @param fallback counts until a live value comes
   * @param periodS seconds between two looks
   */
  constructor(fallback: KnownIntensity, provider: IntensityProvider | null, periodS: number) {
    this.#current = fallback;
    this.#provider = provider;
    this.#periodS = periodS;
  }

  get current(): KnownIntensity {
    return this.#current;
  }

  /** Live values if there are any, else the fallback. */
  get values(): number[] {
    return this.#live.length > 0 ? [...this.#live] : [this.#current.gPerKwh];
  }

  /** Mean over the run, in g/kWh. */
  get average(): number {
    return mean(this.values);
  }

  /** Mean in g/kWh of what is forecast for the next seconds; the average so far where nothing is. */
  expected(durationS: number, nowMs: number): number {
    const endMs = nowMs + durationS * MS_PER_S;
    const points = this.#forecast.filter((point, i) => {
      const next = this.#forecast[i + 1];
      return point.fromMs <= endMs && (next === undefined ? point.fromMs >= nowMs : next.fromMs > nowMs);
    });
    return points.length > 0 ? mean(points.map((point) => point.gPerKwh)) : this.average;
  }

  /** Looks now and every period, as long as the process has something else to do. */
  start(events: IntensityEvents): void {
    if (this.#provider === null) return;
    void this.#look(this.#provider, events);
    this.#timer = setInterval(() => void this.#look(this.#provider, events), this.#periodS * MS_PER_S);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    // A question without an answer must not hold the process up.
    this.#ended.abort();
  }

  async #look(provider: IntensityProvider | null, events: IntensityEvents): Promise<void> {
    if (provider === null) return;
    try {
      const { gPerKwh, forecast } = await provider.fetch(this.#ended.signal);
      this.#failing = false;
      this.#live.push(gPerKwh);
      this.#forecast = forecast;
      this.#current = { gPerKwh, kind: 'live', location: provider.location, year: null, source: provider.name };
      events.onValue(this.#current);
    } catch (error) {
      if (this.#ended.signal.aborted) return;
      if (!this.#failing)
        events.onProblem(`${provider.name}: ${error instanceof Error ? error.message : String(error)}`);
      this.#failing = true;
    }
  }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
