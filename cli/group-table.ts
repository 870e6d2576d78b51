/** Groups of runs as a table that adds up. */
import { type Group, type TopGroups, type Totals, topGroups } from '../src/accounting/index.ts';
import { formatCount, formatEnergy, formatMass, formatNumber } from '../src/model/numbers.ts';
import { plural } from '../src/model/text.ts';
import { formatDuration } from '../src/model/units.ts';
import { table } from './table.ts';

/** All groups in their order, or the `top` ones of most energy and the sums of the others. */
export const shownGroups = (groups: readonly Group[], top: number | undefined): TopGroups =>
  top === undefined
    ? { groups: [...groups], others: null }
    : topGroups(groups, { count: top, nameOfOthers: (rest) => `(${plural(rest, 'other')})` });

/**
 * One line per group, and the total.
 *
 * @param by what a group is: `folder`
 * @param width in columns of a terminal
 */
export function groupTable(by: string, { groups: largest, others }: TopGroups, totals: Totals, width: number): string {
  const groups = others === null ? largest : [...largest, others];
  const gpuHours = groups.reduce((sum, group) => sum + group.gpuHours, 0);
  const rows = [...groups, { ...totals, name: 'total', gpuHours }].map((group) => [
    group.name,
    formatCount(group.runs),
    formatNumber(group.gpuHours),
    formatDuration(group.durationS),
    formatEnergy(group.energyKwh),
    group.co2eqG === null ? '-' : formatMass(group.co2eqG),
  ]);
  return table(
    [
      { title: by, align: 'left', shrinks: true },
      { title: 'runs', align: 'right' },
      { title: 'GPU-hours', align: 'right' },
      { title: 'duration', align: 'right' },
      { title: 'energy', align: 'right' },
      { title: 'CO2eq', align: 'right' },
    ],
    rows,
    width,
  );
}

/** A group as a JSON record. */
export function groupRecord({ name, runs, gpuHours, energyKwh, co2eqG, durationS, basis }: Group): Partial<Group> {
  return { name, runs, gpuHours, energyKwh, co2eqG, durationS, basis };
}
