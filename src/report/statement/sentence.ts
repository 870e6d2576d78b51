/** The citation-ready sentence. */
import type { Obtained, Totals } from '../../accounting/index.ts';
import { formatNumber } from '../../model/numbers.ts';
import type { Equivalents } from '../../model/run.ts';
import { gramsToKilograms } from '../../model/units.ts';
import type { Tools } from './tools.ts';

/** The sentence that carbontracker's `print_aggregate` prints, with digits that a paper can carry. */
export function sentence(totals: Totals, tools: Tools): string {
  const parts = [
    `The training of models in this work is estimated to use ${formatNumber(totals.energyKwh)} kWh of electricity`,
    totals.co2eqG === null ? '.' : ` contributing to ${formatNumber(gramsToKilograms(totals.co2eqG))} kg of CO2eq.`,
    equivalentText(totals.equivalents),
    unknownText(totals),
    ` ${measuredBy(tools, totals)}`,
  ];
  return parts.join('');
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
