/** The lines of a run -> its components, with the names of their devices, which may contain commas, and their methods. */
import type { NamedDevices, SensorFault } from '../../../log/messages.ts';
import type { Component, Method } from '../../../model/run.ts';
import { type Fragment, MOST_COMPONENTS } from './fragment.ts';
import type { Session } from './output.ts';

/** The components that either log of a run names, and those that only have power lines. */
export function componentsOf(
  standard: Fragment,
  session: Pick<Session, 'components'> | null,
  faults: readonly SensorFault[],
): Component[] {
  const named = (standard.components ?? session?.components ?? []).slice(0, MOST_COMPONENTS);
  const known = new Set(named.map(({ name }) => name));
  const unnamed = [...standard.powerNames].filter((name) => !known.has(name)).map((name) => ({ name, devices: [] }));
  return [...named, ...unnamed].map((component) => ({
    name: component.name,
    devices: joinSplitName(component, standard),
    method: methodOf(component, standard, faults),
  }));
}

/** A device name with a comma looks like several devices. */
function joinSplitName({ name, devices }: NamedDevices, { epochs, writer }: Fragment): string[] {
  if (devices.length <= 1) return [...devices];
  // From 2.0.0 on a CPU is one device with the name of its model (`AMD A10-7850K Radeon R7, 12 Compute Cores 4C+8G`), or RAPL's.
  const isModel = name === 'cpu' && isFromVersion2(writer) && !devices.some((device) => RAPL_DEVICE.test(device));
  // An array of one value shows that it is one.
  const power = epochs.find((epoch) => epoch.powerW[name]?.scope === 'device')?.powerW[name];
  if (isModel || power?.values.length === 1) return [devices.join(', ')];
  return name === 'gpu' && power === undefined ? joinGpuNames(devices) : [...devices];
}

const isFromVersion2 = (writer: Fragment['writer']): boolean =>
  writer?.tool === 'carbontracker' && Number(writer.version?.split('.')[0]) >= 2;

const RAPL_DEVICE = /^(?:cpu|dram):\d+$/;
/** Power in W that carbontracker 2.x logs for a CPU of unknown TDP: the mean of its table. */
export const UNKNOWN_CPU_W = 35.612;

/** Whether a power is that of such a CPU. */
export const isUnknownCpuW = (powerW: number): boolean => Math.abs(powerW - UNKNOWN_CPU_W) < 0.001;

function methodOf({ name, devices }: NamedDevices, standard: Fragment, faults: readonly SensorFault[]): Method {
  const { writer } = standard;
  if (name === 'cpu' && faults.includes('cpu-tdp')) return 'estimated';
  if (devices.length > 0 && devices.every((device) => RAPL_DEVICE.test(device))) return 'sampled';
  const major = Number(writer?.version?.split('.')[0]);
  if (name === 'cpu' && major >= 2 && drawsUnknownCpuPower(standard)) return 'estimated';
  // Before 2.0.0 every power came from a sensor; later ones may be simulated without a word in the log.
  return writer?.tool === 'carbontracker' && major < 2 ? 'sampled' : 'unknown';
}

function drawsUnknownCpuPower({ epochs }: Fragment): boolean {
  const values = epochs.flatMap(({ powerW }) => powerW.cpu?.values ?? []);
  return values.length > 0 && values.every((value) => value !== null && isUnknownCpuW(value));
}

/** How names of GPUs begin, with and without their maker. */
const GPU_FAMILY =
  /^(?:nvidia|geforce|tesla|quadro|titan|grid|nvs|jetson|orin|thor|dgx|rtx|gtx?|amd|radeon|instinct|vega|navi|intel|arc|iris|uhd|data cent(?:er|re)|apple|graphics|gpu|ane)\b|^(?:g?[abhlmpkt]|gh|gb|v|mi|rx)\d+/i;

/** Texts that no device name starts with: a size, a number, a lower-case word, the legal form of a company. */
const NO_BEGINNING = /^(?:[\p{Ll}\d(]|(?:Inc|Ltd|LLC|Corp|Co|GmbH|AG)\b)/u;

/**
 * Puts names of GPUs together that hold a comma: `NVIDIA A100, 40GB` is one device. Behind the name of a known family,
 * what begins like no GPU belongs to it.
 */
export function joinGpuNames(pieces: readonly string[]): string[] {
  const names: string[] = [];
  for (const piece of pieces) {
    const before = names.at(-1);
    if (before !== undefined && belongsTo(before, piece)) names[names.length - 1] = `${before}, ${piece}`;
    else names.push(piece);
  }
  return names;
}

function belongsTo(before: string, piece: string): boolean {
  if (GPU_FAMILY.test(piece)) return false;
  return GPU_FAMILY.test(before) || NO_BEGINNING.test(piece);
}
