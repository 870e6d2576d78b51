/** Totals by group: phases, folders, devices. */
import { joinedGroups } from '../../accounting/index.ts';
import { energyColumn, massColumn } from '../../model/column-units.ts';
import { formatCount, formatNumber, withSeparators } from '../../model/numbers.ts';
import { capitalized, plural } from '../../model/text.ts';
import { formatDuration } from '../../model/units.ts';
import type { Facts } from './facts.ts';
import { largestOf } from './largest.ts';
import { INK, type Layout, SIZES } from './layout.ts';
import { tableHeight, writeTable } from './table.ts';

/** Writes the table of groups; nothing where runs are not grouped. */
export function writeGroups(layout: Layout, { groups: facts, totals, mostRows }: Facts): void {
  if (facts === null) return;
  const { by, groups, excluded } = facts;
  const { shown, rest } = largestOf(groups, ({ energyKwh }) => energyKwh, mostRows);
  const others = rest.length === 0 ? [] : [joinedGroups(plural(rest.length, 'other group'), rest)];
  const gpuHours = groups.reduce((sum, group) => sum + group.gpuHours, 0);
  const all = [...shown, ...others, { ...totals, name: 'Total', gpuHours }];
  const energy = energyColumn(all.map(({ energyKwh }) => energyKwh));
  const mass = massColumn(all.map(({ co2eqG }) => co2eqG ?? 0));
  const rows = all.map((group) => [
    group.name,
    formatCount(group.runs),
    withSeparators(formatNumber(group.gpuHours)),
    formatDuration(group.durationS),
    energy.text(group.energyKwh),
    group.co2eqG === null ? '–' : mass.text(group.co2eqG),
  ]);
  const write = (): void => {
    writeTable(
      layout,
      [
        { title: capitalized(by), share: 0.36, cut: 'middle' },
        { title: 'Runs', share: 0.09, align: 'right' },
        { title: 'GPU-hours', share: 0.14, align: 'right' },
        { title: 'Duration', share: 0.14, align: 'right' },
        { title: `Energy (${energy.unit})`, share: 0.14, align: 'right' },
        { title: `CO₂eq (${mass.unit})`, share: 0.13, align: 'right' },
      ],
      rows,
    );
    for (const line of excluded)
      layout.paragraph(`${capitalized(line)}.`, { size: SIZES.small + 0.5, colour: INK.soft });
    layout.remark(GPU_HOURS);
  };
  layout.section(`Totals by ${by}`, write, tableHeight(rows.length));
}

const GPU_HOURS =
  'GPU-hours are the duration of each run times the number of its GPUs; a GPU that several runs measured at the same time counts once.';
