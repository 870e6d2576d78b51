/** Nested values of a row as the cells of a table, and back: names with units instead of our own. */
import type { ComponentReadings, Identity } from '../accounting/index.ts';
import type { DeviceEnergy } from '../model/device-energy.ts';
import type { Equivalents, Finding, FindingFigures } from '../model/run.ts';
import type { Shape } from './column.ts';

/** The parts of a value that was read from a file; each may be anything. */
type Parts = Record<string, unknown>;

const BLOCK: Shape = {
  struct: {
    epochs: 'integer',
    duration_s: 'number',
    energy_kwh: 'number',
    co2eq_g: 'number',
    resolution_kwh: 'number',
  },
};

const FIGURES: Shape = {
  struct: { logged_kwh: 'number', correct_kwh: 'number', range: { struct: { low_kwh: 'number', high_kwh: 'number' } } },
};

/** Shapes of the nested columns. */
export const SHAPES = {
  command: { list: 'text' },
  equivalents: { list: { struct: { unit: 'text', value: 'number' } } },
  findings: {
    list: { struct: { code: 'text', severity: 'text', message: 'text', effect_kwh: 'number', figures: FIGURES } },
  },
  deviceEnergy: {
    struct: {
      host: 'text',
      machine: 'text',
      start_unix_s: 'number',
      spans: { list: { struct: { from_s: 'number', to_s: 'number' } } },
      devices: { list: { struct: { key: 'text', uuid: 'text', energy_j: { list: 'number' } } } },
      total_j: 'number',
    },
  },
  components: {
    list: {
      struct: { name: 'text', devices: { list: 'text' }, method: 'text', energy_j: 'number', covered_s: 'number' },
    },
  },
  identity: {
    struct: {
      prefixes: { list: 'number' },
      proven_epochs: 'integer',
      recorded: { struct: { duration_s: 'number', energy_kwh: 'number', tolerance_s: 'number' } },
      actual: BLOCK,
      predicted: BLOCK,
    },
  },
} as const satisfies Record<string, Shape>;

/** Equivalents as a list; null without any. */
export const fromEquivalents = (equivalents: Equivalents | null): object | null =>
  equivalents === null ? null : Object.entries(equivalents).map(([unit, value]) => ({ unit, value }));

/** Findings as a list; null without any. */
export const fromFindings = (findings: readonly Finding[]): object | null =>
  findings.length === 0
    ? null
    : findings.map(({ code, severity, message, effectKwh, figures }) => ({
        code,
        severity,
        message,
        effect_kwh: effectKwh,
        figures: figures === undefined ? null : fromFigures(figures),
      }));

const fromFigures = ({ loggedKwh, correctKwh, rangeKwh }: FindingFigures): object => ({
  logged_kwh: loggedKwh,
  correct_kwh: correctKwh,
  range: rangeKwh === null ? null : { low_kwh: rangeKwh[0], high_kwh: rangeKwh[1] },
});

/** The energy of devices as a struct; null without any. */
export function fromDeviceEnergy(energy: DeviceEnergy | null): object | null {
  if (energy === null) return null;
  const { host, machine = null, startUnixS, spansS, devices, totalJ } = energy;
  return {
    host,
    machine,
    start_unix_s: startUnixS,
    spans: spansS.map(([fromS, toS]) => ({ from_s: fromS, to_s: toS })),
    devices: devices.map(({ key, uuid, energyJ }) => ({ key, uuid, energy_j: energyJ })),
    total_j: totalJ,
  };
}

/** The readings of components as a list; null where they are unknown. */
export const fromReadings = (readings: readonly ComponentReadings[] | null): object | null =>
  readings === null
    ? null
    : readings.map(({ name, devices, method = null, energyJ, coveredS }) => ({
        name,
        devices,
        method,
        energy_j: energyJ,
        covered_s: coveredS,
      }));

/** An identity as a struct; null without any. */
export function fromIdentity(identity: Identity | null): object | null {
  if (identity === null) return null;
  const { prefixes, provenEpochs, recorded, actual, predicted } = identity;
  return {
    prefixes,
    proven_epochs: provenEpochs,
    recorded:
      recorded === null
        ? null
        : { duration_s: recorded.durationS, energy_kwh: recorded.energyKwh, tolerance_s: recorded.toleranceS },
    actual: fromBlock(actual),
    predicted: fromBlock(predicted),
  };
}

