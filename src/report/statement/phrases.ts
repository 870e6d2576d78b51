/** Facts in words, marked up: what the sentences, tables and answers of all styles are made of. */
import { isPriced } from '../../accounting/index.ts';
import { formatEnergy, formatMass, formatNumber, formatShare, significant } from '../../model/numbers.ts';
import { cutEnd, listed, plural } from '../../model/text.ts';
import { formatDuration, readableDuration } from '../../model/units.ts';
import { VERSION } from '../../model/version.ts';
import { type DeviceHours, isPart } from './device-hours.ts';
import type { IntensityFact } from './factors-seen.ts';
import type { Facts } from './facts.ts';
import { LONGEST_NAME } from './hardware.ts';
import { bracketed, type Markup } from './markup.ts';
import { carbonText } from './sentence.ts';

/** More of a kind are only counted. */
const MOST_LISTED = 3;

/** What is not known and nobody has said. */
export const TODO = 'TODO';

/** Whether anything was measured at all. */
export const isMeasured = ({ totals }: Facts): boolean => totals.basis.none.runs < totals.runs;

export function energyPhrase(facts: Facts, m: Markup): string {
  const { energyKwh } = facts.totals;
  return m.named('ctEnergy', isMeasured(facts) ? m.quantity(formatNumber(energyKwh), 'kWh') : 'not measured');
}

export function carbonPhrase(facts: Facts, m: Markup): string {
  const { co2eqG } = facts.totals;
  return co2eqG === null || !isMeasured(facts) ? m.named('ctCarbon', 'unknown') : carbonText(co2eqG, m);
}

export const runsPhrase = ({ totals }: Facts, m: Markup): string =>
  m.named('ctRuns', m.quantity(String(totals.runs), ''));

export const gpuHoursPhrase = (facts: Facts, m: Markup): string =>
  m.named('ctGpuHours', hoursText(facts, facts.gpuHours, m));

export const cpuHoursPhrase = (facts: Facts, m: Markup): string =>
  m.named('ctCpuHours', hoursText(facts, facts.cpuHours, m));

const hoursText = (facts: Facts, hours: number, m: Markup): string =>
  isMeasured(facts) ? m.quantity(formatNumber(hours), '') : 'not measured';

/** Both kinds of hours, as far as there are any: `0.422 GPU-hours and 0.105 CPU-hours`. */
export function deviceHoursPhrase(facts: Facts, m: Markup): string {
  const parts = [
    ...(facts.gpuHours > 0 ? [`${gpuHoursPhrase(facts, m)} GPU-hours`] : []),
    ...(facts.cpuHours > 0 ? [`${cpuHoursPhrase(facts, m)} CPU-hours (of whole packages)`] : []),
  ];
  return parts.length === 0 ? 'no device-hours on record' : listed(parts);
}

export function durationPhrase(facts: Facts, m: Markup): string {
  return m.named('ctDuration', isMeasured(facts) ? readableDuration(facts.totals.durationS) : 'not measured');
}

export const meanRunPhrase = ({ runDurationS }: Facts, m: Markup): string =>
  m.named('ctMeanRun', runDurationS === null ? 'not measured' : readableDuration(runDurationS.mean));

export const longestRunPhrase = ({ runDurationS }: Facts, m: Markup): string =>
  m.named('ctLongestRun', runDurationS === null ? 'not measured' : readableDuration(runDurationS.largest));

export function periodPhrase({ period }: Facts, m: Markup): string {
  const text = period === null ? 'unknown' : period.from === period.to ? period.from : `${period.from} to ${period.to}`;
  return m.named('ctPeriod', text);
}

/** `8 x NVIDIA A100-SXM4-40GB and 2 x CPU (model not in the log)`. */
export function hardwarePhrase(facts: Facts, m: Markup): string {
  const texts = facts.devices.map((type) => deviceTypeText(type));
  if (texts.length === 0) return 'not in the logs';
  const rest = texts.length - MOST_LISTED * 2;
  return m.text(listed(rest > 0 ? [...texts.slice(0, MOST_LISTED * 2), plural(rest, 'further type')] : texts));
}

function deviceTypeText(type: DeviceHours): string {
  const { component, name, fewest, most } = type;
  const model = name === null ? `${component.toUpperCase()} (model not in the log)` : cutEnd(name, LONGEST_NAME);
  const count = fewest === most ? (most === 1 ? '' : `${most} x `) : `${fewest} to ${most} x `;
  return `${count}${model}`;
}

