/** A hint from carbontracker's logs, which name no device for certain: runs that may have measured the same devices. */
import { totalPowerW } from '../model/energy.ts';
import { newFinding } from '../model/findings.ts';
import { formatEnergy } from '../model/numbers.ts';
import type { Finding, Run } from '../model/run.ts';
import { stampToMs } from '../model/units.ts';
import { folderOf } from './places.ts';
import type { Account } from './types.ts';

interface Stretch {
  fromMs: number;
  toMs: number;
  id: string;
  /** Mean power of the CPU packages, which every process of a machine reads from the same counters; null if unknown. */
  packagesW: number | null;
}

/** Stamps are whole seconds, and a run may begin in the second in which the one before it ended. */
const LEAST_OVERLAP_MS = 2_000;
/** Means over mostly the same time differ by less on one machine. */
const MOST_DIFFERENCE = 0.1;
/** Share of each run that must lie in the overlap for its means to be compared. */
const LEAST_SHARE = 0.5;
/** Neighbours in time that a run is compared with; the bound keeps large folders quick. */
const NEAREST = 64;

/** Goes through runs one after the other, and keeps the time of each by its folder and the names of its devices. */
export class SimultaneousRuns {
  readonly #known = new Map<string, Stretch[]>();

  /** @returns a finding where an earlier run of the folder ran at the same time on devices of the same names */
  look(run: Run, { basis, corrected }: Account): Finding | null {
    const { tracking, components, startedAt, endedAt, id } = run;
    const devices = components.map(({ name, devices }) => `${name}: ${devices.join(', ')}`).join('; ');
    // ct-track tells its devices, and those are counted once.
    if (tracking !== null || basis === 'none' || devices === '' || startedAt === null || endedAt === null) return null;
    const stretch = { fromMs: stampToMs(startedAt), toMs: stampToMs(endedAt), id, packagesW: packagesW(run) };
    if (!(stretch.toMs - stretch.fromMs >= LEAST_OVERLAP_MS)) return null;
    const key = `${folderOf(id)}\0${devices}`;
    const others = this.#known.get(key) ?? [];
    if (others.length === 0) this.#known.set(key, others);
    const other = longestOverlap(stretch, others);
    if (other === null) return null;
    const share = Math.min(1, overlapMs(stretch, other) / (stretch.toMs - stretch.fromMs));
    const message = `ran for ${Math.round(overlapMs(stretch, other) / 1000)} s beside ${other.id}, on devices of the same names: if they are the same, up to ${formatEnergy(corrected.energyKwh * share)} are counted twice`;
    const rangeKwh: [number, number] = [corrected.energyKwh * (1 - share), corrected.energyKwh];
    return newFinding('devices-maybe-shared', message, null, { loggedKwh: corrected.energyKwh, rangeKwh });
  }
}

/** Mean power of the RAPL packages over the measured epochs. */
function packagesW({ components, epochs }: Run): number | null {
  const hasPackages = components.some(({ name, devices }) => name === 'cpu' && devices[0]?.startsWith('cpu:'));
  let [energyJ, timeS] = [0, 0];
  for (const { durationS, powerW } of hasPackages ? epochs : []) {
    const ownW = totalPowerW(powerW.cpu);
    if (ownW === null || durationS === null) continue;
    energyJ += ownW * durationS;
    timeS += durationS;
  }
  return energyJ > 0 ? energyJ / timeS : null;
}

/** The same packages at mostly the same time cannot draw different powers. */
function onOtherMachines(a: Stretch, b: Stretch): boolean {
  if (a.packagesW === null || b.packagesW === null) return false;
  const longestMs = Math.max(a.toMs - a.fromMs, b.toMs - b.fromMs);
  const difference = Math.abs(a.packagesW - b.packagesW) / Math.max(a.packagesW, b.packagesW);
  return overlapMs(a, b) >= LEAST_SHARE * longestMs && difference > MOST_DIFFERENCE;
}

const overlapMs = (a: Stretch, b: Stretch): number => Math.min(a.toMs, b.toMs) - Math.max(a.fromMs, b.fromMs);

/** Adds a stretch to the others, which are in the order of their start, and finds the one it shares most time with. */
function longestOverlap(stretch: Stretch, others: Stretch[]): Stretch | null {
  let [low, high] = [0, others.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((others[middle] as Stretch).fromMs <= stretch.fromMs) low = middle + 1;
    else high = middle;
  }
  let best: Stretch | null = null;
  for (const other of others.slice(Math.max(0, low - NEAREST), low + NEAREST)) {
    const common = overlapMs(stretch, other);
    if (common < LEAST_OVERLAP_MS || onOtherMachines(stretch, other)) continue;
    if (best === null || common > overlapMs(stretch, best)) best = other;
  }
  others.splice(low, 0, stretch);
  return best;
}
