/** The basis of the figures, and notes about them. */
import { BASES, type Basis, isComplete, isWeighty, spreadText } from '../../accounting/index.ts';
import { type FindingCode, meaningOf } from '../../model/findings.ts';
import { formatEnergy, formatMass, formatShare } from '../../model/numbers.ts';
import { capitalized, listed, plural } from '../../model/text.ts';
import { correctionsText } from './correction-texts.ts';
import { replacesPue } from './factor-texts.ts';
import type { Facts } from './facts.ts';
import { findingCount } from './finding-counts.ts';
import type { Markup } from './markup.ts';
import { missingSentences } from './missing-texts.ts';
import { isMeasured, massText } from './phrases.ts';

const PHRASES: Record<Basis, string> = {
  measured: 'monitored to the end',
  estimated: 'monitored to the end with a load model',
  simulated: 'monitored to the end with simulated devices',
  predicted: 'extrapolated from the monitored epochs',
  recovered: 'recovered from the epochs on record',
  none: 'without a measurement',
};

/** The basis of the energy; 'monitored' instead of 'measured', because power may be estimated. */
export function basisPhrase({ totals }: Facts, m: Markup): string {
  const { energyKwh, basis } = totals;
  const parts = BASES.filter((name) => name !== 'none').flatMap((name) => {
    const part = basis[name];
    if (part.runs === 0) return [];
    const share =
      part.runs === totals.runs || energyKwh <= 0 ? '' : `, ${formatShare(part.energyKwh / energyKwh)} of the energy`;
    return [`${plural(part.runs, 'run')} ${PHRASES[name]}${share}`];
  });
  if (basis.none.runs > 0) parts.push(`nothing measured in ${plural(basis.none.runs, 'run')}`);
  return m.text(parts.join('; '));
}

/** `; power estimated` where no sensor measured it, else nothing. */
export function obtainedPhrase({ tools: { obtained = [] } }: Facts): string {
  const others = obtained.filter((one) => one !== 'measured');
  if (others.length === 0) return '';
  return `; power ${others.length < obtained.length ? 'partly ' : ''}${listed(others)}`;
}

/** The logged figure where it differs; null where it is the same. */
export function loggedPhrase({ totals, asLogged }: Pick<Facts, 'totals' | 'asLogged'>, m: Markup): string | null {
  const { logged } = totals;
  const isSame =
    formatEnergy(logged.energyKwh) === formatEnergy(totals.energyKwh) &&
    massText(logged.co2eqG) === massText(totals.co2eqG);
  if (isSame || asLogged) return null;
  const carbon = logged.co2eqG === null ? '' : ` and ${formatMass(logged.co2eqG)} of CO2eq`;
  return m.text(`${formatEnergy(logged.energyKwh)}${carbon}`);
}

/** How the power was obtained, where not all of it was measured. */
function obtainedSentence({ obtained = [] }: Facts['tools']): string[] {
  const words = { estimated: 'estimated from a load model', simulated: 'that of simulated devices' } as const;
  const others = obtained.flatMap((one) => (one === 'measured' ? [] : [words[one]]));
  if (others.length === 0) return [];
  if (obtained.length === 1) return [`The power is ${others.join('')}.`];
  return [`Part of the power is ${others.join(', part is ')}.`];
}

/** Findings that may change the total by more than 1 %, one sentence each, in the same words as all outputs. */
function findingSentences({ findings, totals }: Facts): string[] {
  return findings
    .filter((kind) => isWeighty(kind, totals.energyKwh))
    .map((kind) => {
      const meaning = capitalized(meaningOf(kind.code));
      return `${meaning}: ${spreadText(kind, totals.energyKwh)} (${findingCount(kind)}).`;
    });
}

/** Findings of runs that may count twice. */
const MAY_COUNT_TWICE: ReadonlySet<string> = new Set<FindingCode>([
  'devices-maybe-shared',
  'programs-overlap',
  'maybe-copies',
]);

/** `; runs that overlap ... may count twice: up to 6.03 kWh too much in 16.97 kWh (4 runs)` for each such finding. */
export function mayCountTwicePhrase({ findings, totals }: Facts): string {
  return findings
    .filter(({ code }) => MAY_COUNT_TWICE.has(code))
    .map((kind) => {
      const spread = spreadText(kind, totals.energyKwh);
      return `; ${meaningOf(kind.code)}${spread === '' ? '' : `: ${spread}`} (${findingCount(kind)})`;
    })
    .join('');
}

/** Notes about the figures, one sentence each. */
export function noteSentences(facts: Facts, m: Markup): string[] {
  const { totals, factors, asLogged, tools } = facts;
  const logged = loggedPhrase(facts, m);
  const { intensity } = factors;
  const replaced = [
    ...(replacesPue(factors, tools.keptPue) ? ['PUE'] : []),
    ...(intensity === undefined ? [] : ['carbon intensity']),
  ];
  const isPure = BASES.some((basis) => isComplete(basis) && totals.basis[basis].runs === totals.runs);
  return [
    ...missingSentences(facts),
    ...(isPure || !isMeasured(facts) ? [] : [`Basis: ${basisPhrase(facts, m)}.`]),
    ...obtainedSentence(tools),
    ...(asLogged ? ['These are the figures that the logs print, without corrections.'] : []),
    ...(logged === null ? [] : loggedSentences(facts, logged, replaced.length > 0, m)),
    ...(replaced.length > 0
      ? [
          `Recalculated: the given ${listed(replaced)} replace${replaced.length === 1 ? 's' : ''} the logged ${replaced.length === 1 ? 'value' : 'values'}.`,
        ]
      : []),
    ...findingSentences(facts).map((text) => m.text(text)),
  ];
}

/** What the logs print instead, and why that is not counted. */
function loggedSentences(facts: Facts, logged: string, isRecalculated: boolean, m: Markup): string[] {
  const corrected = correctionsText(facts);
  if (corrected !== null) {
    const hint = isRecalculated ? ' (with the factors of the logs)' : '';
    return [`The logs themselves print ${logged}.`, m.text(`Corrected here${hint}: ${corrected}.`)];
  }
  return [`The logs themselves print ${logged}${isRecalculated ? '' : '; the figures here are corrected'}.`];
}
