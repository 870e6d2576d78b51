/** CO2eq of an energy, from the most exact of what a log offers. */
import { CAR_G_PER_KM, CAR_UNIT } from '../model/factors.ts';
import type { Consumption, Equivalents, Run } from '../model/run.ts';

/** Half a unit in the last digit of the printed averages (`157.00`). */
const INTENSITY_RESOLUTION_G_PER_KWH = 0.005;

interface Estimate {
  gPerKwh: number;
  relativeError: number;
}

/** Intensity of a block from its own two figures. */
function ofBlock(block: Consumption | null): Estimate | null {
  if (block === null || block.co2eqG === null || block.energyKwh <= 0 || block.co2eqG <= 0) return null;
  const relativeError = block.energyResolutionKwh / block.energyKwh + (block.co2eqResolutionG ?? 0) / block.co2eqG;
  const gPerKwh = block.co2eqG / block.energyKwh;
  return Number.isFinite(gPerKwh) ? { gPerKwh, relativeError } : null;
}

/** A block printed with fewer digits than this gives way to the log's own intensity lines. */
const GOOD_ENOUGH = 1e-3;

/**
 * Carbon intensity of a figure, in g/kWh: of the block it rests on, else of the log's lines, else of the other block.
 *
 * @param block the block that the figure rests on; null for the epochs of a run that printed none
 * @returns null when the log holds no intensity at all
 */
export function intensityGPerKwh(run: Run, block: Consumption | null): number | null {
  const own = ofBlock(block);
  if (own !== null && own.relativeError <= GOOD_ENOUGH) return own.gPerKwh;
  const named = run.intensity === null ? null : ofLine(run.intensity.gPerKwh);
  let best: Estimate | null = null;
  for (const next of [own, named, ofBlock(run.predicted), ofBlock(run.actual)]) {
    if (next !== null && (best === null || next.relativeError < best.relativeError)) best = next;
  }
  return best?.gPerKwh ?? null;
}

function ofLine(gPerKwh: number): Estimate {
  return { gPerKwh, relativeError: gPerKwh > 0 ? INTENSITY_RESOLUTION_G_PER_KWH / gPerKwh : 0 };
}

/** CO2eq in everyday terms with today's factor. */
export function equivalentsOf(co2eqG: number): Equivalents {
  return { [CAR_UNIT]: co2eqG / CAR_G_PER_KM.value };
}
