/** The carbon intensity during a run: a yearly average, replaced by live values as they come. */
import type { KnownIntensity } from '../../model/factors.ts';
import type { ForecastPoint, IntensityProvider } from './provider.ts';

/** Called while live values are asked for. */
export interface IntensityEvents {
  /** Called with each live value. */
  onValue: (intensity: KnownIntensity) => void;
  /** Called once per series of failures, when the provider fails or does not answer before the end. */
  onProblem: (message: string) => void;
}

/** A mean of forecast values. */
export interface Forecast {
  /** Mean in g/kWh, over the time that the forecast covers. */
  gPerKwh: number;
  /** Seconds from now on that the forecast covers. */
  coveredS: number;
  /** Zone or country; null for the world average. */
  location: string | null;
}

const MS_PER_S = 1000;

/** The shortest step of the services. */
const LONE_VALUE_MS = 300_000;

/** Carbon intensities of one run. */
export class IntensityLog {
  #provider: IntensityProvider | null;
  readonly #periodS: number;
  readonly #live: number[] = [];
  /** Country of the average that counts until a live value comes; null where it is the world's, or unknown. */
  readonly country: string | null;
  #current: KnownIntensity;
  #forecast: ForecastPoint[] = [];
  #timer: NodeJS.Timeout | undefined;
  #failing = false;
  #events: IntensityEvents | null = null;
  #isOver = false;
  /** Ends requests; made with the first one. */
  #ending: AbortController | null = null;

  /**
   * @param fallback counts until a live value comes
   * @param periodS seconds between two looks
   */
  constructor(fallback: KnownIntensity, provider: IntensityProvider | null, periodS: number) {
    this.#current = fallback;
    this.country = fallback.location;
    this.#provider = provider;
    this.#periodS = periodS;
  }

  /** Whether live values are asked for. */
  get hasProvider(): boolean {
    return this.#provider !== null;
  }

  /** The latest live value, or the fallback until there is one. */
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

  /**
   * The mean of what is forecast for the next seconds, over their time.
   *
   * @returns null where nothing is
   */
  forecast(durationS: number, nowMs: number): Forecast | null {
    const untilMs = nowMs + durationS * MS_PER_S;
    let coveredMs = 0;
    let sum = 0;
    for (const [i, { fromMs, gPerKwh }] of this.#forecast.entries()) {
      // The last value holds as long as the one before.
      const stepMs = fromMs - (this.#forecast[i - 1]?.fromMs ?? fromMs);
      const toMs = this.#forecast[i + 1]?.fromMs ?? fromMs + (stepMs || LONE_VALUE_MS);
      const partMs = Math.min(toMs, untilMs) - Math.max(fromMs, nowMs);
      if (partMs <= 0) continue;
      coveredMs += partMs;
      sum += gPerKwh * partMs;
    }
    return coveredMs === 0
      ? null
      : { gPerKwh: sum / coveredMs, coveredS: coveredMs / MS_PER_S, location: this.#current.location };
  }

  /** Looks now and every period, as long as the process has something else to do. */
  start(events: IntensityEvents): void {
    if (this.#events !== null) return;
    this.#events = events;
    this.#lookFromNow();
  }

  /** Asks another provider from now on; the values so far stay. */
  ask(provider: IntensityProvider): void {
    if (this.#isOver) return;
    this.#provider = provider;
    this.#failing = false;
    this.#lookFromNow();
  }

  #lookFromNow(): void {
    clearInterval(this.#timer);
    if (this.#provider === null || this.#events === null) return;
    void this.#look(this.#provider, this.#events);
    this.#timer = setInterval(() => void this.#look(this.#provider, this.#events), this.#periodS * MS_PER_S);
    this.#timer.unref();
  }

  /** Gives up what has not been answered: the end of the run does not wait for it. */
  stop(): void {
    if (this.#isOver) return;
    clearInterval(this.#timer);
    this.#isOver = true;
    this.#ending?.abort();
    if (this.#provider !== null && this.#live.length === 0 && !this.#failing)
      this.#noteProblem('no answer before the run ended');
  }

  async #look(provider: IntensityProvider | null, events: IntensityEvents | null): Promise<void> {
    if (provider === null || events === null) return;
    this.#ending ??= new AbortController();
    try {
      const { gPerKwh, forecast } = await provider.fetch(this.#ending.signal);
      if (this.#isOver || provider !== this.#provider) return;
      this.#failing = false;
      this.#live.push(gPerKwh);
      this.#forecast = forecast;
      this.#current = { gPerKwh, kind: 'live', location: provider.location, year: null, source: provider.name };
      events.onValue(this.#current);
    } catch (error) {
      if (this.#isOver || provider !== this.#provider) return;
      if (!this.#failing) this.#noteProblem(error instanceof Error ? error.message : String(error));
      this.#failing = true;
    }
  }

  #noteProblem(reason: string): void {
    const instead = this.#live.length > 0 ? 'the values so far count' : `${describe(this.#current)} counts`;
    this.#events?.onProblem(`${this.#provider?.name}: ${reason}; ${instead}`);
  }
}

function describe({ kind, location, gPerKwh, year }: KnownIntensity): string {
  const average = kind === 'country-average' ? `the average of ${location}` : 'the world average';
  return `${average}${year === null ? '' : ` in ${year}`} (${Math.round(gPerKwh)} g/kWh)`;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
