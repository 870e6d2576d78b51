/** Lines of event logs as carbontracker-tui writes them, with invented figures; times count in seconds from 09:00:00. */

/** `2026-04-01T09:00:00.000` and `at` seconds. */
export const eventStamp = (at: number): string =>
  new Date(Date.UTC(2026, 3, 1, 9) + Math.round(at * 1000)).toISOString().slice(0, -1);

/** A line of any type. */
export const event = (type: string, fields: object): string => `${JSON.stringify({ __type__: type, ...fields })}\n`;

export const started = (config: object | null = null): string =>
  event('StartedSession', { timestamp: eventStamp(0), ...(config === null ? {} : { config_summary: config }) });

export const spanStart = (id: string, at: number, parent: string | null = null): string =>
  event('SpanStart', { started_at: eventStamp(at), span_id: id, parent_span_id: parent });

export const spanStop = (id: string, at: number): string =>
  event('SpanStop', { ended_at: eventStamp(at), span_id: id });

/** One reading; without more, of the power of a CPU by RAPL. */
export const sample = (at: number, fields: object): string =>
  event('MeasurementEvent', {
    timestamp: eventStamp(at),
    provider_name: 'RAPL',
    data: {
      timestamp: eventStamp(at),
      samples: [
        {
          observed_at: eventStamp(at),
          domain: 'cpu',
          device_id: 'cpu:0',
          source: 'rapl',
          scope: 'device_total',
          ...fields,
        },
      ],
    },
  });

/** Powers read every two seconds. */
export const powers = (fromS: number, watts: readonly number[], fields: object = {}): string =>
  watts.map((one, i) => sample(fromS + 2 * i, { watts: one, ...fields })).join('');

export const intensityRead = (
  at: number,
  gPerKwh: number,
  provider = 'Electricity Maps',
  location: unknown = 'DK',
): string =>
  event('MeasurementEvent', {
    timestamp: eventStamp(at),
    provider_name: provider,
    data: { timestamp: eventStamp(at), location, carbon_intensity: gPerKwh },
  });

export const exited = (at: number, fields: object): string =>
  event('ProcessExitedEvent', { timestamp: eventStamp(at), ...fields });

export const finished = (at: number, stats: object = {}): string =>
  event('FinishedSession', { timestamp: eventStamp(at), stats });
