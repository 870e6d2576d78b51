/** The range of the figure of a run: how far the truth may lie from it, with the reason of each part. */
import { countryBounds } from '../../model/country.ts';
import type { Finding, Run } from '../../model/run.ts';
import type { Entry } from '../entry.ts';
import { type CountedPart, countedPartOf } from '../findings/weight.ts';
import type { Figures } from '../types.ts';
import { addFindings, ofPieces, ofPrediction, type RangeKind } from './deviations.ts';
import { energyPieces } from './energy-pieces.ts';
import { LEAST_KWH } from './factors.ts';

/** One reason why a figure may be wrong, and by how much at most: low is never above 0, high never below. */
export interface RangePart {
  /** Cause of the uncertainty. */
  kind: RangeKind;
  /** Energy that may be counted too much, at most 0. */
  lowKwh: number;
  /** Energy that may be missing, at least 0. */
  highKwh: number;
  /** CO2eq in g that may be counted too much, at most 0; 0 where CO2eq is unknown. */
  lowCo2eqG: number;
  /** CO2eq in g that may be missing, at least 0; 0 where CO2eq is unknown. */
  highCo2eqG: number;
  /** Source of the bounds. */
  why: string;
}

/**
 * The range of a figure: the figure plus the sum of its parts. Parts are added up linearly, as errors may be common to
 * all devices and runs: this is the worst case, not a standard deviation. What is in no part is not in the range.
 */
export interface FigureRange {
  /** Range of the energy in kWh, including PUE. */
  energyKwh: [low: number, high: number];
  /** Range of CO2eq in g; null where CO2eq is unknown. */
  co2eqG: [low: number, high: number] | null;
  /** Reasons, each with its share. */
  parts: RangePart[];
}

/** Other carbon intensities that may have been the true one, in g/kWh. */
export interface IntensityBounds {
  /** Lowest carbon intensity. */
  lowGPerKwh: number;
  /** Highest carbon intensity. */
  highGPerKwh: number;
  /** Source of the bounds. */
  why: string;
}

/** Bounds of the carbon intensity by country; null for a country without averages. */
export type KnownBounds = Map<string, IntensityBounds | null>;

/** Facts about a run that its record does not contain. */
export interface FoundBesides {
  /** What counts of the run with the factors of the log, to which the findings refer; by default the whole given figure. */
  part?: CountedPart;
  /** Findings that are not in the run. */
  quiet?: readonly Finding[];
  /** Whether the PUE was given, so that it is certain. */
  hasPue?: boolean;
}

/**
 * The range of the counted figure of a run, with any other PUE and intensity that was given.
 *
 * @param bounds of the carbon intensity of the figure; null where no other is known
 * @returns null where nothing is known of the range
 */
export function rangeOf(
  run: Run,
  figures: Figures,
  bounds: IntensityBounds | null = null,
  { part = { countedKwh: figures.corrected.energyKwh, share: 1 }, quiet = [], hasPue = false }: FoundBesides = {},
): FigureRange | null {
  const { basis, corrected } = figures;
  const { energyKwh, co2eqG } = corrected;
  if (basis === 'none' || energyKwh < LEAST_KWH) return null;
  const gPerKwh = co2eqG === null ? 0 : co2eqG / energyKwh;
  const deviations = ofPieces(energyPieces(run, basis));
  if (basis === 'predicted') deviations.push(...ofPrediction(run, figures));
  addFindings(deviations, run.findings, part, hasPue);
  addFindings(deviations, quiet, part, hasPue);
  const parts: RangePart[] = [];
  let [lowKwh, highKwh] = [energyKwh, energyKwh];
  for (const { kind, low, high, why } of deviations) {
    // All parts together cannot take away more than there is.
    const down = Math.max(Math.min(0, low) * energyKwh, -lowKwh);
    const up = Math.max(0, high) * energyKwh;
    lowKwh += down;
    highKwh += up;
    parts.push({ kind, lowKwh: down, highKwh: up, lowCo2eqG: down * gPerKwh, highCo2eqG: up * gPerKwh, why });
  }
  if (bounds !== null && co2eqG !== null) parts.push(ofIntensity(bounds, gPerKwh, lowKwh, highKwh));
  if (parts.length === 0) return null;
  return { energyKwh: [lowKwh, highKwh], co2eqG: co2eqG === null ? null : co2eqRange(co2eqG, parts), parts };
}

function co2eqRange(co2eqG: number, parts: readonly RangePart[]): [number, number] {
  let [low, high] = [co2eqG, co2eqG];
  for (const { lowCo2eqG, highCo2eqG } of parts) {
    low += lowCo2eqG;
    high += highCo2eqG;
  }
  return [Math.max(0, low), high];
}

/** The lowest energy may go with the lowest intensity, and the highest with the highest. */
function ofIntensity(
  { lowGPerKwh, highGPerKwh, why }: IntensityBounds,
  gPerKwh: number,
  lowKwh: number,
  highKwh: number,
): RangePart {
  const lowCo2eqG = lowKwh * Math.min(0, lowGPerKwh - gPerKwh);
  const highCo2eqG = highKwh * Math.max(0, highGPerKwh - gPerKwh);
  return { kind: 'intensity', lowKwh: 0, highKwh: 0, lowCo2eqG, highCo2eqG, why };
}

/**
 * How far the truth may lie from the corrected figure of a run.
 *
 * @param known holds the bounds of the countries of earlier runs, and takes those of this one: many runs are in one country
 * @returns null where nothing is known of it, as for a run from a table; a promise only where the averages of a country are
 *   looked up, because waiting for each of many runs takes longer than computing its range
 */
export function rangeOfEntry(
  entry: Entry,
  known: KnownBounds = new Map(),
): FigureRange | null | Promise<FigureRange | null> {
  if (entry.traits.isRow) return null;
  const { given, intensity } = entry.factors;
  // A given intensity has no known alternatives.
  const country = given.intensity === undefined ? countryOf(intensity) : null;
  if (country === null) return rangeWithin(entry, null);
  const bounds = known.get(country);
  if (bounds !== undefined) return rangeWithin(entry, bounds);
  return boundsOf(country).then((found) => {
    known.set(country, found);
    return rangeWithin(entry, found);
  });
}

function rangeWithin(entry: Entry, bounds: IntensityBounds | null): FigureRange | null {
  const { run, figures, factors, quiet } = entry;
  const hasPue = factors.given.pue !== undefined;
  return rangeOf(run, figures, bounds, { part: countedPartOf(entry), quiet, hasPue });
}

/** A place ends in the code of its country: `Copenhagen, Capital Region, DK`. */
const COUNTRY_AT_END = /(?:^|, *)([A-Z]{2})$/;

/** The country of an average that replaces the actual intensity; null where there is none. */
function countryOf(intensity: Entry['factors']['intensity']): string | null {
  if (intensity === null || !intensity.kind.endsWith('-average')) return null;
  return COUNTRY_AT_END.exec(intensity.location ?? '')?.[1] ?? null;
}

/** Bounds where an average replaces the actual intensity: the yearly averages of the country, if known. */
async function boundsOf(country: string): Promise<IntensityBounds | null> {
  const bounds = await countryBounds(country);
  if (bounds === null) return null;
  const { lowGPerKwh, highGPerKwh, years, source } = bounds;
  const period = `${years[0]} to ${years.at(-1)}`;
  return { lowGPerKwh, highGPerKwh, why: `an average stands in for the true intensity; bounds: ${source}, ${period}` };
}
