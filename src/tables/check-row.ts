/** Whether a row from a file can be added up: a table may come from anywhere. */
import type { ComponentReadings, Identity, RunRow } from '../accounting/index.ts';
import { BASES, OBTAINED } from '../accounting/index.ts';
import type { DeviceEnergy } from '../model/device-energy.ts';
import { type Finding, INTENSITY_KINDS, METHODS, type Method, RUN_ENDS, RUN_FORMATS, TOOLS } from '../model/run.ts';
import type { Cell, ColumnType } from './column.ts';
import { RUN_COLUMNS } from './run-columns.ts';

/** Largest value of 32 bits. */
const MAX_INTEGER = 2 ** 31 - 1;

const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
/** Sums of larger amounts, or of their products, need not be numbers any more. No log gives as much. */
const MOST_AMOUNT = 1e30;
/** A PUE is at least 1; a smaller one that a log names is divided by, too. */
const LEAST_PUE = 0.01;

const isAmount = (value: unknown): boolean => isNumber(value) && value >= 0 && value <= MOST_AMOUNT;
const isListOf = (value: unknown, fits: (item: unknown) => boolean): value is unknown[] =>
  Array.isArray(value) && value.every(fits);
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const FITS: Record<ColumnType, (value: Cell) => boolean> = {
  integer: (value) => Number.isInteger(value) && Math.abs(value as number) <= MAX_INTEGER,
  number: isNumber,
  boolean: (value) => typeof value === 'boolean',
  text: isText,
  texts: (value) => isListOf(value, isText),
  // Stamps are checked as texts, which dates are made of.
  time: () => true,
  'local time': () => true,
  nested: () => true,
};

/** Texts of which a column holds one. */
const CHOICES: Record<string, readonly string[]> = {
  writer_tool: TOOLS,
  format: RUN_FORMATS,
  ended_how: RUN_ENDS,
  basis: BASES,
  intensity_kind: INTENSITY_KINDS,
};

/**
 * Checks a row that was read.
 *
 * @returns what is wrong with a row, for people; null when nothing is
 */
export function problemOf(row: RunRow): string | null {
  const shape = problemOfShape(row);
  if (shape !== null) return shape;
  for (const { name, type, nullWhen, cell } of RUN_COLUMNS) {
    if (type === 'nested') continue;
    const value = cell(row);
    if (value === null ? nullWhen === null : !FITS[type](value)) return `${name} is ${shown(value)}`;
    if (value !== null && CHOICES[name]?.includes(value as string) === false) return `${name} is ${shown(value)}`;
    if (type === 'number' && value !== null && !isAmount(value)) {
      return `${name} is ${(value as number) < 0 ? 'negative' : shown(value)}`;
    }
    if (name === 'pue' && value !== null && value !== 0 && (value as number) < LEAST_PUE)
      return `pue is ${shown(value)}`;
  }
  if (!row.obtained.every((one) => OBTAINED.includes(one))) return `obtained is ${shown(row.obtained.join())}`;
  if (!isEquivalents(row.figures.logged.equivalents)) return 'logged_equivalents are damaged';
  if (row.deviceEnergy !== null && !isDeviceEnergy(row.deviceEnergy)) return 'device_energy is damaged';
  if (row.identity !== null && !isIdentity(row.identity, row.epochs)) return 'identity is damaged';
  if (row.readings !== null && !isReadings(row.readings)) return 'components are damaged';
  return null;
}

/** What columns are made of; else they could not be made. */
function problemOfShape(row: RunRow): string | null {
  const { startedAt, endedAt, utcOffsetMinutes, command, gpuDevices, cpuDevices, obtained } = row;
  const isStamp = (stamp: unknown): boolean => stamp === null || isText(stamp);
  if (!isStamp(startedAt)) return 'started_at_local is not a time';
  if (!isStamp(endedAt)) return 'ended_at_local is not a time';
  if (utcOffsetMinutes !== null && !(Math.abs(utcOffsetMinutes) <= MOST_OFFSET_MINUTES)) {
    return 'started_at is not the moment of started_at_local';
  }
  if (command !== null && !isListOf(command, isText)) return 'command is damaged';
  const texts = { gpu_devices: gpuDevices, cpu_devices: cpuDevices, obtained };
  for (const [name, list] of Object.entries(texts)) if (!isListOf(list, isText)) return `${name} is ${shown(list)}`;
  if (!isText(row.runId)) return `run_id is ${shown(row.runId)}`;
  if (!isListOf(row.findings, isFinding)) return 'findings are damaged';
  if (!isListOf(row.countedFindings, isFinding)) return 'counted_findings are damaged';
  return null;
}

