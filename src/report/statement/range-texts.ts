/** The range of the totals as a sentence with named bounds, for mark-up in which a figure is a single number. */
import type { FigureRange } from '../../accounting/index.ts';
import { formatNumber } from '../../model/numbers.ts';
import { listed, plural } from '../../model/text.ts';
import { gramsToKilograms } from '../../model/units.ts';
import type { Facts } from './facts.ts';
import type { Markup } from './markup.ts';

const CAUSES: Record<FigureRange['parts'][number]['kind'], string> = {
  sensor: 'the accuracy of power sensors',
  coverage: 'missing readings',
  'tdp-model': 'load models',
  prediction: 'extrapolated epochs',
  devices: 'devices that may have been averaged',
  total: 'printed totals that contradict their epochs',
  'counted-twice': 'devices that may count twice',
  pue: 'the PUE',
  intensity: 'the carbon intensity',
};

/** `The range is 0.169 kWh to 0.195 kWh of electricity ...`; empty where no range is requested or known. */
export function rangeSentence({ range }: Pick<Facts, 'range'>, m: Markup): string {
  if (range === null) return '';
  const [lowKwh, highKwh] = range.energyKwh;
  const low = m.named('ctEnergyLow', m.quantity(formatNumber(lowKwh), 'kWh'));
  const high = m.named('ctEnergyHigh', m.quantity(formatNumber(highKwh), 'kWh'));
  const causes = [...new Set(range.parts.map(({ kind }) => CAUSES[kind]))];
  const because = causes.length === 0 ? '' : `, a worst case that covers ${listed(causes)}`;
  const without =
    range.runsWithoutRange === 0
      ? ''
      : `; it is unknown for ${plural(range.runsWithoutRange, 'run')}, counted with the figure alone`;
  return `The range is ${low} to ${high} of electricity${carbonBounds(range, m)}${because}${without}.`;
}

function carbonBounds({ co2eqG }: FigureRange, m: Markup): string {
  if (co2eqG === null) return '';
  const [low, high] = co2eqG.map((massG) => m.quantity(formatNumber(gramsToKilograms(massG)), 'kg'));
  const bounds = `${m.named('ctCarbonLow', low ?? '')} to ${m.named('ctCarbonHigh', high ?? '')}`;
  return ` and ${bounds} of ${m.text('CO2eq')}`;
}
