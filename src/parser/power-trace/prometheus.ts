/** The answer of Prometheus to a range query, such as one about DCGM's exporter -> the readings of each device. */
import { componentOf, newColumn, type ValueColumn } from './columns.ts';
import { newDevice, seriesOf, type TraceDevice } from './devices.ts';
import { Series } from './series.ts';
import { type Quantity, quantityOf } from './units.ts';

/** Metrics with a name that does not end in their unit. */
const METRICS: Readonly<Record<string, string>> = {
  DCGM_FI_DEV_POWER_USAGE: 'W',
  DCGM_FI_DEV_POWER_USAGE_INSTANT: 'W',
  DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION: 'mJ',
};
/** `kepler_node_package_joules_total` */
const UNIT_IN_NAME = /_((?:milli|micro|kilo)?(?:watts?|joules?))(?:_total)?$/;
/** A limit or a state, not a reading. */
const NO_READING = /limit|cap\b|_max|_min|default|threshold/i;
/** What Kepler and Scaphandre share out again: parts of the host. */
const SHARES = /_(?:container|process|pod|vm|cgroup|domain)_/;

/** Names of labels that identify a device, the most exact first. */
const DEVICE_LABELS = [
  'UUID',
  'uuid',
  'gpu_uuid',
  'pci_bus_id',
  'gpu',
  'minor_number',
  'device',
  'zone',
  'package',
  'socket',
];
const HOST_LABELS = ['Hostname', 'hostname', 'exported_instance', 'instance', 'node', 'host'];
const MODEL_LABELS = ['modelName', 'model', 'name', 'product_name'];

/** What an answer holds, or why it cannot be read. */
export type RangeAnswer = { devices: TraceDevice[]; skipped: string[] } | { problem: string };

/** Whether text begins as the answer to a range query. */
export const isRangeAnswer = (head: string): boolean => /^\s*\{/.test(head) && /"resultType"\s*:\s*"matrix"/.test(head);

/** Reads the series of an answer. */
export function readRangeAnswer(text: string): RangeAnswer {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { problem: 'it is cut or not valid JSON' };
  }
  const results = at(at(parsed, 'data'), 'result');
  if (!Array.isArray(results)) return { problem: 'it holds no data.result' };
  const hasHost = results.some((result) => !SHARES.test(metricOf(result)));
  const devices = new Map<string, TraceDevice>();
  const columns = new Map<string, ValueColumn>();
  const skipped = new Set<string>();
  for (const result of results) {
    const metric = metricOf(result);
    const quantity = quantityOfMetric(metric);
    if (quantity === null || (hasHost && SHARES.test(metric)))
      skipped.add(metric === '' ? 'a series without a name' : metric);
    else addSeries(result, columnOf(metric, quantity, columns), devices);
  }
  for (const device of devices.values()) for (const channel of device.channels) channel.series = byTime(channel.series);
  return { devices: [...devices.values()], skipped: [...skipped] };
}

/** Several series of one device, as of the pods that share it, follow one another in the answer; no clock was set back. */
function byTime(series: Series): Series {
  const { timesS } = series;
  if (timesS.every((timeS, i) => i === 0 || timeS >= (timesS[i - 1] as number))) return series;
  const order = Uint32Array.from(timesS, (_, i) => i);
  order.sort((a, b) => (timesS[a] as number) - (timesS[b] as number) || a - b);
  const sorted = new Series(series.kind);
  for (const i of order) sorted.push(series.timeS(i), series.value(i));
  return sorted;
}

const at = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;

function metricOf(result: unknown): string {
  const name = at(at(result, 'metric'), '__name__');
  return typeof name === 'string' ? name : '';
}

function quantityOfMetric(metric: string): Quantity | null {
  if (NO_READING.test(metric)) return null;
  const unit = Object.hasOwn(METRICS, metric) ? METRICS[metric] : UNIT_IN_NAME.exec(metric)?.[1];
  return unit === undefined ? null : quantityOf(unit);
}

function columnOf(metric: string, quantity: Quantity, columns: Map<string, ValueColumn>): ValueColumn {
  const known = columns.get(metric);
  if (known !== undefined) return known;
  const isInstant = metric.endsWith('_INSTANT');
  const part = partOf(metric);
  const column = newColumn({
    ...{ index: columns.size, header: metric, quantity, rank: isInstant ? 1 : 0 },
    reading: isInstant ? 'instant' : null,
    isCounter: true,
    isTotal: part === 'platform' || part === 'psys' || part === 'host',
    isInside: part === 'core' || part === 'uncore',
  });
  columns.set(metric, column);
  return column;
}

function addSeries(result: unknown, column: ValueColumn, devices: Map<string, TraceDevice>): void {
  const metric = at(result, 'metric');
  const values = at(result, 'values');
  if (!Array.isArray(values)) return;
  const label = (names: readonly string[]): string | null => {
    for (const name of names) {
      const value = at(metric, name);
      if (typeof value === 'string' && value !== '') return value;
    }
    return null;
  };
  const part = partOf(column.header);
  const [id, host] = [label(DEVICE_LABELS), label(HOST_LABELS)];
  const key = [host, part, id].filter((one) => one !== null).join(' ');
  let device = devices.get(key);
  if (device === undefined) {
    const component = part === 'gpu' || /dcgm|nvidia|gpu/i.test(column.header) ? 'gpu' : componentOf(part ?? key);
    device = newDevice(key, label(MODEL_LABELS) ?? (key === '' ? component : key), component);
    devices.set(key, device);
  }
  for (const pair of values) {
    if (!Array.isArray(pair)) continue;
    const value = typeof pair[1] === 'string' || typeof pair[1] === 'number' ? Number(pair[1]) : Number.NaN;
    if (Number.isNaN(value)) device.missing += 1;
    else if (typeof pair[0] === 'number') seriesOf(device, column).push(pair[0], value * column.quantity.factor);
  }
}

/** What part of a host a metric is about: `package` of `kepler_node_package_joules_total`; null where the name has none. */
function partOf(metric: string): string | null {
  return /_(package|core|uncore|dram|platform|psys|gpu|host|other)_/.exec(metric)?.[1] ?? null;
}
