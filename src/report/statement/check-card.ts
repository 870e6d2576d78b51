/** Whether the emissions of a model card can be right: their unit, their keys, and the figures of logs. */
import { formatMass, formatMassRange, significant } from '../../model/numbers.ts';
import type { Severity } from '../../model/run.ts';
import { listed } from '../../model/text.ts';
import { CARD_KEYS, type CardEmissions } from './card-emissions.ts';
import { TRAINING_TYPES } from './options.ts';

/** What the logs of the same training add up to. */
export interface LoggedEmissions {
  /** Counted CO2eq in g; null where it is unknown. */
  co2eqG: number | null;
  /** CO2eq as the logs print it, in g; null where it is unknown. */
  loggedG: number | null;
  /** Lowest and highest mass that may be true, in g; null where that is not known. */
  rangeG: [number, number] | null;
}

/** Something about a card that limits or changes its emissions. */
interface CardProblem {
  /** Stable code of the problem. */
  code: CardProblemCode;
  /** `error` where the card is wrong or cannot be read, `warning` where it probably is, `info` where something is missing. */
  severity: Severity;
  /** One line for people. */
  message: string;
}

const SEVERITIES = {
  'front-matter-invalid': 'error',
  'emissions-missing': 'error',
  'emissions-not-a-number': 'error',
  'unit-differs': 'error',
  'logs-differ': 'error',
  'logs-unknown': 'error',
  'emissions-implausible': 'warning',
  'training-type-unknown': 'warning',
  'keys-missing': 'info',
  'keys-unknown': 'info',
} as const satisfies Record<string, Severity>;

/** The stable code of a problem. */
type CardProblemCode = keyof typeof SEVERITIES;

/** What was found. */
export interface CardCheck {
  /** Problems in the order in which they were found. */
  problems: CardProblem[];
  /** Whether the card has the figure of the logs; null where there is nothing to compare. */
  agrees: boolean | null;
}

const problem = (code: CardProblemCode, message: string): CardProblem => ({
  code,
  severity: SEVERITIES[code],
  message,
});

/**
 * Checks the emissions of a card, alone or against logs.
 *
 * @param logs what the logs add up to; null where none were given
 */
export function checkCard(card: CardEmissions, logs: LoggedEmissions | null): CardCheck {
  const { emissionsG } = card;
  if (emissionsG === null)
    return { problems: [aboutNoMass(card), ...aboutKeys(card)], agrees: logs === null ? null : false };
  const compared = logs === null ? null : compareWithLogs(card, emissionsG, logs);
  const apart = compared === null ? aboutText(card, emissionsG) : compared.problems;
  const plausible = apart.length === 0 && compared?.agrees !== true ? aboutSize(emissionsG) : [];
  return { problems: [...apart, ...plausible, ...aboutKeys(card)], agrees: compared?.agrees ?? null };
}

function aboutNoMass({ form, text }: CardEmissions): CardProblem {
  if (form === 'invalid' && text === null) {
    return problem('front-matter-invalid', 'its front matter is invalid YAML, or co2_eq_emissions is a list');
  }
  if (text === null) return problem('emissions-missing', 'its front matter has no co2_eq_emissions with emissions');
  return problem(
    'emissions-not-a-number',
    `emissions is ${JSON.stringify(text)}; write a number of grams without a unit`,
  );
}

/** A figure may be rounded to 1 %, or to the digits that the card has. */
const MOST_ROUNDING = 0.01;

function isSame(writtenG: number, massG: number, halfDigitG: number): boolean {
  return Math.abs(writtenG - massG) <= Math.max(MOST_ROUNDING * massG, halfDigitG * (1 + 1e-9));
}

/** Half a unit in the last digit of a number as it is written, for numbers without an exponent. */
function halfDigit(text: string | null): number {
  const decimals = /^\d+(?:\.(\d{1,15}))?$/.exec(text ?? '');
  return decimals === null ? 0 : 0.5 * 10 ** -(decimals[1]?.length ?? 0);
}

/** A number of one digit may be any unit of something. */
const MOST_ROUNDING_OF_SLIP = 0.1;

