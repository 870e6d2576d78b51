/** The events of one session, as they come: its spans, the readings of its devices, carbon intensities and its end. */
import { TimeColumn } from '../power-trace/times.ts';
import { DeviceReadings } from './device-readings.ts';

/** One decoded line. */
export type Event = Record<string, unknown>;

/** A span; all times in s, as the stamps show them. */
export interface Span {
  /** Id of the span. */
  id: string;
  /** Id of the span that contains it; null for a root. */
  parent: string | null;
  /** Start of the span. */
  startS: number;
  /** NaN until the span ends. */
  endS: number;
}

/** A carbon intensity that was read. */
export interface IntensityReading {
  /** Time of the reading in s, as the stamp shows it. */
  timeS: number;
  /** Carbon intensity in g/kWh. */
  gPerKwh: number;
  /** Provider of the value; empty where the log names none. */
  provider: string;
  /** Country, zone or position; null where the log names none. */
  location: string | null;
}

/** Energy that others used for a span, such as a service behind an API. */
export interface ExternalUse {
  /** Energy in kWh. */
  energyKwh: number;
  /** CO2eq in g. */
  co2eqG: number;
}

/** Sums that the session printed at its end. */
export interface ClosingTotal {
  /** Energy in kWh. */
  energyKwh: number;
  /** CO2eq in g; null where it was not printed. */
  co2eqG: number | null;
  /** Duration in s; null where it was not printed. */
  durationS: number | null;
}

/** What is known of a session. */
export class Session {
  /** Spans in the order in which they were read. */
  readonly spans: Span[] = [];
  /** Devices with their readings, by domain, id, source and scope. */
  readonly devices = new Map<string, DeviceReadings>();
  /** Carbon intensities in the order in which they were read. */
  readonly intensities: IntensityReading[] = [];
  /** Sums of what others used for its spans. */
  readonly external: ExternalUse = { energyKwh: 0, co2eqG: 0 };
  /** Sums that were printed at the end; null where there are none. */
  closing: ClosingTotal | null = null;
  /** Whether it has an end event. */
  isFinished = false;
  /** Whether the tracked command was interrupted. */
  isInterrupted = false;
  /** Exit status of the tracked command; null where it is not known. */
  exitCode: number | null = null;
  /** PUE of the configuration; null where it names none. */
  configuredPue: number | null = null;
  /** Interval of the configuration in s; null where it names none. */
  samplingS: number | null = null;
  /** The first stamp as written; null without any. */
  firstStamp: string | null = null;
  /** Time of the first event in s, as the stamp shows it; NaN without any. */
  firstS = Number.NaN;
  /** Latest time of an event in s; NaN without any. */
  lastS = Number.NaN;
  /** Time of the end event in s; NaN without one. */
  finishedS = Number.NaN;
  readonly #open = new Map<string, Span>();
  /** Ids and starts of the spans with a start that was read. */
  readonly #known = new Set<string>();
  readonly #time = new TimeColumn();

  /** Whether it holds anything but its start. */
  get hasContent(): boolean {
    return this.spans.length > 0 || this.devices.size > 0 || this.isFinished;
  }

  /** Takes the next event; events of unknown types only move its time on. */
  add(event: Event): void {
    this.firstStamp ??= textOf(event.timestamp) ?? textOf(event.started_at) ?? textOf(event.created_at);
    switch (event.__type__) {
      case 'StartedSession':
        this.#start(event);
        break;
      case 'SpanStart':
      case 'EventStart':
        this.#startSpan(event);
        break;
      case 'SpanStop':
      case 'EventStop':
        this.#stopSpan(event);
        break;
      case 'SpanProfileEvent':
      case 'EventStats':
        this.#profile(event);
        break;
      case 'MeasurementEvent':
        this.#measure(event);
        break;
      case 'ProcessExitedEvent':
        this.isInterrupted = event.interrupted === true;
        this.exitCode = numberOf(event.return_code);
        this.#see(this.#timeOf(event.timestamp));
        break;
      case 'FinishedSession':
        this.#finish(event);
        break;
      default:
        this.#see(this.#timeOf(event.timestamp ?? event.created_at));
    }
  }