/** One line a type of device: its name, and its hours. */
export function hoursByType(
  { devices }: Facts,
  component: 'gpu' | 'cpu',
  m: Markup,
): { name: string; hours: string }[] {
  const own = devices.filter((type) => type.component === component && type.hours > 0 && !isPart(type));
  return own.map((type) => ({
    name: m.text(deviceTypeText(type)),
    hours: m.quantity(formatNumber(type.hours), ''),
  }));
}

export function puePhrase(facts: Facts, m: Markup): string {
  const { pues } = facts;
  if (!isMeasured(facts)) return m.named('ctPue', 'unknown');
  const values = pues.map(({ value }) => value).filter((value) => value !== null);
  if (values.length === 0) return m.named('ctPue', 'none applied');
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  const text = lowest === highest ? number(lowest, m) : `${number(lowest, m)} to ${number(highest, m)}`;
  return m.named('ctPue', text);
}

const number = (value: number, m: Markup): string => m.quantity(String(value), '');

/** What the energy includes beside that of the devices, with sources. */
export function pueSentence(facts: Facts, m: Markup): string {
  const { pues } = facts;
  const known = pues.filter(({ value }) => value !== null);
  const without = pues.find(({ value }) => value === null);
  const [only] = known;
  if (only === undefined) return 'No PUE was applied.';
  if (pues.length === 1) return `A PUE of ${puePhrase(facts, m)}${m.source(only.source)} is included.`;
  const texts = known.slice(0, MOST_LISTED).map(({ value, source, runs }) => {
    return `${number(value ?? 1, m)}${m.source(source)} in ${plural(runs, 'run')}`;
  });
  const rest = known.slice(MOST_LISTED).reduce((sum, { runs }) => sum + runs, 0);
  const more = rest === 0 ? [] : [`others in ${plural(rest, 'run')}`];
  const none = without === undefined ? '' : `; none was applied in ${plural(without.runs, 'run')}`;
  return texts.length + more.length === 1
    ? `A PUE of ${texts[0]} is included${none}.`
    : `PUEs of ${listed([...texts, ...more])} are included${none}.`;
}

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

/** Where and when a carbon intensity holds: `(location unknown, world average 2024)` and its source. */
function originOf({ kind, location, year, source, ...fact }: IntensityFact, m: Markup): string {
  const range = `${significant(fact.lowestGPerKwh)} to ${significant(fact.highestGPerKwh)}`;
  const what = [KINDS[kind], year === null ? '' : String(year)].filter((part) => part !== '').join(' ');
  const parts = [
    ...(isRange({ kind, location, year, source, ...fact }) ? [range] : []),
    // A value that the user gives names no place.
    ...(location === null ? (kind === 'unknown' && source !== null ? [] : ['location unknown']) : [m.text(location)]),
    ...(what === '' ? (source === null ? ['origin not in the log'] : []) : [what]),
  ];
  return m.source(source, ...parts);
}

/** The carbon intensity that CO2eq rests on, with place, year and source. */
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

/** Where the runs were; never a guess. */
export function locationPhrase({ locations, intensities, totals }: Facts, m: Markup): string {
  const kinds = new Set(intensities.filter(({ location }) => location === null).map(({ kind }) => kind));
  const averages = [...kinds].filter((kind) => kind !== 'unknown' && kind !== 'live').map((kind) => KINDS[kind]);
  const named = locations.slice(0, MOST_LISTED).map(({ name }) => m.text(name));
  if (named.length === 0) return m.named('ctLocation', ['unknown', ...averages].join(', '));
  const rest = locations.length - named.length;
  const runs = totals.runs - locations.reduce((sum, location) => sum + location.runs, 0);
  const more = [
    ...(rest > 0 ? [plural(rest, 'further place')] : []),
    ...(runs > 0 ? [`unknown${bracketed(averages)} for ${plural(runs, 'run')}`] : []),
  ];
  return m.named('ctLocation', [...named, ...more].join('; '));
}

const BASES = {
  measured: 'monitored to the end',
  predicted: 'extrapolated from the monitored epochs',
  recovered: 'recovered from the epochs on record',
} as const;

/** What the energy rests on; 'monitored', as power that is estimated is not measured. */
export function basisPhrase({ totals }: Facts, m: Markup): string {
  const { energyKwh, basis } = totals;
  const parts = (['measured', 'predicted', 'recovered'] as const).flatMap((name) => {
    const part = basis[name];
    if (part.runs === 0) return [];
    const share =
      part.runs === totals.runs || energyKwh <= 0 ? '' : `, ${formatShare(part.energyKwh / energyKwh)} of the energy`;
    return [`${plural(part.runs, 'run')} ${BASES[name]}${share}`];
  });
  if (basis.none.runs > 0) parts.push(`nothing measured in ${plural(basis.none.runs, 'run')}`);
  return m.text(parts.join('; '));
}

