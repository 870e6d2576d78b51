/** What the devices used in an epoch -> its result, and what is doubtful about it. */
import { LEAST_COVERAGE } from '../model/tracking.ts';
import { joulesToKwh } from '../model/units.ts';
import type { Device } from './sensors/sensor.ts';
import type { StationMeasured } from './station.ts';
import type { Measured } from './window.ts';

/** One epoch, or the whole command. */
interface Epoch {
  number: number;
  durationS: number;
  /** False when the end of the run cut it off. */
  complete: boolean;
  /** Mean over the epoch of the sum over the devices, in W, without PUE; null: not measured. */
  powerW: Record<string, number | null>;
  /** Share of the time with known energy, by device. */
  coverage: Record<string, number>;
}

/** An epoch as it was measured. */
export interface MeasuredEpoch extends Epoch {
  /** Energy of all devices in J, without PUE; null when nothing was measured. */
  energyJ: number | null;
}

/** An epoch as a training loop gets it; energies add up to that of `stop()`. */
export interface EpochResult extends Epoch {
  /** Energy in kWh, PUE applied as in every figure; null when nothing was measured. */
  energyKwh: number | null;
}

/** Applies the PUE. */
export function toEpochResult({ energyJ, ...epoch }: MeasuredEpoch, pue: number): EpochResult {
  return { ...epoch, energyKwh: energyJ === null ? null : joulesToKwh(energyJ) * pue };
}

/** Adds the devices up. */
export function summarizeEpoch(
  epoch: Pick<MeasuredEpoch, 'number' | 'durationS' | 'complete'>,
  devices: readonly Device[],
  measured: StationMeasured,
): MeasuredEpoch {
  const powerW: Record<string, number | null> = {};
  const coverage: Record<string, number> = {};
  for (const { component, key } of devices) {
    powerW[component] ??= null;
    const device = measured.get(key);
    const windowS = device === undefined ? 0 : device.toS - device.fromS;
    coverage[key] = device === undefined || windowS <= 0 ? 0 : Math.min(1, device.coveredS / windowS);
    const energyJ = device?.energyJ ?? null;
    if (energyJ !== null && epoch.durationS > 0)
      powerW[component] = (powerW[component] ?? 0) + energyJ / epoch.durationS;
  }
  return { ...epoch, energyJ: sumJ(measured), powerW, coverage };
}

/** The equal parts of what several epochs used together. */
export function splitMeasured(measured: StationMeasured, parts: number): StationMeasured[] {
  return Array.from({ length: parts }, (_, i) => {
    const part: StationMeasured = new Map();
    for (const [key, device] of measured) part.set(key, parts === 1 ? device : partOf(device, parts, i));
    return part;
  });
}

function partOf(device: Measured, parts: number, i: number): Measured {
  const { fromS, toS, energyJ, coveredS, sampledJ } = device;
  const lengthS = (toS - fromS) / parts;
  // Gaps are listed once.
  const { gaps, gapCount } = i === 0 ? device : { gaps: [], gapCount: 0 };
  return {
    fromS: fromS + i * lengthS,
    toS: fromS + (i + 1) * lengthS,
    energyJ: energyJ === null ? null : energyJ / parts,
    coveredS: coveredS / parts,
    sampledJ: sampledJ === null ? null : sampledJ / parts,
    gaps,
    gapCount,
  };
}

/** Energy of all devices in J; null when none was measured. */
export function sumJ(measured: StationMeasured): number | null {
  let sum: number | null = null;
  for (const { energyJ } of measured.values()) if (energyJ !== null) sum = (sum ?? 0) + energyJ;
  return sum;
}

/** One sentence for each device with gaps, or with a counter that disagrees with its power. */
export function doubtsAbout(number: number, measured: StationMeasured): string[] {
  const doubts: string[] = [];
  for (const [key, device] of measured) {
    const doubt = doubtAbout(device);
    if (doubt !== null) doubts.push(`${key} in epoch ${number}: ${doubt}`);
    const [first] = device.gaps;
    if (first === undefined) continue;
    const more = device.gapCount > 1 ? `, and ${device.gapCount - 1} more` : '';
    const lostS = (first.toS - first.fromS).toFixed(1);
    doubts.push(`${key} has a gap of ${lostS} s in epoch ${number} (${first.reason})${more}`);
  }
  return doubts;
}

/** One line about devices that could not be read for a part of a run that shows in its total; null where there are none. */
export function describeUnread(measured: StationMeasured): string | null {
  const unread = [...measured].flatMap(([key, { fromS, toS, coveredS, gaps }]) => {
    const coverage = toS > fromS ? coveredS / (toS - fromS) : 1;
    if (coverage >= LEAST_COVERAGE) return [];
    const why = gaps[0] === undefined ? '' : ` (${gaps[0].reason})`;
    return [`${Math.floor(coverage * 100)} % of the time of ${key}${why}`];
  });
  return unread.length === 0 ? null : `energy is missing: it is known for ${unread.join(', ')}`;
}

/** Shorter windows show little: readings are means over a second, counters step. */
const COMPARED_FROM_S = 10;

/** Counter and integrated power of one device should not differ by more than this share. */
const DOUBTFUL_SHARE = 0.25;

/** What is odd about a device's energy; null when its counter and its power agree. */
function doubtAbout({ energyJ, sampledJ, fromS, toS }: Measured): string | null {
  if (energyJ === null || sampledJ === null || toS - fromS < COMPARED_FROM_S) return null;
  if (Math.abs(energyJ - sampledJ) <= DOUBTFUL_SHARE * Math.max(energyJ, sampledJ)) return null;
  return `its counter tells ${energyJ.toFixed(1)} J, its integrated power ${sampledJ.toFixed(1)} J`;
}
