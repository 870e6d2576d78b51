/** PUE and carbon intensity over many runs: each value or place once, with its runs and energy. */
import { type Entry, type Figure, impliedGPerKwh } from '../../accounting/index.ts';
import { CARBONTRACKER_WORLD_AVERAGES } from '../../model/factors.ts';
import type { Intensity, IntensityKind, Run } from '../../model/run.ts';

/** One PUE of the runs. */
export interface PueFact {
  /** Value; null where the writer applied none, or where the log does not name it. */
  value: number | null;
  /**
   * Source of the value, `not in the log` where the total includes an unknown value; null where none was applied or the
   * log names no source.
   */
  source: string | null;
  /** Number of runs with it. */
  runs: number;
  /** Energy of those runs, in kWh including PUE. */
  energyKwh: number;
}

/** The source of a PUE that is in the total, but not in the log. */
const HIDDEN_PUE = 'not in the log';

/** Whether a PUE is in the total, but not in the log. */
export const isHidden = ({ source }: PueFact): boolean => source === HIDDEN_PUE;

/** The carbon intensity of one kind, place, year and source. */
export interface IntensityFact {
  /** Origin of the value. */
  kind: IntensityKind;
  /** Country code or place; null where unknown. */
  location: string | null;
  /** Year that the average covers; null for a live value. */
  year: number | null;
  /** Publisher of the value; null where unknown. */
  source: string | null;
  /** Mean in g/kWh, weighted by energy. */
  gPerKwh: number;
  /** Lowest value of a run, in g/kWh. */
  lowestGPerKwh: number;
  /** Highest value of a run, in g/kWh. */
  highestGPerKwh: number;
  /** Number of runs with it. */
  runs: number;
  /** Energy of those runs, in kWh including PUE. */
  energyKwh: number;
}

/** Collects the factors of the added runs. */
export class FactorTotals {
  readonly #pues = new Map<string, PueFact>();
  readonly #intensities = new Map<string, IntensityFact & { sum: number; weighted: number }>();

  /** Adds the factors of an entry, with the figure that counts of it. */
  add({ traits, factors }: Entry, figure: Pick<Figure, 'energyKwh' | 'co2eqG'>): void {
    const { energyKwh, co2eqG } = figure;
    const { pue, intensity } = factors;
    const source = traits.hidesPue ? HIDDEN_PUE : sourceOfPue(pue);
    const key = JSON.stringify([pue, source]);
    const fact = this.#pues.get(key) ?? { value: pue?.value ?? null, source, runs: 0, energyKwh: 0 };
    fact.runs += 1;
    fact.energyKwh += energyKwh;
    this.#pues.set(key, fact);
    const known = intensity ?? impliedIntensity(figure);
    if (known !== null && co2eqG !== null) this.#addIntensity(known, energyKwh);
  }

  #addIntensity(intensity: Intensity, energyKwh: number): void {
    const { gPerKwh, kind, location, year } = intensity;
    const source = sourceOfIntensity(intensity);
    const key = JSON.stringify([kind, location, year, source]);
    const fact = this.#intensities.get(key) ?? {
      ...{ kind, location, year, source, gPerKwh, lowestGPerKwh: gPerKwh, highestGPerKwh: gPerKwh },
      ...{ runs: 0, energyKwh: 0, sum: 0, weighted: 0 },
    };
    fact.lowestGPerKwh = Math.min(fact.lowestGPerKwh, gPerKwh);
    fact.highestGPerKwh = Math.max(fact.highestGPerKwh, gPerKwh);
    fact.runs += 1;
    fact.energyKwh += energyKwh;
    fact.sum += gPerKwh;
    fact.weighted += gPerKwh * energyKwh;
    this.#intensities.set(key, fact);
  }

  /** The factors of all runs that were added; those of most energy come first. */
  result(): { pues: PueFact[]; intensities: IntensityFact[] } {
    return { pues: [...this.#pues.values()].sort(byEnergy), intensities: this.#meanIntensities() };
  }

  #meanIntensities(): IntensityFact[] {
    const facts = [...this.#intensities.values()].map(({ sum, weighted, ...fact }) => {
      if (fact.lowestGPerKwh === fact.highestGPerKwh) return fact;
      return { ...fact, gPerKwh: fact.energyKwh > 0 ? weighted / fact.energyKwh : sum / fact.runs };
    });
    return facts.sort(byEnergy);
  }
}

const byEnergy = (a: { energyKwh: number; runs: number }, b: { energyKwh: number; runs: number }): number =>
  b.energyKwh - a.energyKwh || b.runs - a.runs;

const sourceOfPue = (pue: Run['pue']): string | null => (pue === null || pue.source === '' ? null : pue.source);

/** The intensity that a figure implies, as a block can hold CO2eq in a log without any line about it; null without CO2eq. */
export function impliedIntensity(figure: Pick<Figure, 'energyKwh' | 'co2eqG'>): Intensity | null {
  const gPerKwh = impliedGPerKwh(figure);
  return gPerKwh === null ? null : { gPerKwh, kind: 'unknown', location: null, year: null, values: [] };
}

/** Source of an intensity: ct-track logs it and users give it; of carbontracker's averages only the world's are known. */
function sourceOfIntensity({ source: given, kind, gPerKwh }: Intensity): string | null {
  if (given !== undefined) return given;
  if (kind !== 'world-average') return null;
  const source = CARBONTRACKER_WORLD_AVERAGES.find(({ value }) => value === gPerKwh)?.source;
  // The versions that used a value are behind its source; of one the source is nothing but those.
  return source?.replace(/^(?=carbontracker )/, 'constant of ').replace(/ \(carbontracker [^)]*\)$/, '') ?? null;
}