/** No zone is farther from UTC. */
const MOST_OFFSET_MINUTES = 26 * 60;

const shown = (value: unknown): string =>
  value === undefined ? 'missing' : (JSON.stringify(value) ?? '').slice(0, 40);

function isFinding(value: unknown): value is Finding {
  if (!isObject(value) || !isText(value.code) || !isText(value.message)) return false;
  const { severity, effectKwh, figures } = value;
  if (figures !== undefined && !isFigures(figures)) return false;
  const isKnown = severity === 'info' || severity === 'warning' || severity === 'error';
  return isKnown && (effectKwh === null || isNumber(effectKwh));
}

function isFigures(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { loggedKwh, correctKwh, rangeKwh } = value;
  const areKnown = [loggedKwh, correctKwh].every((kwh) => kwh === null || isNumber(kwh));
  return areKnown && (rangeKwh === null || (isListOf(rangeKwh, isNumber) && rangeKwh.length === 2));
}

function isEquivalents(value: unknown): boolean {
  return value === null || (isObject(value) && Object.values(value).every(isAmount));
}

function isDeviceEnergy(value: unknown): value is DeviceEnergy {
  if (!isObject(value)) return false;
  const { host, machine = null, startUnixS, spansS, devices, totalJ } = value;
  if (machine !== null && !isText(machine)) return false;
  if (!isText(host) || !isNumber(startUnixS) || !isAmount(totalJ) || totalJ === 0) return false;
  const isSpan = (span: unknown): boolean =>
    isListOf(span, isNumber) && span.length === 2 && (span[0] as number) < (span[1] as number);
  if (!isListOf(spansS, isSpan)) return false;
  const isDevice = (device: unknown): boolean =>
    isObject(device) &&
    isText(device.key) &&
    isText(device.uuid) &&
    isListOf(device.energyJ, (energyJ) => energyJ === null || isAmount(energyJ)) &&
    device.energyJ.length === spansS.length;
  return isListOf(devices, isDevice);
}

function isReadings(value: unknown): value is ComponentReadings[] {
  return isListOf(
    value,
    (part) =>
      isObject(part) &&
      isText(part.name) &&
      isListOf(part.devices, isText) &&
      (part.method === undefined || METHODS.includes(part.method as Method)) &&
      isAmount(part.energyJ) &&
      isAmount(part.coveredS),
  );
}

function isIdentity(value: unknown, epochs: number): value is Identity {
  if (!isObject(value)) return false;
  const { prefixes, provenEpochs, recorded, actual, predicted } = value;
  const isOrNull = (some: unknown, fits: (item: unknown) => boolean): boolean => some === null || fits(some);
  const isBlock = (block: unknown): boolean =>
    isObject(block) &&
    [block.epochs, block.durationS, block.co2eqG].every((figure) => isOrNull(figure, isNumber)) &&
    isNumber(block.energyKwh) &&
    isAmount(block.resolutionKwh);
  const isSum = (sum: unknown): boolean =>
    isObject(sum) && [sum.durationS, sum.energyKwh, sum.toleranceS].every(isNumber);
  return (
    isListOf(prefixes, Number.isSafeInteger) &&
    prefixes.length === prefixesOfEpochs(epochs) &&
    isOrNull(provenEpochs, isAmount) &&
    isOrNull(recorded, isSum) &&
    isOrNull(actual, isBlock) &&
    isOrNull(predicted, isBlock)
  );
}

/** One for 1, 2, 4 ... epochs, and one for all. */
const prefixesOfEpochs = (epochs: number): number => (epochs === 0 ? 0 : Math.floor(Math.log2(epochs)) + 2);
