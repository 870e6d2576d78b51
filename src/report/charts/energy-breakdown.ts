/** Breakdown of the energy of the monitored epochs: components, devices where logged separately, PUE overhead. */
import type { Entry } from '../../accounting/index.ts';
import { energyUnit } from '../../model/axis-units.ts';
import { formatEnergy, formatShare, largest } from '../../model/numbers.ts';
import type { Run } from '../../model/run.ts';
import { joulesToKwh } from '../../model/units.ts';
import { energyKwhOf, epochSeries } from './epoch-series.ts';
import type { Figure } from './figure.ts';
import { barsAspect, type NamedBar, namedBars, shortened } from './named-bars.ts';
import { COLOURS, lookOf } from './theme.ts';

const MOST_BARS = 20;
const LONGEST_DEVICE = 26;

interface Part {
  name: string;
  energyKwh: number;
  colour: string;
}

/** @returns null when no epoch has both a duration and a power */
export function energyBreakdown(entries: readonly Entry[]): Figure | null {
  const parts = new Map<string, Part>();
  const add = (name: string, energyKwh: number, colour: string): void => {
    const part = parts.get(name) ?? { name, energyKwh: 0, colour };
    part.energyKwh += energyKwh;
    parts.set(name, part);
  };
  let overheadKwh = 0;
  for (const { run, figures, factors } of entries) {
    if (figures.basis === 'none') continue;
    const own = partsOf(run, entries.length === 1);
    for (const { name, energyKwh, colour } of own) add(name, energyKwh, colour);
    overheadKwh += own.reduce((sum, { energyKwh }) => sum + energyKwh, 0) * ((factors.pue?.value ?? 1) - 1);
  }
  if (parts.size === 0) return null;
  const sorted = [...parts.values()].sort((a, b) => b.energyKwh - a.energyKwh);
  const shown = grouped(sorted);
  if (overheadKwh > 0) shown.push({ name: 'PUE overhead', energyKwh: overheadKwh, colour: COLOURS.grey });
  const totalKwh = shown.reduce((sum, { energyKwh }) => sum + energyKwh, 0);
  const unit = energyUnit(largest(shown.map(({ energyKwh }) => energyKwh)));
  const labelOf = (energyKwh: number): string =>
    totalKwh > 0 ? `${formatEnergy(energyKwh)} (${formatShare(energyKwh / totalKwh)})` : formatEnergy(energyKwh);
  const bars: NamedBar[] = shown.map(({ name, energyKwh, colour }) => ({
    name,
    value: energyKwh * unit.factor,
    label: labelOf(energyKwh),
    colour,
  }));
  const listed = bars.map(({ name, label }) => `${name} ${label}`).join(', ');
  return {
    title: 'Where the energy went',
    caption: 'Energy of the monitored epochs; the PUE overhead is what cooling and power supply add.',
    description: `Bar chart of the energy by part, ${formatEnergy(totalKwh)} in all: ${listed}.`,
    configuration: namedBars(bars, `Energy (${unit.name})`),
    aspect: barsAspect(bars.length),
  };
}

/** The parts of a run: devices where each has its own power and there is one run only, else components. */
function partsOf(run: Run, byDevice: boolean): Part[] {
  const series = epochSeries(run);
  return series.components.flatMap((own, position) => {
    const { component, label } = own;
    const { colour } = lookOf(component.name, position);
    const whole = [{ name: label, energyKwh: energyKwhOf(series, own), colour }];
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
      name: isSame ? `${label} ${i}` : `${label} ${i}: ${shortened(device, LONGEST_DEVICE)}`,
      energyKwh: joulesToKwh(energiesJ[i] as number),
      colour,
    }));
  });
}

function grouped(sorted: readonly Part[]): Part[] {
  if (sorted.length <= MOST_BARS) return [...sorted];
  const rest = sorted.slice(MOST_BARS - 1);
  const energyKwh = rest.reduce((sum, part) => sum + part.energyKwh, 0);
  return [...sorted.slice(0, MOST_BARS - 1), { name: `${rest.length} others`, energyKwh, colour: COLOURS.sky }];
}
