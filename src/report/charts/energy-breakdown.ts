/** Breakdown of the energy of the monitored epochs: components, devices where logged separately, PUE overhead. */
import type { Basis, Entry } from '../../accounting/index.ts';
import { energyUnit } from '../../model/axis-units.ts';
import { formatEnergy, formatShare, largest } from '../../model/numbers.ts';
import type { Run } from '../../model/run.ts';
import { cutMiddle } from '../../model/text.ts';
import { joulesToKwh } from '../../model/units.ts';
import { energyKwhOf, epochSeries } from './epoch-series.ts';
import type { Figure } from './figure.ts';
import { barsAspect, type NamedBar, namedBars } from './named-bars.ts';
import { COLOURS, type Look, lookOf, OVERHEAD } from './theme.ts';

const MOST_BARS = 20;
const LONGEST_DEVICE = 26;

interface Part {
  name: string;
  energyKwh: number;
  look: Pick<Look, 'colour' | 'hatch'>;
}

/** Smaller differences between a total and its epochs come from the digits that logs print. */
const LEAST_UNKNOWN_SHARE = 0.001;
const UNKNOWN: Part['look'] = { colour: '#e5e5e5', hatch: 'falling' };

/**
 * Chart of the energy of the monitored epochs by component, and of the PUE overhead.
 *
 * @returns null when no epoch has both a duration and a power
 */
export function energyBreakdown(entries: readonly Entry[]): Figure | null {
  const parts = new Map<string, Part>();
  const add = (name: string, energyKwh: number, look: Part['look']): void => {
    const part = parts.get(name) ?? { name, energyKwh: 0, look };
    part.energyKwh += energyKwh;
    parts.set(name, part);
  };
  let overheadKwh = 0;
  let unknownKwh = 0;
  for (const { run, figures, factors } of entries) {
    const { energyKwh } = figures.corrected;
    if (figures.basis === 'none') continue;
    const own = partsOf(run, entries.length === 1);
    const pue = factors.pue?.value ?? 1;
    const recordedKwh = own.reduce((sum, part) => sum + part.energyKwh, 0);
    const share = shareOf(recordedKwh * pue, energyKwh, figures.basis);
    for (const { name, energyKwh: partKwh, look } of own) add(name, partKwh * share, look);
    overheadKwh += recordedKwh * share * (pue - 1);
    unknownKwh += energyKwh - recordedKwh * share * pue;
  }
  if (parts.size === 0) return null;
  const sorted = [...parts.values()].sort((a, b) => b.energyKwh - a.energyKwh);
  const shown = grouped(sorted);
  const totalKwh = entries.reduce((sum, { figures }) => sum + figures.corrected.energyKwh, 0);
  if (overheadKwh > 0) shown.push({ name: 'PUE overhead', energyKwh: overheadKwh, look: OVERHEAD });
  const isSplit = unknownKwh <= LEAST_UNKNOWN_SHARE * totalKwh;
  if (!isSplit) shown.push({ name: 'unknown split', energyKwh: unknownKwh, look: UNKNOWN });
  const unit = energyUnit(largest(shown.map(({ energyKwh }) => energyKwh)));
  const labelOf = (energyKwh: number): string =>
    totalKwh > 0 ? `${formatEnergy(energyKwh)} (${formatShare(energyKwh / totalKwh)})` : formatEnergy(energyKwh);
  const bars: NamedBar[] = shown.map(({ name, energyKwh, look }) => ({
    name,
    value: energyKwh * unit.factor,
    label: labelOf(energyKwh),
    look,
  }));
  const listed = bars.map(({ name, label }) => `${name} ${label}`).join(', ');
  const caption =
    `The parts add up to ${formatEnergy(totalKwh)}.` +
    (overheadKwh > 0 ? ' The PUE overhead is the energy for cooling and power supply.' : '') +
    (isSplit ? '' : ' The unknown split is energy of which the logs print only the sum.');
  return {
    title: 'Where the energy went',
    caption,
    description: `Bar chart of the energy by part, ${formatEnergy(totalKwh)} in all: ${listed}.`,
    configuration: namedBars(bars, `Energy (${unit.name})`),
    aspect: barsAspect(bars.length),
  };
}

/**
 * Factor from the recorded epochs to the figure: an extrapolation has the same parts, and a figure without devices that
 * another run counts is smaller. Else the epochs are a part of the figure as they are.
 */
function shareOf(recordedKwh: number, countedKwh: number, basis: Basis): number {
  return recordedKwh > 0 && (basis === 'predicted' || recordedKwh > countedKwh) ? countedKwh / recordedKwh : 1;
}

/** The parts of a run: devices where each has its own power and there is one run only, else components. */
function partsOf(run: Run, byDevice: boolean): Part[] {
  const series = epochSeries(run);
  return series.components.flatMap((own, position) => {
    const { component, label } = own;
    const look = lookOf(component.name, position);
    const whole = [{ name: label, energyKwh: energyKwhOf(series, own), look }];
    if (!byDevice || component.devices.length < 2) return whole;
    const energiesJ = component.devices.map(() => 0);
    for (const [i, epoch] of run.epochs.entries()) {
      const power = epoch.powerW[component.name];
      if (power === null || power === undefined) continue;
      if (power.scope !== 'device' || power.values.length !== energiesJ.length) return whole;
      for (const [device, powerW] of power.values.entries()) {
        energiesJ[device] = (energiesJ[device] as number) + (powerW ?? 0) * (series.durationsS[i] as number);
      }
    }
    const isSame = new Set(component.devices).size === 1;
    return component.devices.map((device, i) => ({
      // Equal names do not distinguish devices, and the hardware table lists them.
      name: isSame ? `${label} ${i}` : `${label} ${i}: ${cutMiddle(device, LONGEST_DEVICE)}`,
      energyKwh: joulesToKwh(energiesJ[i] as number),
      look,
    }));
  });
}

function grouped(sorted: readonly Part[]): Part[] {
  if (sorted.length <= MOST_BARS) return [...sorted];
  const rest = sorted.slice(MOST_BARS - 1);
  const energyKwh = rest.reduce((sum, part) => sum + part.energyKwh, 0);
  return [
    ...sorted.slice(0, MOST_BARS - 1),
    { name: `${rest.length} others`, energyKwh, look: { colour: COLOURS.sky, hatch: 'none' } },
  ];
}
