/** The factors of a figure: the intensity that its log shows, the PUE that its total hides, and others in their place. */
import { plainRun } from '../../model/column-run.ts';
import { CtError } from '../../model/errors.ts';
import { CAR_G_PER_KM, CAR_UNIT, type KnownIntensity } from '../../model/factors.ts';
import { type Consumption, countsSpans, type Equivalents, type Pue, type Run, type Writer } from '../../model/run.ts';
import type { Entry } from '../entry.ts';
import { type Basis, type Figure, type Figures, isComplete } from '../types.ts';
import { monitoredPart } from './monitored.ts';
import { appliesNoPue } from './writers.ts';

/** Factors that replace the logged ones; factors that are left out stay as logged. */
export interface GivenFactors {
  /** Power usage effectiveness; absent to keep that of the log. */
  pue?: Pue;
  /** Carbon intensity; absent to keep that of the log. */
  intensity?: KnownIntensity;
}

/** Whether any factor is given. */
export const hasFactors = ({ pue, intensity }: GivenFactors): boolean => pue !== undefined || intensity !== undefined;

/** A PUE of 1 is a data centre without any overhead. */
const LEAST_PUE = 1;

/**
 * Checks given factors.
 *
 * @throws CtError USAGE for a PUE below 1, a negative intensity, or what is no finite number
 */
export function checkFactors({ pue, intensity }: GivenFactors): void {
  if (pue !== undefined && !(pue.value >= LEAST_PUE && Number.isFinite(pue.value))) {
    throw new CtError('USAGE', `PUE must be at least ${LEAST_PUE} (got ${pue.value})`);
  }
  if (intensity !== undefined && !(intensity.gPerKwh >= 0 && Number.isFinite(intensity.gPerKwh))) {
    throw new CtError('USAGE', `carbon intensity must be at least 0 g/kWh (got ${intensity.gPerKwh})`);
  }
}

/**
 * Checks a choice of figures before anything is read.
 *
 * @throws CtError USAGE for factors that cannot be, or that are given for figures as logged
 */
export function checkFigures(factors: GivenFactors, asLogged: boolean): void {
  checkFactors(factors);
  if (asLogged && hasFactors(factors)) {
    throw new CtError('USAGE', 'figures as logged cannot be combined with another PUE or carbon intensity');
  }
}

/**
 * An entry as if its writer had applied other factors. The corrected energy is scaled by new PUE / old PUE (1 where none
 * was applied), CO2eq is that energy times the new intensity. A printed total keeps a PUE that the log does not name.
 * The logged figure and the findings stay.
 *
 * @param entry with the factors of its log
 * @throws CtError USAGE for factors that cannot be
 */
export function withFactors(entry: Entry, given: GivenFactors): Entry {
  if (!hasFactors(given)) return entry;
  checkFactors(given);
  const { whole, factors } = entry;
  const { intensity } = given;
  const pue = appliedPue(entry, given);
  return {
    ...entry,
    figures: figuresWithFactors(entry, given),
    whole: withFactorsOf(entry, given, whole),
    factors: {
      pue: pue ?? factors.pue,
      intensity: intensity === undefined ? factors.intensity : { ...intensity, values: [] },
      given: {
        ...factors.given,
        ...(pue === undefined ? {} : { pue }),
        ...(intensity === undefined ? {} : { intensity }),
      },
    },
  };
}

/**
 * The figures of `withFactors` alone, for whoever needs those of many runs at once.
 *
 * @param given checked factors
 */
export function figuresWithFactors(entry: Entry, given: GivenFactors): Figures {
  const { figures } = entry;
  if (!hasFactors(given)) return figures;
  const { basis, logged, corrected } = figures;
  return { basis, logged, corrected: withFactorsOf(entry, given, corrected) };
}

/** The PUE that replaces that of the log; undefined where none does. */
const appliedPue = ({ traits }: Entry, { pue }: GivenFactors): Pue | undefined =>
  pue === undefined || traits.hidesPue ? undefined : pue;

/** A figure of an entry with other factors. */
function withFactorsOf(entry: Entry, given: GivenFactors, figure: Figure): Figure {
  if (entry.figures.basis === 'none') return figure;
  const pue = appliedPue(entry, given);
  const oldPue = entry.factors.pue?.value ?? 1;
  const scale = pue === undefined || oldPue <= 0 ? 1 : pue.value / oldPue;
  return scaledFigure(figure, scale, given.intensity?.gPerKwh ?? null);
}

function scaledFigure(figure: Figure, scale: number, gPerKwh: number | null): Figure {
  const energyKwh = figure.energyKwh * scale;
  const scaledG = figure.co2eqG === null ? null : figure.co2eqG * scale;
  const co2eqG = gPerKwh === null ? scaledG : energyKwh * gPerKwh;
  return { ...figure, energyKwh, co2eqG, equivalents: co2eqG === null ? null : equivalentsOf(co2eqG) };
}

/** Below this an energy in kWh is none: what it would be divided by would not be a number of anything. */
export const LEAST_KWH = 1e-15;

/** The carbon intensity in g/kWh that a figure implies; null where its CO2eq is unknown, or its energy none. */
export const impliedGPerKwh = ({ energyKwh, co2eqG }: Pick<Figure, 'energyKwh' | 'co2eqG'>): number | null =>
  co2eqG === null || energyKwh < LEAST_KWH ? null : co2eqG / energyKwh;

/** Resolution of printed averages such as `157.00`: half a unit in the last digit. */
const INTENSITY_RESOLUTION_G_PER_KWH = 0.005;

/** A carbon intensity with the largest error that its printed digits allow. */
export interface IntensityEstimate {
  /** Carbon intensity in g/kWh. */
  gPerKwh: number;
  /** Largest error as a share of the value. */
  relativeError: number;
}

/** A block printed with fewer digits than this gives way to the log's own intensity lines. */
const GOOD_ENOUGH = 1e-3;
/** A block with a larger rounding error is not used for the CO2eq of other figures. */
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
 * the one with the finest printed digits.
 *
 * @param block the block that the figure comes from; null for the epochs of a run that printed none
 * @param finerKwh the energy of an Actual block, where the epochs give it with more digits
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
  const blocks = countsSpans(run) ? [] : [ofBlock(run.predicted), ofBlock(run.actual)];
  for (const next of [named, ...blocks]) {
    if (next === null || next.relativeError > MOST_ERROR) continue;
    if (best === null || next.relativeError < best.relativeError) best = next;
  }
  return best;
}

/** As `intensityOf`, in g/kWh; null where nothing shows it. */
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

/** Whether a printed total may include a PUE that its log does not name: versions since 1.1.0 apply one. */
export function mayHidePue({ pue, writer }: { pue: Pue | null; writer: Writer }, basis: Basis): boolean {
  return pue === null && !appliesNoPue(writer) && (isComplete(basis) || basis === 'predicted');
}

/** Whether the printed total of a run includes a PUE that its log does not name, which cannot be removed. */
export const hidesPue = (run: Run, basis: Basis): boolean => mayHidePue(run, basis) && !agreesWithoutPue(run);

const NONE_FOUND: Pue = { value: 1, source: 'the total agrees with its epochs' };

/** The PUE of a run for its row; null where none was applied, and where the log does not name the one in its total. */
export const rowPue = (run: Run, basis: Basis): Pue | null =>
  mayHidePue(run, basis) && agreesWithoutPue(run) ? NONE_FOUND : run.pue;

const agreesWithoutPue = (run: Run): boolean =>
  monitoredPart({ ...plainRun(run), pue: NONE_FOUND }).agreement === 'same';