/** Units that people write in place of grams. */
const SLIPS = [
  { unit: 'kg', factor: 1e3 },
  { unit: 't', factor: 1e6 },
  { unit: 'mg', factor: 1e-3 },
] as const;

function compareWithLogs(
  { text }: CardEmissions,
  emissionsG: number,
  { co2eqG, loggedG, rangeG }: LoggedEmissions,
): { problems: CardProblem[]; agrees: boolean | null } {
  if (co2eqG === null) {
    const message =
      'the CO2eq of the logs, or of some of them, is unknown; give --country or --intensity to calculate it';
    return { problems: [problem('logs-unknown', message)], agrees: null };
  }
  // What is written as 0 is no rounded figure.
  const half = emissionsG === 0 ? 0 : halfDigit(text);
  const halfOfSlip = Math.min(half, MOST_ROUNDING_OF_SLIP * emissionsG);
  if (isSame(emissionsG, co2eqG, half)) return { problems: [], agrees: true };
  const shown = `the logs add up to ${formatMass(co2eqG)}`;
  for (const { unit, factor } of SLIPS) {
    if (!isSame(emissionsG * factor, co2eqG, halfOfSlip * factor)) continue;
    const message = `emissions is in ${unit}: ${text} ${unit} is what the logs add up to; the card asks for grams: ${significant(co2eqG)}`;
    return { problems: [problem('unit-differs', message)], agrees: false };
  }
  const asLogged = loggedG !== null && isSame(emissionsG, loggedG, half);
  const isWithin = rangeG !== null && emissionsG >= rangeG[0] && emissionsG <= rangeG[1];
  const why = asLogged
    ? '; the card has what the logs print, before corrections (ct-parse audit shows them)'
    : isWithin
      ? `; the card is within the range of ${formatMassRange(rangeG)}`
      : ` (${significant(emissionsG === 0 ? 0 : co2eqG / emissionsG)} times as much)`;
  return {
    problems: [problem('logs-differ', `emissions is ${formatMass(emissionsG)}, but ${shown}${why}`)],
    agrees: false,
  };
}

/** The same number in the text below, with another unit. */
function aboutText({ masses, text }: CardEmissions, emissionsG: number): CardProblem[] {
  if (emissionsG === 0 || masses.some(({ massG }) => isSame(emissionsG, massG, 0))) return [];
  for (const { factor } of SLIPS) {
    const mass = masses.find(({ massG }) => massG > 0 && isSame(emissionsG * factor, massG, 0));
    if (mass === undefined) continue;
    const message = `emissions is ${text}, which is read as grams, and the text of the card says ${mass.text}: write ${significant(mass.massG)}`;
    return [problem('unit-differs', message)];
  }
  return [];
}

/** Below this mass emissions are those of a few seconds: 0.1 g is 3 s of a GPU of 300 W at 400 g/kWh. */
const LEAST_G = 0.1;

function aboutSize(emissionsG: number): CardProblem[] {
  if (emissionsG >= LEAST_G) return [];
  const message = `${formatMass(emissionsG)} is what one GPU causes in a few seconds: check that it is not in kg`;
  return [problem('emissions-implausible', message)];
}

function aboutKeys({ form, fields, otherKeys }: CardEmissions): CardProblem[] {
  if (form === 'none' || form === 'invalid') return [];
  const problems: CardProblem[] = [];
  const missing = CARD_KEYS.filter((key) => fields[key] === null);
  if (missing.length > 0) {
    const bare = form === 'number' ? '; write co2_eq_emissions as a map with emissions' : '';
    problems.push(problem('keys-missing', `not given: ${listed(missing)}${bare}`));
  }
  const type = fields.training_type;
  if (type !== null && !(TRAINING_TYPES as readonly string[]).includes(type)) {
    problems.push(
      problem('training-type-unknown', `training_type is ${JSON.stringify(type)}; use ${TRAINING_TYPES.join(' or ')}`),
    );
  }
  if (otherKeys.length > 0) problems.push(problem('keys-unknown', `the Hub does not read ${listed(otherKeys)}`));
  return problems;
}