/** Which versions wrote the logs. */
export function writersPhrase({ writers }: Facts, m: Markup): string {
  const texts = writers.slice(0, MOST_LISTED * 2).map(({ tool, version, runs }) => {
    return `${tool} ${version ?? '(version not in the log)'}${writers.length === 1 ? '' : ` (${plural(runs, 'run')})`}`;
  });
  const rest = writers.length - texts.length;
  return m.text(listed(rest > 0 ? [...texts, plural(rest, 'further version')] : texts));
}

/** `; power estimated` where no sensor measured it, else nothing. */
export function obtainedPhrase({ tools: { obtained = [] } }: Facts): string {
  const others = obtained.filter((one) => one !== 'measured');
  if (others.length === 0) return '';
  return `; power ${others.length < obtained.length ? 'partly ' : ''}${listed(others)}`;
}

export const versionPhrase = (m: Markup): string => m.named('ctVersion', VERSION);

/** This program; the figures are its work. */
export const programPhrase = (m: Markup): string => `${m.tool('ct-parse', 'ctParse')} ${versionPhrase(m)}`;

/** What the logs print where that is another figure; null where it is the same. */
export function loggedPhrase({ totals, asLogged }: Facts, m: Markup): string | null {
  const mass = (massG: number | null): string => (massG === null ? 'unknown' : formatMass(massG));
  const { logged } = totals;
  const isSame =
    formatEnergy(logged.energyKwh) === formatEnergy(totals.energyKwh) && mass(logged.co2eqG) === mass(totals.co2eqG);
  if (isSame || asLogged) return null;
  const carbon = logged.co2eqG === null ? '' : ` and ${formatMass(logged.co2eqG)} of CO2eq`;
  return m.text(`${formatEnergy(logged.energyKwh)}${carbon}`);
}

/** How the power came about, where not all of it was measured. */
function obtainedSentence({ obtained = [] }: Facts['tools']): string[] {
  const words = { estimated: 'estimated from a load model', simulated: 'of simulated devices' } as const;
  const others = obtained.flatMap((one) => (one === 'measured' ? [] : [words[one]]));
  if (others.length === 0) return [];
  return [`${others.length < obtained.length ? 'A part of the power' : 'The power'} is ${listed(others)}.`];
}

/** What a reader must know beside the figures, a sentence each. */
export function noteSentences(facts: Facts, m: Markup): string[] {
  const { totals, pricing, asLogged, tools } = facts;
  const logged = loggedPhrase(facts, m);
  const { pue, intensity } = pricing;
  const replaced = [...(pue === undefined ? [] : ['PUE']), ...(intensity === undefined ? [] : ['carbon intensity'])];
  const isPure = totals.basis.measured.runs === totals.runs;
  return [
    ...(isPure || !isMeasured(facts) ? [] : [`Basis: ${basisPhrase(facts, m)}.`]),
    ...obtainedSentence(tools),
    ...(asLogged ? ['These are the figures that the logs print, without corrections.'] : []),
    ...(logged === null ? [] : [`The logs themselves print ${logged}; the figures here are ${changed(facts)}.`]),
    ...(isPriced(pricing)
      ? [`Priced again: ${listed(replaced)} given here replace${replaced.length === 1 ? 's' : ''} what was logged.`]
      : []),
  ];
}

function changed({ pricing }: Facts): string {
  return isPriced(pricing) ? 'corrected where the logs are wrong, and priced again' : 'corrected';
}

/** The name, runs and figures of each phase. */
export function phaseRows({ phases }: Facts, m: Markup): string[][] {
  return phases.map(({ name, runs, energyKwh, co2eqG, gpuHours, durationS }) => [
    m.text(name),
    m.quantity(String(runs), ''),
    formatDuration(durationS),
    m.quantity(formatNumber(gpuHours), ''),
    m.quantity(formatNumber(energyKwh), 'kWh'),
    co2eqG === null ? 'unknown' : m.quantity(formatNumber(co2eqG / 1000), 'kg'),
  ]);
}

/** Headings of those columns. */
export const PHASE_COLUMNS = ['Phase', 'Runs', 'Duration', 'GPU-hours', 'Energy', 'CO2eq'] as const;
