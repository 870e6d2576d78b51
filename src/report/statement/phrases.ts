/** Facts in words, marked up: what the sentences, tables and answers of all styles are made of. */
import { isPart } from '../../accounting/index.ts';
import { formatMass, formatNumber } from '../../model/numbers.ts';
import { capitalized, cutEnd, listed, plural } from '../../model/text.ts';
import { formatDuration, gramsToKilograms, readableDuration } from '../../model/units.ts';
import { VERSION } from '../../model/version.ts';
import type { DeviceHours } from './device-hours.ts';
import type { Facts } from './facts.ts';
import { LONGEST_NAME } from './hardware.ts';
import type { Markup } from './markup.ts';
import type { StatementOptions } from './options.ts';
import { carbonText } from './sentence.ts';

/** Most items listed; others are counted. */
export const MOST_LISTED = 3;

/** Marks unknown fields. */
export const TODO = 'TODO';

/** Whether anything was measured at all. */
export const isMeasured = ({ totals }: Facts): boolean => totals.basis.none.runs < totals.runs;

/** A mass with a unit that fits, or `unknown`. */
export const massText = (massG: number | null): string => (massG === null ? 'unknown' : formatMass(massG));

/** Energy in kWh, or `not measured`. */
export function energyPhrase(facts: Facts, m: Markup): string {
  const { energyKwh } = facts.totals;
  return m.named('ctEnergy', isMeasured(facts) ? m.quantity(formatNumber(energyKwh), 'kWh') : 'not measured');
}

/** CO2eq with a unit that fits, or `unknown`. */
export function carbonPhrase(facts: Facts, m: Markup): string {
  const { co2eqG } = facts.totals;
  return co2eqG === null || !isMeasured(facts) ? m.named('ctCarbon', 'unknown') : carbonText(co2eqG, m);
}

/** Number of runs. */
export const runsPhrase = ({ totals }: Facts, m: Markup): string =>
  m.named('ctRuns', m.quantity(String(totals.runs), ''));

/** GPU-hours, or `not measured`. */
export const gpuHoursPhrase = (facts: Facts, m: Markup): string =>
  m.named('ctGpuHours', hoursText(facts, facts.gpuHours, m));

/** CPU-hours of whole packages, or `not measured`. */
export const cpuHoursPhrase = (facts: Facts, m: Markup): string =>
  m.named('ctCpuHours', hoursText(facts, facts.cpuHours, m));

const hoursText = (facts: Facts, hours: number, m: Markup): string =>
  isMeasured(facts) ? m.quantity(formatNumber(hours), '') : 'not measured';

/** GPU-hours and CPU-hours, if there are any: `0.422 GPU-hours and 0.105 CPU-hours`. */
export function deviceHoursPhrase(facts: Facts, m: Markup): string {
  const parts = [
    ...(facts.gpuHours > 0 ? [`${gpuHoursPhrase(facts, m)} GPU-hours`] : []),
    ...(facts.cpuHours > 0 ? [`${cpuHoursPhrase(facts, m)} CPU-hours (of whole packages)`] : []),
  ];
  return parts.length === 0 ? 'no device-hours on record' : listed(parts);
}

/** Duration of all runs, or `not measured`. */
export function durationPhrase(facts: Facts, m: Markup): string {
  return m.named('ctDuration', isMeasured(facts) ? readableDuration(facts.totals.durationS) : 'not measured');
}

/** Mean duration of a run, or `not measured`. */
export const meanRunPhrase = ({ runDurationS }: Facts, m: Markup): string =>
  m.named('ctMeanRun', runDurationS === null ? 'not measured' : readableDuration(runDurationS.mean));

/** Longest duration of a run, or `not measured`. */
export const longestRunPhrase = ({ runDurationS }: Facts, m: Markup): string =>
  m.named('ctLongestRun', runDurationS === null ? 'not measured' : readableDuration(runDurationS.largest));

/** First and last day of the logs, or `unknown`. */
export const periodPhrase = ({ period }: Facts, m: Markup): string =>
  m.named('ctPeriod', period === null ? 'unknown' : periodText(period));

/** `2024-01-03`, `2024-01-03 to 2024-02-11`. */
export const periodText = ({ from, to }: NonNullable<Facts['period']>): string =>
  from === to ? from : `${from} to ${to}`;

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

/** One line per type of device: name and hours. */
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

/** What the user states of the place of the runs: `provider or cluster: TODO; region: DK; memory: 64 GB`. */
export function placeText({ provider = TODO, region = TODO, memory = TODO }: StatementOptions, m: Markup): string {
  return `provider or cluster: ${m.text(provider)}; region: ${m.text(region)}; memory: ${m.text(memory)}`;
}

/** Versions that wrote the logs. */
export function writersPhrase({ writers }: Facts, m: Markup): string {
  const texts = writers.slice(0, MOST_LISTED * 2).map(({ tool, version, runs }) => {
    return `${tool} ${version ?? '(version not in the log)'}${writers.length === 1 ? '' : ` (${plural(runs, 'run')})`}`;
  });
  const rest = writers.length - texts.length;
  return m.text(listed(rest > 0 ? [...texts, plural(rest, 'further version')] : texts));
}

/** Version of ct-parse. */
export const versionPhrase = (m: Markup): string => m.named('ctVersion', VERSION);

/** Name and version of ct-parse. */
export const programPhrase = (m: Markup): string => `${m.tool('ct-parse', 'ctParse')} ${versionPhrase(m)}`;

/** The programs that wrote the logs and added them up, as a sentence. */
export const programsSentence = (facts: Facts, m: Markup): string =>
  `Logged by ${writersPhrase(facts, m)}, added up by ${programPhrase(m)}.`;

/** The name, runs and figures of each phase. */
export function phaseRows({ phases }: Facts, m: Markup): string[][] {
  return phases.map(({ name, runs, energyKwh, co2eqG, gpuHours, durationS }) => [
    m.text(name),
    m.quantity(String(runs), ''),
    formatDuration(durationS),
    m.quantity(formatNumber(gpuHours), ''),
    m.quantity(formatNumber(energyKwh), 'kWh'),
    co2eqG === null ? 'unknown' : m.quantity(formatNumber(gramsToKilograms(co2eqG)), 'kg'),
  ]);
}

/** Headings of those columns; the first is the key of the groups. */
export function phaseColumns({ groupedBy = PHASE }: Pick<Facts, 'groupedBy'>): string[] {
  return [capitalized(groupedBy), 'Runs', 'Duration', 'GPU-hours', 'Energy', 'CO2eq'];
}

/** The key of phases that the user names. */
export const PHASE = 'phase';
