/** The energy of a printed total, as exactly as its digits and those of its CO2eq show it. */
import type { Consumption, Run } from '../../model/run.ts';

/** Energy with the largest error that its printed digits allow. */
export interface PrintedEnergy {
  /** Energy in kWh, including PUE. */
  energyKwh: number;
  /** Largest rounding error in kWh. */
  errorKwh: number;
  /** The figure that shows it best. */
  from: 'energy' | 'co2eq';
}

/** Beyond this share the few digits of a block show in the figures that come from it. */
export const MOST_ROUNDING = 0.01;

/** The energy of a block: as printed or, where that is rounded to 0, by its CO2eq and the intensity that its log names. */
export function printedEnergyOf(block: Consumption, intensity: Run['intensity']): PrintedEnergy {
  const { energyKwh, energyResolutionKwh: errorKwh, co2eqG, co2eqResolutionG } = block;
  const printed: PrintedEnergy = { energyKwh, errorKwh, from: 'energy' };
  if (energyKwh > 0 || co2eqG === null || intensity === null || intensity.gPerKwh <= 0) return printed;
  const { gPerKwh } = intensity;
  const byCo2eqKwh = co2eqG / gPerKwh;
  const byCo2eqErrorKwh = (co2eqResolutionG ?? 0) / gPerKwh;
  if (byCo2eqErrorKwh >= errorKwh || byCo2eqKwh > errorKwh + byCo2eqErrorKwh) return printed;
  return { energyKwh: byCo2eqKwh, errorKwh: byCo2eqErrorKwh, from: 'co2eq' };
}
