/** Energy of each run, largest first, with the others grouped. */
import type { Entry } from '../../accounting/index.ts';
import { energyUnit } from '../../model/axis-units.ts';
import { formatCount, formatEnergy, formatShare } from '../../model/numbers.ts';
import { shownNames } from '../../model/short-names.ts';
import { plural } from '../../model/text.ts';
import type { Figure } from './figure.ts';
import { barsAspect, type NamedBar, namedBars } from './named-bars.ts';
import { COLOURS } from './theme.ts';

const MOST_RUNS = 15;
/** Largest rest drawn as a bar; a larger one would squeeze the bars of the runs and is named in the caption. */
const LARGEST_REST = 2;
const REST = { colour: COLOURS.sky, hatch: 'none' } as const;

/**
 * Chart of the runs of most energy.
 *
 * @returns null for fewer than two runs with energy
 */
export function energyByRun(entries: readonly Entry[]): Figure | null {
  const names = shownNames(entries.map(({ run }) => run));
  const sorted = entries
    .map(({ run, figures }) => ({ name: names.get(run) ?? run.id, energyKwh: figures.corrected.energyKwh }))
    .filter(({ energyKwh }) => energyKwh > 0)
    .sort((a, b) => b.energyKwh - a.energyKwh);
  const largest = sorted[0];
  if (largest === undefined || sorted.length < 2) return null;
  const totalKwh = sorted.reduce((sum, { energyKwh }) => sum + energyKwh, 0);
  const shown = sorted.length <= MOST_RUNS + 1 ? sorted : sorted.slice(0, MOST_RUNS);
  const rest = sorted.slice(shown.length);
  const restKwh = rest.reduce((sum, { energyKwh }) => sum + energyKwh, 0);
  const restIsBar = rest.length > 0 && restKwh <= LARGEST_REST * largest.energyKwh;
  const unit = energyUnit(largest.energyKwh);
  const labelOf = (energyKwh: number): string => `${formatEnergy(energyKwh)} (${formatShare(energyKwh / totalKwh)})`;
  const toBar = (name: string, energyKwh: number, look?: NamedBar['look']): NamedBar => {
    return { name, value: energyKwh * unit.factor, label: labelOf(energyKwh), ...(look === undefined ? {} : { look }) };
  };
  const bars = shown.map(({ name, energyKwh }) => toBar(name, energyKwh));
  const restName = plural(rest.length, 'smaller run');
  if (restIsBar) bars.push(toBar(restName, restKwh, REST));
  const restText =
    rest.length > 0
      ? ` ${restName} used ${labelOf(restKwh)}${restIsBar ? '.' : ` and ${rest.length === 1 ? 'has' : 'have'} no bar.`}`
      : '';
  const listed = bars.map(({ name, label }) => `${name} ${label}`).join(', ');
  return {
    title: 'Energy by run',
    caption: `${captionOf(shown.length, sorted.length)}${restText}`,
    description: `Bar chart of the energy by run, ${formatEnergy(totalKwh)} in all: ${listed}.${restText}`,
    configuration: namedBars(bars, `Energy (${unit.name})`),
    aspect: barsAspect(bars.length),
  };
}

const captionOf = (shown: number, all: number): string =>
  shown === all ? `All ${all} runs with energy.` : `The ${shown} largest of ${formatCount(all)} runs with energy.`;
