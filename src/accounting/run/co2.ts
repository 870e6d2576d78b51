/** CO2eq of an energy, from the most exact of what a log offers. */
import { CAR_G_PER_KM, CAR_UNIT } from '../../model/factors.ts';
import type { Consumption, Equivalents, Run } from '../../model/run.ts';

/** Half a unit in the last digit of the printed averages (`157.00`). */
const INTENSITY_RESOLUTION_G_PER_KWH = 0.005;

/** A carbon intensity with the largest error that its printed digits allow. */
export interface IntensityEstimate {
  gPerKwh: number;
  relativeError: number;
}

/** A block printed with fewer digits than this gives way to the log's own intensity lines. */
const GOOD_ENOUGH = 1e-3;
/** A block whose digits allow a larger error than this says nothing about the CO2eq of another figure. */
const MOST_ERROR = 0.1;

/**
 * Intensity of a block from its two figures.
 *
 * @param finerKwh the energy of the block with more digits than it prints; null where nothing else shows it
 */
function ofBlock(block: Consumption | null, finerKwh: number | null = null): IntensityEstimate | null {
  if (block === null || block.co2eqG === null || block.co2eqG <= 0) return null;
  const energyKwh = finerKwh ?? block.energyKwh;
  if (energyKwh <= 0) return null;
  const energyError = finerKwh === null ? block.energyResolutionKwh / energyKwh : 0;
  const gPerKwh = block.co2eqG / energyKwh;
  const relativeError = energyError + (block.co2eqResolutionG ?? 0) / block.co2eqG;
  return Number.isFinite(gPerKwh) ? { gPerKwh, relativeError } : null;
}

/**
 * Carbon intensity of a figure: of the block it comes from, else of the log's lines, else of the other block; of these
 * the one whose printed digits are finest.
 *
 * @param block the block that the figure comes from; null for the epochs of a run that printed none
 * @param finerKwh the energy of an Actual block, where the epochs tell it with more digits
 * @returns null when the log holds no intensity that is good for anything
 */
export function intensityOf(
  run: Run,
  block: Consumption | null,
  finerKwh: number | null = null,
): IntensityEstimate | null {
  const printed = ofBlock(block);
  if (printed !== null && printed.relativeError <= GOOD_ENOUGH) return printed;
  const own = finerKwh === null ? printed : ofBlock(block, finerKwh);
  // The Actual block's CO2eq is the figure itself, however few its digits; a prediction only shows the intensity.
  let best = own !== null && (block === run.actual || own.relativeError <= MOST_ERROR) ? own : null;
  const named = run.intensity === null ? null : ofLine(run.intensity.gPerKwh);
  for (const next of [named, ofBlock(run.predicted), ofBlock(run.actual)]) {
    if (next === null || next.relativeError > MOST_ERROR) continue;
    if (best === null || next.relativeError < best.relativeError) best = next;
  }
  return best;
}

/** As `intensityOf`, in g/kWh. */
export function intensityGPerKwh(run: Run, block: Consumption | null, finerKwh: number | null = null): number | null {
  return intensityOf(run, block, finerKwh)?.gPerKwh ?? null;
}

function ofLine(gPerKwh: number): IntensityEstimate {
  return { gPerKwh, relativeError: gPerKwh > 0 ? INTENSITY_RESOLUTION_G_PER_KWH / gPerKwh : 0 };
}

/** CO2eq in everyday terms with today's factor. */
export function equivalentsOf(co2eqG: number): Equivalents {
  return { [CAR_UNIT]: co2eqG / CAR_G_PER_KM.value };
}
