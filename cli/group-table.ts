/** Groups of runs as a table that adds up. */
import { type Group, joinedGroups, type Totals } from '../src/accounting/index.ts';
import { formatCount, formatEnergy, formatMass, formatNumber } from '../src/model/numbers.ts';
import { plural } from '../src/model/text.ts';
import { formatDuration } from '../src/model/units.ts';
import { table } from './table.ts';

/** Groups that have a row each. */
interface ShownGroups {
  groups: readonly Group[];
  /** Sums of the groups that are left out; null where none is. */
  others: Group | null;
}

/** All groups in their order, or the `top` ones of most energy and the sums of the others. */
export function shownGroups(groups: readonly Group[], top: number | undefined): ShownGroups {
  if (top === undefined) return { groups, others: null };
  const sorted = [...groups].sort((a, b) => b.energyKwh - a.energyKwh);
  const rest = sorted.slice(top);
  const others = rest.length === 0 ? null : joinedGroups(`(${plural(rest.length, 'other')})`, rest);
  return { groups: sorted.slice(0, top), others };
}

/**
 * One line per group, and the total.
 *
 * @param by what a group is: `folder`
 * @param width in columns of a terminal
 */
export function groupTable(
  by: string,
  { groups: largest, others }: ShownGroups,
  totals: Totals,
  width: number,
): string {
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
