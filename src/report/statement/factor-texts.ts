/** PUE and carbon intensity in words, the same in every section. */

import type { Entry, GivenFactors } from '../../accounting/index.ts';
import { significant } from '../../model/numbers.ts';
import type { Intensity, IntensityKind, Pue } from '../../model/run.ts';

function pueText(pue: Pue | null): string {
  return pue === null ? 'none applied (1)' : `${pue.value}, ${pue.source}`;
}

/** One PUE of an entry: also the one that its total holds but its log does not name. */
export const pueTextOf = ({ traits }: Entry, pue: Pue | null): string =>
  traits.hidesPue ? 'not in the log, held by its total' : pueText(pue);

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

/** An intensity that is not from the log: its value, place and year, and who gives it. */
export function givenText(
  { gPerKwh, location, year }: Pick<Intensity, 'gPerKwh' | 'location' | 'year'>,
  source: string,
): string {
  const parts = [`${significant(gPerKwh)} gCO₂eq/kWh`, location, year, source];
  return parts.filter((part) => part !== null).join(', ');
}

/** The factors that replace the logged ones, each with its value and where it comes from; null where none does. */
export function recalculatedText({ pue, intensity }: GivenFactors): string | null {
  const parts = [
    ...(pue === undefined ? [] : [`a PUE of ${pueText(pue)}`]),
    ...(intensity === undefined ? [] : [`a carbon intensity of ${givenText(intensity, intensity.source)}`]),
  ];
  return parts.length === 0 ? null : `The stored energy is priced again with ${parts.join('; and with ')}.`;
}
