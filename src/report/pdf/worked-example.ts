/** One epoch of one run, from the printed power and duration to the printed energy and CO2eq. */
import { type Entry, epochPowerW, impliedGPerKwh } from '../../accounting/index.ts';
import { formatEnergy, formatMass, withSeparators } from '../../model/numbers.ts';
import { type Run, recordsEpochs } from '../../model/run.ts';
import { joulesToKwh } from '../../model/units.ts';
import type { Facts } from './facts.ts';

/** Digits of a printed factor: two more than those of the products. */
const FACTOR_DIGITS = 5;

/** A factor with the digits that recompute its products: `2,013.3`. */
export const asFactor = (value: number): string => withSeparators(String(Number(value.toPrecision(FACTOR_DIGITS))));

const printed = (value: number): number => Number(value.toPrecision(FACTOR_DIGITS));

/** Sentences with the example; null where no run records an epoch of which duration and power are known. */
export function workedExample({ runs, names }: Pick<Facts, 'runs' | 'names'>): string | null {
  const largest = [...runs].sort((a, b) => b.figures.corrected.energyKwh - a.figures.corrected.energyKwh);
  for (const entry of largest.slice(0, MOST_TRIED)) {
    const example = exampleOf(entry, names.get(entry.run) ?? entry.run.id);
    if (example !== null) return example;
  }
  return null;
}

/** The largest runs nearly always record epochs. */
const MOST_TRIED = 100;

function exampleOf({ run, factors, figures }: Entry, name: string): string | null {
  if (!recordsEpochs(run)) return null;
  const place = [...run.epochs].findIndex((epoch) => (epoch.durationS ?? 0) > 0 && powersOf(run, epoch).length > 0);
  const epoch = run.epochs[place];
  if (epoch === undefined || epoch.durationS === null) return null;
  const powers = powersOf(run, epoch);
  const durationS = printed(epoch.durationS);
  const powerW = powers.reduce((sum, one) => sum + printed(one.powerW), 0);
  const energyKwh = joulesToKwh(powerW * durationS);
  const pue = factors.pue?.value ?? 1;
  const implied = impliedGPerKwh(figures.corrected);
  const gPerKwh = implied === null ? null : printed(implied);
  const terms = powers.map(({ label, powerW: termW }) => `${asFactor(termW)} W (${label})`).join(' + ');
  const sum = powers.length > 1 ? `(${terms})` : terms;
  const parts = [
    `For example, epoch ${place + 1} of ${name}: ${sum} × ${asFactor(durationS)} s ÷ 3,600,000 J/kWh = ${formatEnergy(energyKwh)}`,
    ...(pue === 1 ? [] : [`; × PUE ${pue} = ${formatEnergy(energyKwh * pue)}`]),
    ...(gPerKwh === null
      ? []
      : [`; × ${asFactor(gPerKwh)} gCO₂eq/kWh = ${formatMass(energyKwh * pue * gPerKwh)} of CO₂eq`]),
  ];
  return `${parts.join('')}.`;
}

function powersOf(run: Run, epoch: Run['epochs'][number]): { label: string; powerW: number }[] {
  return run.components.flatMap((component) => {
    const powerW = epochPowerW(run, epoch, component);
    return powerW === null || powerW <= 0 ? [] : [{ label: component.name.toUpperCase(), powerW }];
  });
}
