/** The citation-ready sentence. */
import type { Pricing, TotalRange, Totals } from '../../accounting/index.ts';
import { formatNumber } from '../../model/numbers.ts';
import type { Equivalents } from '../../model/run.ts';
import { gramsToKilograms } from '../../model/units.ts';
import { pricingText } from './factor-texts.ts';
import type { Obtained, Tools } from './tools.ts';

/** What a sentence says beyond the totals. */
export interface SentenceOptions {
  /** Factors that replaced the logged ones; a reader must see that they are not those of the logs. */
  pricing?: Pricing;
  /** Stands behind the figures: `0.42 (0.35 to 0.51) kg`. */
  range?: TotalRange | null;
}

/** The sentence that carbontracker's `print_aggregate` prints, with digits that a paper can carry. */
export function sentence(totals: Totals, tools: Tools, { pricing = {}, range = null }: SentenceOptions = {}): string {
  const energy = withRange(totals.energyKwh, range?.energyKwh ?? null);
  const parts = [
    `The training of models in this work is estimated to use ${energy} kWh of electricity`,
    totals.co2eqG === null ? '.' : ` contributing to ${massText(totals.co2eqG, range)} kg of CO2eq.`,
    equivalentText(totals.equivalents),
    unknownText(totals),
    pricedText(pricing),
    ` ${measuredBy(tools, totals)}`,
  ];
  return parts.join('');
}

function massText(co2eqG: number, range: TotalRange | null): string {
  const bounds = range?.co2eqG ?? null;
  const boundsKg = bounds === null ? null : (bounds.map(gramsToKilograms) as [number, number]);
  return withRange(gramsToKilograms(co2eqG), boundsKg);
}

function withRange(value: number, bounds: readonly [number, number] | null): string {
  const range = bounds === null ? '' : ` (${formatNumber(bounds[0])} to ${formatNumber(bounds[1])})`;
  return formatNumber(value) + range;
}

function equivalentText(equivalents: Equivalents | null): string {
  const texts = Object.entries(equivalents ?? {}).map(([unit, value]) => `${formatNumber(value)} ${unit}`);
  return texts.length === 0 ? '' : ` This is equivalent to ${texts.join(' or ')}.`;
}

function unknownText({ co2eqG, co2eqUnknownRuns, runs }: Totals): string {
  if (co2eqUnknownRuns === 0) return '';
  if (co2eqG === null) return ' The CO2eq is unknown.';
  return ` The CO2eq of ${co2eqUnknownRuns} of ${runs} runs is unknown and not included.`;
}

function pricedText(pricing: Pricing): string {
  const text = pricingText(pricing);
  return text === null ? '' : ` ${text.replaceAll('CO₂eq', 'CO2eq')}`;
}

const VERBS: Record<Obtained, string> = { measured: 'Measured', estimated: 'Estimated', simulated: 'Simulated' };

function measuredBy({ carbontracker, ctTrack, obtained = [] }: Tools, { basis }: Totals): string {
  const names = [
    ...(carbontracker ? ['carbontracker (https://github.com/lfwa/carbontracker)'] : []),
    ...(ctTrack === null ? [] : [`ct-track (${ctTrack}, in carbontracker's log format)`]),
  ];
  const [main = 'measured', ...others] = obtained;
  const parts = [...others, ...(basis.predicted.runs > 0 ? ['extrapolated'] : [])];
  const partly = parts.length === 0 ? '' : `, partly ${parts.join(' and ')}`;
  return `${VERBS[main]} by ${names.join(' and ')}${partly}.`;
}
