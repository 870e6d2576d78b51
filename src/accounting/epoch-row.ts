/** An epoch as one row of a table. */
import { totalPowerW } from '../model/energy.ts';
import { joulesToKwh } from '../model/units.ts';
import type { Entry } from './entry.ts';
import { deviceFactor } from './run/device-power.ts';

export interface EpochRow {
  runId: string;
  contentHash: string;
  trackingId: string | null;
  /** Place in the log, from 1. */
  epoch: number;
  /** The number that the log prints. */
  label: number;
  durationS: number | null;
  /** Seconds since monitoring started; null for carbontracker, which logs none. */
  startS: number | null;
  endS: number | null;
  /** Mean power over all devices without PUE, corrected where devices were averaged; null was not measured. */
  powerW: number | null;
  gpuPowerW: number | null;
  cpuPowerW: number | null;
  /** As the log has it. */
  loggedPowerW: number | null;
  /** Power x duration x PUE. */
  energyKwh: number | null;
  pue: number | null;
}

/** The epochs of a run in the order of its log. They need not add up to the run: its figure may be printed or predicted. */
export function epochRowsOf({ run, factors, traits: { contentHash } }: Entry): EpochRow[] {
  const { tracking } = run;
  const pue = factors.pue?.value ?? null;
  // Found once: telling whether a mean was logged takes a look at all epochs.
  const parts = run.components.map((component) => ({ name: component.name, factor: deviceFactor(run, component) }));
  return run.epochs.map((epoch, i) => {
    const tracked = tracking?.epochs[i] ?? null;
    const durationS = tracked === null ? epoch.durationS : tracked.endS - tracked.startS;
    const powerOf = (some: readonly Part[]): number | null =>
      sumOf(some.map(({ name, factor }) => scaled(totalPowerW(epoch.powerW[name]), factor)));
    const powerW = powerOf(parts);
    return {
      runId: run.id,
      contentHash,
      trackingId: tracking?.id ?? null,
      epoch: i + 1,
      label: epoch.number,
      durationS,
      startS: tracked?.startS ?? null,
      endS: tracked?.endS ?? null,
      powerW,
      gpuPowerW: powerOf(parts.filter(({ name }) => name === 'gpu')),
      cpuPowerW: powerOf(parts.filter(({ name }) => name === 'cpu')),
      loggedPowerW: powerOf(parts.map(({ name }) => ({ name, factor: 1 }))),
      energyKwh: powerW === null || durationS === null ? null : joulesToKwh(powerW * durationS) * (pue ?? 1),
      pue,
    };
  });
}

/** A component and the factor that corrects its power. */
interface Part {
  name: string;
  factor: number;
}

const scaled = (powerW: number | null, factor: number): number | null => (powerW === null ? null : powerW * factor);

/** Null where nothing is known. */
function sumOf(values: readonly (number | null)[]): number | null {
  let sum: number | null = null;
  for (const value of values) if (value !== null) sum = (sum ?? 0) + value;
  return sum;
}
