/** How far a finding may move a total, from which point on every output shows it, and the words for both figures. */
import { formatEnergy, formatEnergyPair } from '../../model/numbers.ts';
import type { Finding } from '../../model/run.ts';
import type { Figure, Figures } from '../types.ts';

/** Share of a total that a kind of finding may change without being shown beside the total. */
const LEAST_SHARE = 0.01;

/** How far the truth may lie from what is counted: low is never above 0, high never below; in kWh. */
export interface Spread {
  /** Energy that may be counted too much, as a number of at most 0. */
  lowKwh: number;
  /** Energy that may be missing, at least 0. */
  highKwh: number;
}

const ROUNDING = 1e-12;

/** What counts of a run, with the factors of its log. */
export interface CountedPart {
  /** Corrected energy in kWh, as far as it counts. */
  countedKwh: number;
  /** Part of the run that counts, from 0 to 1: other runs measured the rest. */
  share: number;
}

/** What counts of an entry. */
export function countedPartOf({ figures, beforeFactors, whole }: CountedFigures): CountedPart {
  const share = whole.energyKwh > 0 ? figures.corrected.energyKwh / whole.energyKwh : 1;
  return { countedKwh: beforeFactors.corrected.energyKwh, share };
}

/** The figures of an entry that show what counts of it. */
interface CountedFigures {
  figures: Figures;
  beforeFactors: Figures;
  whole: Figure;
}

/**
 * How far a finding may move the total. Its range is that of the whole run, so where only a part of the run counts, the range
 * shrinks with it; but what counts only once is a finding about that part itself.
 *
 * @param part of the run that counts; null for a finding of no run, which carries its own figure
 */
export function spreadOf({ code, figures }: Finding, part: CountedPart | null): Spread {
  const range = figures?.rangeKwh ?? null;
  if (range === null) return NO_SPREAD;
  if (part === null) return spreadAround(range, figures?.loggedKwh ?? range[1], 1);
  const { countedKwh, share } = part;
  if (code === 'device-counted-once') return spreadAround(range, countedKwh, 1);
  return share > 0 ? spreadAround(range, countedKwh / share, share) : NO_SPREAD;
}

const NO_SPREAD: Spread = { lowKwh: 0, highKwh: 0 };

const spreadAround = (range: readonly [number, number], figureKwh: number, share: number): Spread => ({
  lowKwh: Math.min(0, apart(range[0], figureKwh)) * share,
  highKwh: Math.max(0, apart(range[1], figureKwh)) * share,
});

/** Sums in another order differ in their last digits, which is no distance. */
const apart = (kwh: number, figureKwh: number): number =>
  Math.abs(kwh - figureKwh) <= ROUNDING * figureKwh ? 0 : kwh - figureKwh;

/** Energy of runs with a finding that puts all of it in doubt, in kWh: that of simulated devices stands for nothing. */
export const doubtedKwh = (code: string, energyKwh: number): number => (code === 'power-simulated' ? energyKwh : 0);

/** Whether a kind of finding belongs beside a total. */
export const isWeighty = ({ lowKwh, highKwh }: Spread, totalKwh: number): boolean =>
  Math.max(-lowKwh, highKwh) > LEAST_SHARE * totalKwh;

/** `up to 6.03 kWh too much in 16.97 kWh`; empty where nothing is. */
export function spreadText({ lowKwh, highKwh }: Spread, totalKwh: number): string {
  const parts = [
    ...(lowKwh < 0 ? [`${formatEnergy(-lowKwh)} too much`] : []),
    ...(highKwh > 0 ? [`${formatEnergy(highKwh)} too little`] : []),
  ];
  return parts.length === 0 ? '' : `up to ${parts.join(' or ')} in ${formatEnergy(totalKwh)}`;
}

/** Whether a finding of no run is shown only where its kind may change the total by more than 1 %. */
export const isQuiet = ({ code }: Finding): boolean => code === 'devices-maybe-shared' || code === 'programs-overlap';

/** `logged 26.1 Wh, counted 179 Wh`, with as many digits as make them differ. */
export function loggedAndCounted(loggedKwh: number, countedKwh: number): string {
  const [logged, counted] = formatEnergyPair(loggedKwh, countedKwh);
  return `logged ${logged}, counted ${counted}`;
}