const fromBlock = (block: Identity['actual']): object | null =>
  block === null
    ? null
    : {
        epochs: block.epochs,
        duration_s: block.durationS,
        energy_kwh: block.energyKwh,
        co2eq_g: block.co2eqG,
        resolution_kwh: block.resolutionKwh,
      };

/*
 * The way back. What does not fit becomes undefined or stays as it is: the check of the row as a whole finds it.
 */

const listOf = (value: unknown): readonly Parts[] | null =>
  Array.isArray(value) && value.every((part) => typeof part === 'object' && part !== null) ? value : null;
const partsOf = (value: unknown): Parts => (typeof value === 'object' && value !== null ? (value as Parts) : {});
/** Some programs write whole numbers as 64 bits. */
const number = (value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : (value ?? null));
const numbers = (value: unknown): unknown => (Array.isArray(value) ? value.map(number) : value);

/** A list of equivalents -> equivalents. */
export function toEquivalents(value: unknown): unknown {
  if (value === null) return null;
  const list = listOf(value);
  return list === null ? value : Object.fromEntries(list.map(({ unit, value }) => [String(unit), number(value)]));
}

/** A list of findings -> findings. */
export function toFindings(value: unknown): unknown {
  if (value === null) return [];
  const list = listOf(value);
  if (list === null) return value;
  return list.map(({ code, severity, message, effect_kwh, figures = null }) => ({
    code,
    severity,
    message,
    effectKwh: number(effect_kwh),
    ...(figures === null ? {} : { figures: toFigures(figures) }),
  }));
}

function toFigures(value: unknown): unknown {
  const { logged_kwh, correct_kwh, range = null } = partsOf(value);
  const { low_kwh, high_kwh } = partsOf(range);
  return {
    loggedKwh: number(logged_kwh),
    correctKwh: number(correct_kwh),
    rangeKwh: range === null ? null : [number(low_kwh), number(high_kwh)],
  };
}

/** A struct -> the energy of devices. */
export function toDeviceEnergy(value: unknown): unknown {
  if (value === null) return null;
  const { host, machine = null, start_unix_s, spans, devices, total_j } = partsOf(value);
  return {
    host,
    machine,
    startUnixS: number(start_unix_s),
    spansS: listOf(spans)?.map(({ from_s, to_s }) => [number(from_s), number(to_s)]),
    devices: listOf(devices)?.map(({ key, uuid, energy_j }) => ({ key, uuid, energyJ: numbers(energy_j) })),
    totalJ: number(total_j),
  };
}

/** A list -> the readings of components. */
export function toReadings(value: unknown): unknown {
  if (value === null) return null;
  const list = listOf(value);
  if (list === null) return value;
  return list.map(({ name, devices, method = null, energy_j, covered_s }) => ({
    name,
    devices: devices ?? [],
    ...(method === null ? {} : { method }),
    energyJ: number(energy_j),
    coveredS: number(covered_s),
  }));
}

/** A struct -> an identity. */
export function toIdentity(value: unknown): unknown {
  if (value === null) return null;
  const { prefixes, proven_epochs, recorded = null, actual = null, predicted = null } = partsOf(value);
  const { duration_s, energy_kwh, tolerance_s } = partsOf(recorded);
  return {
    prefixes: numbers(prefixes),
    provenEpochs: number(proven_epochs),
    recorded:
      recorded === null
        ? null
        : { durationS: number(duration_s), energyKwh: number(energy_kwh), toleranceS: number(tolerance_s) },
    actual: toBlock(actual),
    predicted: toBlock(predicted),
  };
}

function toBlock(value: unknown): unknown {
  if (value === null) return null;
  const { epochs, duration_s, energy_kwh, co2eq_g, resolution_kwh } = partsOf(value);
  return {
    epochs: number(epochs),
    durationS: number(duration_s),
    energyKwh: number(energy_kwh),
    co2eqG: number(co2eq_g),
    resolutionKwh: number(resolution_kwh),
  };
}
