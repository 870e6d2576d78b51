/** PUE and carbon intensity in words, the same in every section. */
import type { Entry, GivenFactors } from '../../accounting/index.ts';
import { GIVEN_BY_USER, type KnownIntensity } from '../../model/factors.ts';
import { significant } from '../../model/numbers.ts';
import type { Intensity, IntensityKind, Pue } from '../../model/run.ts';

function pueText(pue: Pue | null): string {
  return pue === null ? 'none applied (1)' : `${pue.value}, ${pue.source}`;
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

const newPueText = ({ value, source }: Pue): string =>
  source === GIVEN_BY_USER ? `a user-supplied PUE of ${value}` : `a PUE of ${value} (${source})`;

const newIntensityText = (intensity: KnownIntensity): string =>
  intensity.source === GIVEN_BY_USER
    ? `a user-supplied carbon intensity of ${significant(intensity.gPerKwh)} gCO₂eq/kWh`
    : `a carbon intensity of ${givenText(intensity, intensity.source)}`;

/** A sentence with the factors that replace the logged ones and their sources; null where none does. */
export function recalculatedText({ pue, intensity }: GivenFactors): string | null {
  const parts = [
    ...(pue === undefined ? [] : [newPueText(pue)]),
    ...(intensity === undefined ? [] : [newIntensityText(intensity)]),
  ];
  return parts.length === 0 ? null : `Figures were recalculated with ${parts.join(' and ')}.`;
}
