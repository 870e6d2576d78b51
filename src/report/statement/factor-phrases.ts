/** PUE, carbon intensity and location in words, with their sources. */
import { largest, significant, smallest } from '../../model/numbers.ts';
import { listed, plural } from '../../model/text.ts';
import { type IntensityFact, isHidden, type PueFact } from './factor-totals.ts';
import type { Facts } from './facts.ts';
import { bracketed, type Markup } from './markup.ts';
import { isMeasured, MOST_LISTED } from './phrases.ts';

/** Value of the PUE, or its range over the runs. */
export function puePhrase(facts: Facts, m: Markup): string {
  const { pues } = facts;
  if (!isMeasured(facts)) return m.named('ctPue', 'unknown');
  const values = pues.map(({ value }) => value).filter((value) => value !== null);
  const { without, hidden } = unnamed(pues);
  if (values.length === 0) return m.named('ctPue', hidden === undefined ? 'none applied' : 'not in the log');
  const [lowest, highest] = [smallest(values), largest(values)];
  const text = lowest === highest ? number(lowest, m) : `${number(lowest, m)} to ${number(highest, m)}`;
  const none = without === undefined ? '' : `; none for ${plural(without.runs, 'run')}`;
  const unknown = hidden === undefined ? '' : `; not in the log of ${plural(hidden.runs, 'run')}`;
  return `${m.named('ctPue', text)}${none}${unknown}`;
}

/** Runs without a PUE, and runs with a PUE in the total that the log does not name. */
function unnamed(pues: readonly PueFact[]): { without: PueFact | undefined; hidden: PueFact | undefined } {
  return { without: pues.find((pue) => pue.value === null && !isHidden(pue)), hidden: pues.find(isHidden) };
}

const number = (value: number, m: Markup): string => m.quantity(String(value), '');

/** The PUE that the energy includes, with sources. */
export function pueSentence(facts: Facts, m: Markup): string {
  const { pues } = facts;
  const known = pues.filter(({ value }) => value !== null);
  const { without, hidden } = unnamed(pues);
  const [only] = known;
  if (only === undefined && hidden !== undefined) {
    const others = without === undefined ? '' : `; none was applied in ${plural(without.runs, 'run')}`;
    const [total, log] = hidden.runs === 1 ? ['total', 'includes'] : ['totals', 'include'];
    return `The ${total} of ${plural(hidden.runs, 'run')} ${log} a PUE that the log does not name${others}.`;
  }
  if (only === undefined) return 'No PUE was applied.';
  if (pues.length === 1) return `A PUE of ${puePhrase(facts, m)}${m.source(only.source)} is included.`;
  const texts = known.slice(0, MOST_LISTED).map(({ value, source, runs }) => {
    return `${number(value ?? 1, m)}${m.source(source)} in ${plural(runs, 'run')}`;
  });
  const rest = known.slice(MOST_LISTED).reduce((sum, { runs }) => sum + runs, 0);
  const more = rest === 0 ? [] : [`others in ${plural(rest, 'run')}`];
  const none =
    (without === undefined ? '' : `; none was applied in ${plural(without.runs, 'run')}`) +
    (hidden === undefined ? '' : `; the log of ${plural(hidden.runs, 'run')} does not name it`);
  return texts.length + more.length === 1
    ? `The energy includes a PUE of ${texts[0]}${none}.`
    : `The energy includes PUEs of ${listed([...texts, ...more])}${none}.`;
}

/** Carbon intensity in gCO2eq/kWh, or its mean over the runs. */
export function intensityPhrase({ intensities, meanGPerKwh }: Facts, m: Markup): string {
  const [only] = intensities;
  if (only === undefined) return m.named('ctIntensity', 'unknown');
  if (intensities.length > 1 && meanGPerKwh !== null) {
    return `${m.named('ctIntensity', m.quantity(significant(meanGPerKwh), 'gCO2eq/kWh'))} on average`;
  }
  return `${m.named('ctIntensity', m.quantity(significant(only.gPerKwh), 'gCO2eq/kWh'))}${isRange(only) ? ' on average' : ''}`;
}

const isRange = ({ lowestGPerKwh, highestGPerKwh }: IntensityFact): boolean =>
  significant(lowestGPerKwh) !== significant(highestGPerKwh);

