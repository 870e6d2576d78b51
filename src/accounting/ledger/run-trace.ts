/** What is kept of a run, or of its row, to see which others measured the same devices at the same time. */
import { summaryOf } from '../../model/column-run.ts';
import type { Component, Run } from '../../model/run.ts';
import { readStem, splitNumber } from '../../model/stem.ts';
import { kwhToJoules, stampToMs } from '../../model/units.ts';
import type { Figures } from '../types.ts';

/** When and where a run measured which devices, without its epochs. */
export interface RunTrace {
  id: string;
  folder: string;
  /** Whether ct-track wrote it, which names its devices for certain. */
  isTracked: boolean;
  version: string | null;
  /** Process id in the names of its files; null where they hold none. */
  pid: number | null;
  /** Names of its devices, in one text. */
  devices: string;
  gpus: readonly string[];
  hasCpu: boolean;
  fromMs: number;
  toMs: number;
  /** Corrected, with PUE. */
  energyKwh: number;
  /** Without PUE. */
  energyJ: number;
  /** Mean over the time of the figure, without PUE; null where it has none. */
  powerW: number | null;
  /** Mean power of the CPU packages, which every process of a machine reads from the same counters; null where unknown. */
  packagesW: number | null;
  /** The machine that somebody named for it; null where nobody did. */
  machine: string | null;
}

/** Stamps are whole seconds, and a run may begin in the second in which the one before it ended. */
export const LEAST_OVERLAP_MS = 2_000;

/**
 * The trace of a run.
 *
 * @param figures with the factors of the log
 * @returns null for a run that cannot share a device as far as its log shows: nothing measured, no devices, or no time
 */
export function traceOf(run: Run, figures: Figures, machine: string | null = null): RunTrace | null {
  const { id, writer, startedAt, endedAt, components, pue } = run;
  const { energyKwh, durationS } = figures.corrected;
  if (figures.basis === 'none' || energyKwh <= 0 || startedAt === null || endedAt === null) return null;
  const gpus = namesOf(components, 'gpu');
  const cpus = namesOf(components, 'cpu');
  if (gpus.length + cpus.length === 0) return null;
  const [fromMs, toMs] = [stampToMs(startedAt), stampToMs(endedAt)];
  if (!(toMs - fromMs >= LEAST_OVERLAP_MS)) return null;
  const energyJ = kwhToJoules(energyKwh) / (pue !== null && pue.value > 0 ? pue.value : 1);
  return {
    id,
    folder: folderOf(id),
    isTracked: writer.tool === 'ct-track',
    version: writer.version,
    pid: pidOf(id),
    devices: `${gpus.join(', ')}\0${cpus.join(', ')}`,
    gpus,
    hasCpu: cpus.length > 0,
    fromMs,
    toMs,
    energyKwh,
    energyJ,
    powerW: durationS > 0 ? energyJ / durationS : null,
    packagesW: packagesW(run),
    machine,
  };
}

/** Names of the devices of all components of one name, which are nearly always one. */
function namesOf(components: readonly Component[], name: string): readonly string[] {
  let names: readonly string[] | null = null;
  for (const component of components) {
    if (component.name !== name) continue;
    names = names === null ? component.devices : [...names, ...component.devices];
  }
  return names ?? [];
}

/** From 2.0.0 on a random number follows the process id behind a dot. */
function pidOf(id: string): number | null {
  const { pid } = readStem(splitNumber(id.slice(folderOf(id).length)).stem);
  return pid === null ? null : Number.parseInt(pid, 10);
}

/** Mean power of the RAPL packages over the measured epochs. */
function packagesW(run: Run): number | null {
  const place = run.components.findIndex(({ name, devices }) => name === 'cpu' && devices[0]?.startsWith('cpu:'));
  if (place === -1) return null;
  const { energyJ = 0, coveredS = 0 } = summaryOf(run).components[place] ?? {};
  return energyJ > 0 ? energyJ / coveredS : null;
}

/** Time that two runs have in common, negative where there is a gap between them. */
export const overlapMs = (a: RunTrace, b: RunTrace): number => Math.min(a.toMs, b.toMs) - Math.max(a.fromMs, b.fromMs);

/** Means over mostly the same time differ by less on one machine. */
const MOST_DIFFERENCE = 0.1;
/** Share of each run that must lie in the overlap for the means of counters to be compared. */
const LEAST_SHARE = 0.5;
/** The same for the power of all devices, which is polled every ten seconds and so needs time to settle, too. */
const LEAST_SHARE_POLLED = 0.9;
const LEAST_POLLED_MS = 600_000;

/** The same devices at mostly the same time cannot draw different powers. */
export function onOtherDevices(a: RunTrace, b: RunTrace): boolean {
  const longestMs = Math.max(a.toMs - a.fromMs, b.toMs - b.fromMs);
  const common = overlapMs(a, b);
  if (common >= LEAST_SHARE * longestMs && differ(a.packagesW, b.packagesW)) return true;
  const isPolled = a.version === b.version && common >= Math.max(LEAST_POLLED_MS, LEAST_SHARE_POLLED * longestMs);
  return isPolled && differ(a.powerW, b.powerW);
}

const differ = (a: number | null, b: number | null): boolean =>
  a !== null && b !== null && Math.abs(a - b) / Math.max(a, b) > MOST_DIFFERENCE;

const IN_STEP_MS = 5_000;
const IN_STEP_SHARE = 0.01;

/** Whether two runs start together and last the same, as the processes of one training do. */
export function areInStep(a: RunTrace, b: RunTrace): boolean {
  if (Math.abs(a.fromMs - b.fromMs) > IN_STEP_MS) return false;
  return Math.abs(a.toMs - b.toMs) <= Math.max(IN_STEP_MS, IN_STEP_SHARE * (a.toMs - a.fromMs));
}

/** Everything in front of the name of a run; empty for one of the working folder. */
export const folderOf = (id: string): string => id.slice(0, Math.max(id.lastIndexOf('/'), id.lastIndexOf('\\')) + 1);
