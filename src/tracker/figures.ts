/** Joules -> the figure of a consumption block: PUE, CO2eq, equivalents. */
import { CAR_G_PER_KM, CAR_UNIT } from '../model/factors.ts';
import type { Equivalents } from '../model/run.ts';
import { joulesToKwh } from '../model/units.ts';

/** What is used up, as logged and as an object. */
export interface Figure {
  /** Number of epochs; null when the command has none. */
  epochs: number | null;
  /** Duration in s, without pauses. */
  durationS: number;
  /** Energy in kWh, PUE applied. */
  energyKwh: number;
  /** CO2eq in g. */
  co2eqG: number;
  /** CO2eq in everyday terms; null when they were not asked for. */
  equivalents: Equivalents | null;
}

/** A predicted figure. */
export interface PredictedFigure extends Figure {
  /** Standard deviation of the energy; null after one epoch. */
  spreadKwh: number | null;
}

/** The factors from measured energy to figures. */
export interface FigureFactors {
  /** Power usage effectiveness, at least 1. */
  pue: number;
  /** Carbon intensity in g/kWh. */
  gPerKwh: number;
  /** Whether equivalents are given. */
  interpretable: boolean;
}

/** Applies the factors to energy measured without PUE. */
export function toFigure(
  measured: { epochs: number | null; durationS: number; energyJ: number },
  { pue, gPerKwh, interpretable }: FigureFactors,
): Figure {
  const energyKwh = joulesToKwh(measured.energyJ) * pue;
  const co2eqG = energyKwh * gPerKwh;
  return {
    epochs: measured.epochs,
    durationS: measured.durationS,
    energyKwh,
    co2eqG,
    equivalents: interpretable ? { [CAR_UNIT]: co2eqG / CAR_G_PER_KM.value } : null,
  };
}