const KINDS: Record<IntensityFact['kind'], string> = {
  live: 'fetched during the run',
  'country-average': 'country average',
  'region-average': 'regional average',
  'world-average': 'world average',
  unknown: '',
};

/** Place and time of a carbon intensity with its source: `(location unknown, world average 2024)`. */
function originOf(fact: IntensityFact, m: Markup): string {
  const { kind, location, year, source } = fact;
  const range = `${significant(fact.lowestGPerKwh)} to ${significant(fact.highestGPerKwh)}`;
  const what = [KINDS[kind], year === null ? '' : String(year)].filter((part) => part !== '').join(' ');
  const parts = [
    ...(isRange(fact) ? [range] : []),
    // A value that the user gives names no place.
    ...(location === null ? (kind === 'unknown' && source !== null ? [] : ['location unknown']) : [m.text(location)]),
    ...(what === '' ? (source === null ? ['origin not in the log'] : []) : [what]),
  ];
  return m.source(source, ...parts);
}

/** The carbon intensity on which CO2eq is based, with place, year and source. */
export function intensitySentence(facts: Facts, m: Markup): string {
  const { intensities } = facts;
  const [only] = intensities;
  if (only === undefined) return 'The carbon intensity of the electricity is unknown.';
  const head = `The carbon intensity of the electricity is ${intensityPhrase(facts, m)}`;
  if (intensities.length === 1) return `${head}${originOf(only, m)}.`;
  const texts = intensities.slice(0, MOST_LISTED).map((fact) => {
    return `${m.quantity(significant(fact.gPerKwh), 'gCO2eq/kWh')}${originOf(fact, m)} in ${plural(fact.runs, 'run')}`;
  });
  const rest = intensities.slice(MOST_LISTED).reduce((sum, { runs }) => sum + runs, 0);
  return `${head}: ${listed([...texts, ...(rest === 0 ? [] : [`others in ${plural(rest, 'run')}`])])}.`;
}

/**
 * What is known of the intensity of runs without a place: `world average`, or each origin with its runs where they have
 * several or none.
 */
function originsWithoutPlace(intensities: readonly IntensityFact[], runsWithoutPlace: number): string[] {
  const runsOf = new Map<string, number>();
  for (const { kind, location, source, runs } of intensities) {
    if (location !== null) continue;
    const origin = kind !== 'unknown' ? KINDS[kind] : source === null ? 'origin not in the log' : 'given intensity';
    runsOf.set(origin, (runsOf.get(origin) ?? 0) + runs);
  }
  // An average is of some place; other origins alone add nothing to a place that is unknown.
  const origins = [...runsOf];
  if (!origins.some(([origin]) => origin.endsWith('average'))) return [];
  if (origins.length === 1 && origins[0]?.[1] === runsWithoutPlace) return origins.map(([origin]) => origin);
  const rest = runsWithoutPlace - origins.reduce((sum, [, runs]) => sum + runs, 0);
  const parts = [...origins, ...(rest > 0 ? [['none', rest] as const] : [])];
  return parts.map(([origin, runs]) => `${origin} in ${plural(runs, 'run')}`);
}

/** Locations of the runs, as logged or given. */
export function locationPhrase({ locations, intensities, totals }: Facts, m: Markup): string {
  const runs = totals.runs - locations.reduce((sum, location) => sum + location.runs, 0);
  const origins = originsWithoutPlace(intensities, runs);
  const named = locations.slice(0, MOST_LISTED).map(({ name }) => m.text(name));
  if (named.length === 0) return m.named('ctLocation', locationOf(origins));
  const rest = locations.length - named.length;
  const more = [
    ...(rest > 0 ? [plural(rest, 'further place')] : []),
    ...(runs > 0 ? [`unknown${bracketed(origins)} for ${plural(runs, 'run')}`] : []),
  ];
  return m.named('ctLocation', [...named, ...more].join('; '));
}

/** `unknown, world average`; `unknown: world average in 12 runs and none in 1 run`. */
const locationOf = (origins: readonly string[]): string =>
  origins.length < 2 ? ['unknown', ...origins].join(', ') : `unknown: ${listed(origins)}`;
