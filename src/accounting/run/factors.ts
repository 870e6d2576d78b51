/** Other factors for the energy of the devices: a PUE, a carbon intensity, or both. */
import { CtError } from '../../model/errors.ts';
import type { KnownIntensity } from '../../model/factors.ts';
import type { Pue } from '../../model/run.ts';
import type { Entry } from '../entry.ts';
import type { Figure } from '../types.ts';
import { equivalentsOf } from './co2.ts';

/** Factors that replace the logged ones; what is left out stays as logged. */
export interface Pricing {
  pue?: Pue;
  intensity?: KnownIntensity;
}

/** Whether any factor replaces a logged one. */
export const isPriced = ({ pue, intensity }: Pricing): boolean => pue !== undefined || intensity !== undefined;

/** A PUE of 1 is a data centre without any overhead. */
const LEAST_PUE = 1;

/** @throws CtError USAGE for a PUE below 1, a negative intensity, or what is no finite number */
export function checkPricing({ pue, intensity }: Pricing): void {
  if (pue !== undefined && !(pue.value >= LEAST_PUE && Number.isFinite(pue.value))) {
    throw new CtError('USAGE', `PUE is a number from ${LEAST_PUE} on, such as 1.2, not ${pue.value}`);
  }
  if (intensity !== undefined && !(intensity.gPerKwh >= 0 && Number.isFinite(intensity.gPerKwh))) {
    throw new CtError('USAGE', `carbon intensity is in g/kWh from 0 on, such as 123, not ${intensity.gPerKwh}`);
  }
}

/**
 * Checks a choice of figures before anything is read.
 *
 * @throws CtError USAGE for factors that cannot be, or that are given for figures as logged
 */
export function checkFigures(pricing: Pricing, asLogged: boolean): void {
  checkPricing(pricing);
  if (asLogged && isPriced(pricing)) {
    throw new CtError('USAGE', 'figures as logged keep the PUE and carbon intensity of the logs: give no others');
  }
}

/**
 * An entry as if its writer had applied other factors. The corrected energy is scaled by new PUE / old PUE (1 where none
 * was applied), CO2eq is that energy times the new intensity. A printed total whose PUE the log does not name keeps it.
 * The logged figure and the findings stay.
 *
 * @param entry with the factors of its log
 * @throws CtError USAGE for factors that cannot be
 */
export function withFactors(entry: Entry, given: Pricing): Entry {
  if (!isPriced(given)) return entry;
  checkPricing(given);
  const { figures, whole, factors } = entry;
  const pue = given.pue === undefined || entry.traits.hidesPue ? factors.pue : given.pue;
  const oldPue = factors.pue?.value ?? 1;
  const scale = pue === null || pue === factors.pue || oldPue <= 0 ? 1 : pue.value / oldPue;
  const gPerKwh = given.intensity?.gPerKwh ?? null;
  const scaled = (figure: Figure): Figure => (figures.basis === 'none' ? figure : scaledFigure(figure, scale, gPerKwh));
  return {
    ...entry,
    figures: { ...figures, corrected: scaled(figures.corrected) },
    whole: scaled(whole),
    factors: { pue, intensity: given.intensity === undefined ? factors.intensity : { ...given.intensity, values: [] } },
  };
}

function scaledFigure(figure: Figure, scale: number, gPerKwh: number | null): Figure {
  const energyKwh = figure.energyKwh * scale;
  const scaledG = figure.co2eqG === null ? null : figure.co2eqG * scale;
  const co2eqG = gPerKwh === null ? scaledG : energyKwh * gPerKwh;
  return { ...figure, energyKwh, co2eqG, equivalents: co2eqG === null ? null : equivalentsOf(co2eqG) };
}
