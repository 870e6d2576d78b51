/** The header of a table, or the value of `--columns` -> which column is the time, and which hold powers or energies. */
import { type DeviceColumn, deviceColumns, hostColumns, UNNAMED } from './device-columns.ts';
import type { TimeUnit } from './times.ts';
import { type Quantity, quantityOfHeader, timeUnitOfHeader, WATTS } from './units.ts';

/** A column of powers or energies. */
export interface ValueColumn {
  /** Place in a row, from 0. */
  index: number;
  /** Name of the column, or its number where the table has no header. */
  header: string;
  /** What its numbers are. */
  quantity: Quantity;
  /** What is measured: `gpu0`; null where the columns of `device` name it. */
  device: string | null;
  /** Order among the columns of nvidia-smi: of several with readings the first counts. */
  rank: number;
  /** What one reading stands for; null where that depends on the GPU. */
  reading: 'mean' | 'instant' | null;
  /** Whether energies are sums since some start; null where the values must show it. */
  isCounter: boolean | null;
  /** Whether it may hold the others: their sum, or the whole machine. */
  isTotal: boolean;
  /** Whether its name shows that it is a power or energy. */
  isNamed: boolean;
  /** Whether it is a part of a CPU package. */
  isInside: boolean;
}

/** Where the cells of a row stand. */
export interface Layout {
  /** The column of the time; the unit is null where its header names none. */
  time: { index: number; header: string; unit: TimeUnit | null };
  /** Columns that name the device of a row, the most exact first. */
  device: DeviceColumn[];
  /** Columns of powers or energies. */
  values: ValueColumn[];
  /** The fields of nvidia-smi. */
  isNvidiaSmi: boolean;
  /** How the columns were recognised, in words; null where they are named by nvidia-smi or the user. */
  guess: string | null;
}

/** Fields of `nvidia-smi --query-gpu` that hold the power of a GPU, in the order in which they count. */
const NVIDIA_POWERS = [
  ['power.draw.average', 'mean'],
  ['power.draw', null],
  ['power.draw.instant', 'instant'],
] as const;

const NVIDIA_DEVICES = [
  ['uuid', 'uuid'],
  ['gpu_uuid', 'uuid'],
  ['pci.bus_id', 'bus'],
  ['gpu_bus_id', 'bus'],
  ['index', 'index'],
] as const;

const withoutUnit = (header: string): string => header.replace(/\s*\[[^\]]{0,24}\]$/, '').toLowerCase();

/** The columns of `nvidia-smi --query-gpu`; null for a header of another program. */
export function nvidiaLayout(headers: readonly string[]): Layout | null {
  const names = headers.map(withoutUnit);
  const time = names.indexOf('timestamp');
  const values = NVIDIA_POWERS.flatMap(([name, reading], rank): ValueColumn[] => {
    const index = names.indexOf(name);
    if (index === -1) return [];
    const header = headers[index] ?? name;
    const quantity = quantityOfHeader(header) ?? WATTS;
    return [newColumn({ index, header, quantity, rank, reading })];
  });
  if (time === -1 || values.length === 0) return null;
  const device: Layout['device'] = NVIDIA_DEVICES.flatMap(([name, what]) => {
    const index = names.indexOf(name);
    return index === -1 ? [] : [{ index, what }];
  }).slice(0, 1);
  const name = names.findIndex((one) => one === 'name' || one === 'gpu_name');
  if (name !== -1) device.push({ index: name, what: 'name' });
  device.push(...hostColumns(names));
  return { time: { index: time, header: 'timestamp', unit: null }, device, values, isNvidiaSmi: true, guess: null };
}

/** Names of a column of times, without the unit. `Total Time (s)` of a table of runs is none. */
const TIME_NAME =
  /^(?:time ?stamp|time|date|date ?time|datetime|ts|t|unix ?time|epoch ?time|elapsed(?: ?time)?|time ?elapsed|seconds|utc|time ?utc)$/i;
/** Columns that hold a power or energy of something else than one reading. */
const NO_READING =
  /\b(?:limit|cap|max|min|peak|default|tdp|budget|target|setpoint|requested|enforced|avg|average|mean|median|std|stdev|q[13]|percent|util\w*|threshold|per|rate)\b|all ?draw|drawsamples/i;
const LONG_UNIT = /(?:watts?|joules?|hours?)\s*$/i;
const DRAWS_POWER =
  /power|energy|draw|consum|gpu|cpu|ram\b|soc\b|node|host|system|board|module|package|pkg|socket|total|wall/i;