  #start(event: Event): void {
    this.#see(this.#timeOf(event.timestamp));
    const config = objectOf(event.config_summary);
    this.configuredPue = numberOf(config?.pue);
    this.samplingS = numberOf(config?.power_sampling_interval);
  }

  #startSpan(event: Event): void {
    const startS = this.#timeOf(event.started_at);
    const id = textOf(event.span_id);
    if (id === null || Number.isNaN(startS)) return;
    this.#see(startS);
    const span: Span = { id, parent: textOf(event.parent_span_id), startS, endS: Number.NaN };
    this.spans.push(span);
    this.#known.add(`${id}\0${startS}`);
    this.#open.set(id, span);
  }

  #stopSpan(event: Event): void {
    const endS = this.#timeOf(event.ended_at);
    const span = this.#open.get(textOf(event.span_id) ?? '');
    this.#see(endS);
    if (span === undefined || Number.isNaN(endS)) return;
    span.endS = endS;
    this.#open.delete(span.id);
  }

  /** Where the start of a span is lost, its profile shows when it was. */
  #profile(event: Event): void {
    const id = textOf(event.span_id);
    const [startS, endS] = [this.#timeOf(event.started_at), this.#timeOf(event.ended_at)];
    if (id !== null && !this.#known.has(`${id}\0${startS}`) && endS > startS) {
      this.#see(startS);
      this.spans.push({ id, parent: textOf(event.parent_span_id), startS, endS });
    }
    const external = objectOf(event.external_accounting);
    this.external.energyKwh += Math.max(0, numberOf(external?.energy_kwh) ?? 0);
    this.external.co2eqG += Math.max(0, numberOf(external?.emissions_g) ?? 0);
  }

  #measure(event: Event): void {
    const data = objectOf(event.data);
    const timeS = this.#timeOf(data?.timestamp ?? event.timestamp);
    const provider = textOf(event.provider_name) ?? '';
    if (data === null || Number.isNaN(timeS)) return;
    if (!this.isFinished) this.#see(timeS);
    const gPerKwh = numberOf(data.carbon_intensity);
    if (gPerKwh !== null && gPerKwh >= 0) {
      this.intensities.push({ timeS, gPerKwh, provider, location: placeOf(data.location) });
    }
    if (Array.isArray(data.samples)) for (const sample of data.samples) this.#sample(objectOf(sample), provider);
    // The precursor: `power_usage_pr_device: { CPU: W }`.
    const powers = objectOf(data.power_usage_pr_device);
    const domain = textOf(data.component) ?? 'other';
    for (const [device, watts] of Object.entries(powers ?? {})) {
      const apple = provider.startsWith('Apple Silicon');
      this.#device(domain, device, apple ? provider : device, provider, 'device_total').power(timeS, numberOf(watts));
    }
  }

  #sample(sample: Event | null, provider: string): void {
    const id = textOf(sample?.device_id);
    const timeS = this.#timeOf(sample?.observed_at);
    if (sample === null || id === null || Number.isNaN(timeS)) return;
    const domain = textOf(sample.domain) ?? 'other';
    const source = textOf(sample.source) ?? provider;
    const name = source === 'powermetrics' ? `Apple Silicon ${domain.toUpperCase()}` : (textOf(sample.label) ?? id);
    const device = this.#device(domain, id, name, source, textOf(sample.scope) ?? 'device_total');
    const intervalJ = numberOf(sample.interval_energy_j);
    const cumulativeJ = numberOf(sample.cumulative_energy_j);
    if (intervalJ !== null) {
      device.interval(this.#timeOf(sample.interval_start), this.#timeOf(sample.interval_end), intervalJ);
    } else if (cumulativeJ !== null) device.counter(timeS, cumulativeJ);
    else device.power(timeS, numberOf(sample.watts));
  }

  #device(domain: string, id: string, name: string, source: string, scope: string): DeviceReadings {
    const key = [domain, id, source, scope].join('\0');
    let device = this.devices.get(key);
    if (device === undefined) {
      device = new DeviceReadings({ domain, id, name, source, scope });
      this.devices.set(key, device);
    }
    return device;
  }

  #finish(event: Event): void {
    this.isFinished = true;
    this.finishedS = this.#timeOf(event.timestamp);
    this.#see(this.finishedS);
    const stats = objectOf(event.stats);
    const energyKwh = numberOf(stats?.total_power_usage_kwh);
    if (energyKwh === null || energyKwh < 0) return;
    const [co2eqG, durationS] = [numberOf(stats?.total_emissions_g), numberOf(stats?.duration_s)];
    this.closing = { energyKwh, co2eqG, durationS };
  }

  #see(timeS: number): void {
    if (Number.isNaN(timeS)) return;
    if (Number.isNaN(this.firstS)) this.firstS = timeS;
    this.lastS = Number.isNaN(this.lastS) ? timeS : Math.max(this.lastS, timeS);
  }

  /** NaN for what is no time. */
  #timeOf(value: unknown): number {
    return typeof value === 'string' ? this.#time.read(value) : Number.NaN;
  }
}

/** A plain object of JSON; null for anything else. */
export const objectOf = (value: unknown): Event | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Event) : null;

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** More of anything (kWh, J, g, s) is no measurement, and sums of such would not be numbers. */
const LARGEST = 1e15;

const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Math.abs(value) <= LARGEST ? value : null;

/** A country or zone, else a position. */
function placeOf(location: unknown): string | null {
  if (typeof location === 'string') return location;
  const place = objectOf(location);
  for (const key of ['country_code', 'zone', 'code', 'name']) {
    const text = textOf(place?.[key]);
    if (text !== null) return text;
  }
  const [latitude, longitude] = [numberOf(place?.latitude), numberOf(place?.longitude)];
  return latitude === null || longitude === null ? null : `${latitude}, ${longitude}`;
}
