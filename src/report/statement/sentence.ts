/** The citation-ready sentence. */
import type { GivenFactors, Obtained, TotalRange, Totals } from '../../accounting/index.ts';
import { formatNumber } from '../../model/numbers.ts';
import type { Equivalents } from '../../model/run.ts';
import { capitalized, listed } from '../../model/text.ts';
import { gramsToKilograms } from '../../model/units.ts';
import { recalculatedText } from './factor-texts.ts';
import { type Markup, PLAIN } from './markup.ts';
import type { OtherTool, Tools } from './tools.ts';

/** Options of a sentence. */
export interface SentenceOptions {
  /** Factors that replaced the logged ones; the sentence names them. */
  factors?: GivenFactors;
  /** Range, shown after the figures: `0.42 (0.35 to 0.51) kg`; null or absent for none. */
  range?: TotalRange | null;
  /** How figures are marked up; plain text unless given. */
  markup?: Markup;
}

/**
 * The sentence that carbontracker's `print_aggregate` prints, with digits that a paper can carry. Where nothing was
 * measured it states that in place of 0 kWh.
 */
export function sentence(
  totals: Totals,
  tools: Tools,
  { factors = {}, range = null, markup = PLAIN }: SentenceOptions = {},
): string {
  if (totals.runs > 0 && totals.basis.none.runs === totals.runs) {
    return `The electricity used by the training of models in this work is unknown: nothing was measured. Logged by ${writersOf(tools, markup)}.`;
  }
  const energyText = withRange(totals.energyKwh, range?.energyKwh ?? null);
  const energy = markup.named('ctEnergy', markup.quantity(energyText, 'kWh'));
  const parts = [
    `The training of models in this work is estimated to use ${energy} of electricity`,
    totals.co2eqG === null ? '.' : ` contributing to ${carbonText(totals.co2eqG, markup, range)}.`,
    equivalentText(totals.equivalents, markup),
    unknownText(totals, markup),
    recalculatedSentence(factors, tools, markup),
    ` ${measuredBy(tools, totals, markup)}`,
  ];
  return parts.join('');
}

/** `0.423 kg of CO2eq`. */
export function carbonText(co2eqG: number, markup: Markup, range: TotalRange | null = null): string {
  return `${carbonMass(co2eqG, markup, range)} of ${markup.text('CO2eq')}`;
}

/** `0.423 kg`. */
export function carbonMass(co2eqG: number, markup: Markup, range: TotalRange | null = null): string {
  const bounds = range?.co2eqG ?? null;
  const boundsKg = bounds === null ? null : (bounds.map(gramsToKilograms) as [number, number]);
  return markup.named('ctCarbon', markup.quantity(withRange(gramsToKilograms(co2eqG), boundsKg), 'kg'));
}

function withRange(value: number, bounds: readonly [number, number] | null): string {
  const range = bounds === null ? '' : ` (${formatNumber(bounds[0])} to ${formatNumber(bounds[1])})`;
  return formatNumber(value) + range;
}

function equivalentText(equivalents: Equivalents | null, markup: Markup): string {
  const texts = Object.entries(equivalents ?? {}).map(([unit, value]) => inUnit(unit, value, markup));
  return texts.length === 0 ? '' : ` This is equivalent to ${texts.join(' or ')}.`;
}

/** `3.515 km travelled by car`. */
export function inUnit(unit: string, value: number, markup: Markup): string {
  const isKm = unit.startsWith('km ');
  const quantity = markup.quantity(formatNumber(value), isKm ? 'km' : '');
  return `${isKm ? markup.named('ctEquivalent', quantity) : quantity} ${markup.text(isKm ? unit.slice(3) : unit)}`;
}

function unknownText({ co2eqG, co2eqUnknownRuns, runs }: Totals, { text }: Markup): string {
  if (co2eqUnknownRuns === 0) return '';
  const what = `The ${text('CO2eq')}`;
  if (co2eqG === null) return ` ${what} is unknown.`;
  return ` ${what} of ${co2eqUnknownRuns} of ${runs} runs is unknown and not included.`;
}

function recalculatedSentence(factors: GivenFactors, { keptPue }: Tools, markup: Markup): string {
  const text = recalculatedText(factors, keptPue);
  return text === null ? '' : ` ${markup.text(text.replaceAll('CO₂eq', 'CO2eq'))}`;
}

/** How the figures were obtained: `measured`, `estimated, partly simulated and extrapolated`. */
export function obtainedWords(tools: Tools, totals: Totals): string {
  const { main, partly } = waysOf(tools, totals);
  return `${main}${partly}`;
}

function waysOf({ obtained = [] }: Tools, { basis }: Totals): { main: Obtained; partly: string } {
  const [main = 'measured', ...others] = obtained;
  const parts = [...others, ...(basis.predicted.runs > 0 ? ['extrapolated'] : [])];
  return { main, partly: parts.length === 0 ? '' : `, partly ${parts.join(' and ')}` };
}

function measuredBy(tools: Tools, totals: Totals, markup: Markup): string {
  const { main, partly } = waysOf(tools, totals);
  return `${capitalized(main)} by ${writersOf(tools, markup)}${partly}.`;
}

function writersOf({ carbontracker, ctTrack, others = [] }: Tools, markup: Markup): string {
  const names = [
    ...(carbontracker ? [markup.tool('carbontracker', 'carbontracker')] : []),
    ...(ctTrack === null ? [] : [`ct-track (${markup.text(ctTrack)}, in carbontracker's log format)`]),
    ...others.map((tool) => otherName(tool, markup)),
  ];
  return listed(names);
}

/** A program with what to cite for it, where there is anything. */
function otherName(tool: OtherTool, markup: Markup): string {
  switch (tool) {
    case 'codecarbon':
      return markup.tool('CodeCarbon', 'codecarbon');
    case 'carbontracker-tui':
      return markup.tool('carbontracker-tui', 'carbontrackerTui');
    case 'nvidia-smi':
      return markup.tool('nvidia-smi', 'nvidiaSmi');
    case null:
      return 'a power trace';
  }
}