/** A sum of others, or the whole machine. */
const TOTAL_NAME = /\b(?:total|sum|all|system|node|machine|server|wall|plug|platform|psys)\b/i;
const INSIDE_PACKAGE = /\b(?:core|cores|uncore|pp0|pp1)\b/i;
const GPU_ONLY = /^(?:gpu|cuda|device|card)[ _:#-]?\d{1,3}$/i;

const words = (header: string): string =>
  header
    .replace(/\s*[[(][^\])]{0,40}[\])]\s*$/, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_.:/-]+/g, ' ')
    .trim();

const nameOf = (header: string): string => words(header).replace(UNIT_AT_END, '').trim();
const UNIT_AT_END = / ?\b(?:(?:milli|micro|kilo)?(?:watt ?hours?|watts?|joules?)|[mukµ]?(?:wh|[wj]))$/i;

const isTimeName = (header: string): boolean => {
  const name = words(header).replace(/ (?:s|sec|secs|ms|us|ns|seconds|utc|local)$/i, '');
  return TIME_NAME.test(name);
};

/** Guesses the columns of any other table; null where none can be a time or a power. */
export function guessedLayout(headers: readonly string[]): Layout | null {
  const time = headers.findIndex(isTimeName);
  if (time === -1) return null;
  const timeHeader = headers[time] ?? '';
  let values = headers.flatMap((header, index): ValueColumn[] => {
    const quantity = index === time ? null : guessedQuantity(header);
    return quantity === null ? [] : [newColumn({ index, header, quantity, device: deviceOf(header) })];
  });
  if (values.length === 0) {
    // `timestamp,GPU0,GPU1`: nothing but one column per GPU.
    const others = headers.map((header, index) => ({ header, index })).filter(({ index }) => index !== time);
    if (others.length === 0 || !others.every(({ header }) => GPU_ONLY.test(header))) return null;
    values = others.map(({ header, index }) =>
      newColumn({ index, header, quantity: WATTS, device: deviceOf(header), isNamed: false }),
    );
  }
  const taken = new Set([time, ...values.map(({ index }) => index)]);
  const device = deviceColumns(headers.map(words), (index) => taken.has(index));
  const unit = timeUnitOfHeader(timeHeader);
  return { time: { index: time, header: timeHeader, unit }, device, values, isNvidiaSmi: false, guess: '' };
}

/** Power or energy by the unit of a header, or W where it names power without a unit. */
function guessedQuantity(header: string): Quantity | null {
  const name = words(header);
  if (NO_READING.test(name)) return null;
  const quantity = quantityOfHeader(header);
  // `kernel_w` is a width: a short unit without brackets stands behind the name of something that draws power.
  const isSure = /[\])]\s*$/.test(header) || quantity === null || LONG_UNIT.test(header) || DRAWS_POWER.test(name);
  if (quantity !== null) return isSure ? quantity : null;
  // A unit in brackets that is neither power nor energy: `Power (%)`.
  if (/[[(][^\])]*[\])]\s*$/.test(header)) return null;
  return /^(?:[a-z0-9 ]{0,40} )?(?:power(?: ?(?:draw|usage|consumption))?|watt(?:s|age)?)(?: \d{1,3})?$/i.test(name)
    ? WATTS
    : null;
}

/** What a column measures: its name without unit and the word power. */
function deviceOf(header: string): string {
  const name = nameOf(header)
    .replace(
      /\b(?:power|draw|usage|consumption|energy|consumed|cumulative|accumulated|cum|counter|instant|instantaneous|current|measured)\b/gi,
      '',
    )
    .replace(/\s+/g, ' ')
    .trim();
  return name === '' ? UNNAMED : name;
}

/** A column with what its name shows. */
export function newColumn(
  column: Pick<ValueColumn, 'index' | 'header' | 'quantity'> & Partial<ValueColumn>,
): ValueColumn {
  const name = words(column.header);
  return {
    ...{
      device: null,
      rank: 0,
      reading: null,
      isCounter: null,
      isNamed: true,
      isTotal: TOTAL_NAME.test(name),
      isInside: INSIDE_PACKAGE.test(name),
    },
    ...column,
  };
}

/** The component of a device by its name: `gpu` of `GPU0`, `other` where it names none. */
export function componentOf(device: string): string {
  if (/\b(?:gpu|cuda|nvidia|card|accelerator|dcgm)/i.test(device)) return 'gpu';
  if (/\b(?:d?ram|memory|mem)\b/i.test(device)) return 'ram';
  return /\b(?:cpu|package|pkg|rapl|socket|core)/i.test(device) ? 'cpu' : 'other';
}
