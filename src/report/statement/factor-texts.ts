/** PUE and carbon intensity in words, the same in every section. */

import type { Entry, GivenFactors } from '../../accounting/index.ts';
import { GIVEN_BY_USER, type KnownIntensity } from '../../model/factors.ts';
import { significant } from '../../model/numbers.ts';
import type { Intensity, IntensityKind, Pue } from '../../model/run.ts';
import { counted } from '../../model/text.ts';
import { impliedIntensity } from './factor-totals.ts';
import type { KeptPue } from './tools.ts';

function pueText(pue: Pue | null): string {
  return pue === null ? 'none applied, which is a PUE of 1' : `${pue.value}, ${pue.source}`;
}

/** The PUE of an entry, also where its total includes one that the log does not name. */
export const pueTextOf = ({ traits }: Entry, pue: Pue | null): string =>
  traits.hidesPue ? 'included in the total, not in the log' : pueText(pue);

const KINDS: Record<IntensityKind, string> = {
  live: 'fetched during the run',
  'country-average': 'average of the country',
  'region-average': 'average of the region',
  'world-average': 'world average',
  unknown: 'of unknown origin',
};

/** Carbon intensity with its origin, year and place; `not in the log` for null. */
export function intensityText(intensity: Intensity | null): string {
  if (intensity === null) return 'not in the log';
  const { gPerKwh, kind, location, year, source } = intensity;
  if (source !== undefined) return givenText(intensity, source);
  const place = location === null ? 'location unknown' : location;
  return `${significant(gPerKwh)} gCO₂eq/kWh, ${KINDS[kind]}${year === null ? '' : ` ${year}`}, ${place}`;
}

/** An intensity that does not come from the log: value, place, year and source. */
export function givenText(
  { gPerKwh, location, year }: Pick<Intensity, 'gPerKwh' | 'location' | 'year'>,
  source: string,
): string {
  const parts = [`${significant(gPerKwh)} gCO₂eq/kWh`, location, year, source];
  return parts.filter((part) => part !== null).join(', ');
}

/** Label of runs without a figure, which no factor changes. */
const NOT_MEASURED = 'nothing was measured';

/** Each PUE and each carbon intensity in words with the number of its runs, counted as statements count them. */
export function factorCounts(entries: readonly Entry[]): Record<'pues' | 'intensities', NameCount[]> {
  const isLabelled = ({ figures }: Entry): boolean => figures.basis === 'none' && entries.length > 1;
  const countsOf = (textOf: (entry: Entry) => string): NameCount[] =>
    counted(entries.map((entry) => (isLabelled(entry) ? NOT_MEASURED : textOf(entry))));
  return {
    pues: countsOf((entry) => pueTextOf(entry, entry.factors.pue)),
    intensities: countsOf((entry) => intensityText(usedIntensity(entry))),
  };
}

type NameCount = ReturnType<typeof counted>[number];

const usedIntensity = ({ factors, figures: { corrected } }: Entry): Intensity | null =>
  factors.intensity ?? impliedIntensity(corrected);

const newPueText = ({ value, source }: Pue): string =>
  source === GIVEN_BY_USER ? `a user-supplied PUE of ${value}` : `a PUE of ${value} (${source})`;

const newIntensityText = (intensity: KnownIntensity): string =>
  intensity.source === GIVEN_BY_USER
    ? `a user-supplied carbon intensity of ${significant(intensity.gPerKwh)} gCO₂eq/kWh`
    : `a carbon intensity of ${givenText(intensity, intensity.source)}`;

/** Whether the given PUE replaces the one of any run. */
export const replacesPue = ({ pue }: GivenFactors, kept?: KeptPue): boolean =>
  pue !== undefined && (kept === undefined || kept.runs < kept.allRuns);

/**
 * Sentences with the factors that replace the logged ones and their sources; null where none was given.
 *
 * @param kept runs that keep the PUE of their totals
 */
export function recalculatedText(factors: GivenFactors, kept?: KeptPue): string | null {
  const { pue, intensity } = factors;
  const parts = [
    ...(pue !== undefined && replacesPue(factors, kept) ? [newPueText(pue)] : []),
    ...(intensity === undefined ? [] : [newIntensityText(intensity)]),
  ];
  const sentences = [
    ...(parts.length === 0 ? [] : [`Figures were recalculated with ${parts.join(' and ')}.`]),
    ...(pue === undefined || kept === undefined ? [] : [keptPueText(kept)]),
  ];
  return sentences.length === 0 ? null : sentences.join(' ');
}

const keptPueText = ({ runs, allRuns }: KeptPue): string =>
  runs === allRuns
    ? 'The PUE was not recalculated, because the logs do not name the PUE that their totals include.'
    : `The PUE of ${runs} of ${allRuns} runs was not recalculated, because the log does not name the PUE that the total includes.`;
