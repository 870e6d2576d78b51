/** The stored energy priced anew: with another PUE, another carbon intensity, or both. */
import { CtError } from '../model/errors.ts';
import type { KnownIntensity } from '../model/factors.ts';
import type { Consumption, Intensity, Pue, Run } from '../model/run.ts';
import { account } from './assess.ts';
import { equivalentsOf } from './co2.ts';
import { hidesPue } from './hidden-pue.ts';
import type { Account } from './types.ts';

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
 * A run as if its writer had applied other factors. Energies are scaled by new PUE / old PUE (1 where none was applied),
 * CO2eq is the energy times the new intensity. A printed total whose PUE the log does not name keeps it. Findings stay as they were told about the log.
 *
 * @throws CtError USAGE for factors that cannot be
 */
export function priceRun(run: Run, pricing: Pricing): Run {
  checkPricing(pricing);
  if (!isPriced(pricing)) return run;
  const { intensity } = pricing;
  const pue = isPueHidden(run) ? undefined : pricing.pue;
  const oldPue = run.pue?.value ?? 1;
  const scale = pue === undefined || oldPue <= 0 ? 1 : pue.value / oldPue;
  const priced = (block: Consumption | null): Consumption | null =>
    block === null ? null : priceBlock(block, scale, intensity?.gPerKwh ?? null);
  return {
    ...run,
    pue: pue ?? run.pue,
    intensity: intensity === undefined ? run.intensity : toIntensity(intensity),
    actual: priced(run.actual),
    predicted: priced(run.predicted),
    findings:
      intensity === undefined
        ? run.findings
        : run.findings.filter(({ code }) => code !== 'co2-unknown' && code !== 'co2-rounded'),
  };
}

const isPueHidden = (run: Run): boolean => run.pue === null && hidesPue(run, account(run).basis);

function priceBlock(block: Consumption, scale: number, gPerKwh: number | null): Consumption {
  const energyKwh = block.energyKwh * scale;
  const scaledG = block.co2eqG === null ? null : block.co2eqG * scale;
  const co2eqG = gPerKwh === null ? scaledG : energyKwh * gPerKwh;
  const resolutionG = block.co2eqResolutionG === null ? null : block.co2eqResolutionG * scale;
  return {
    ...block,
    energyKwh,
    co2eqG,
    equivalents: co2eqG === null ? null : equivalentsOf(co2eqG),
    energyResolutionKwh: block.energyResolutionKwh * scale,
    co2eqResolutionG: gPerKwh === null ? resolutionG : block.energyResolutionKwh * scale * gPerKwh,
  };
}

const toIntensity = (known: KnownIntensity): Intensity => ({ ...known, values: [] });

/** A run priced anew, and its account, in which `logged` stays what the log printed. */
export function priceAccount(run: Run, pricing: Pricing): { run: Run; account: Account } {
  const priced = priceRun(run, pricing);
  return { run: priced, account: { ...account(priced), logged: account(run).logged } };
}
