/** Totals by group: phases, folders, devices. */
import type { Group } from '../../accounting/index.ts';
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
  const others = rest.length === 0 ? [] : [joined(rest)];
  const all: GroupFigures[] = [...shown, ...others, { ...totals, name: 'Total', gpuHours: sumOf(groups, 'gpuHours') }];
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
    layout.paragraph(GPU_HOURS, { size: SIZES.small, colour: INK.soft });
  };
  layout.section(`Totals by ${by}`, write, tableHeight(rows.length));
}

type GroupFigures = Pick<Group, 'name' | 'runs' | 'gpuHours' | 'durationS' | 'energyKwh' | 'co2eqG'>;

/** One row for the groups that have none; as in a total, their CO2eq is that of the runs of which it is known. */
function joined(groups: readonly Group[]): GroupFigures {
  return {
    name: plural(groups.length, 'other group'),
    runs: sumOf(groups, 'runs'),
    gpuHours: sumOf(groups, 'gpuHours'),
    durationS: sumOf(groups, 'durationS'),
    energyKwh: sumOf(groups, 'energyKwh'),
    co2eqG: groups.every(({ co2eqG }) => co2eqG === null) ? null : sumOf(groups, 'co2eqG'),
  };
}

const sumOf = (groups: readonly Group[], key: 'runs' | 'gpuHours' | 'durationS' | 'energyKwh' | 'co2eqG'): number =>
  groups.reduce((sum, group) => sum + (group[key] ?? 0), 0);

const GPU_HOURS =
  'GPU-hours are the duration of each run times the number of its GPUs; a GPU that several runs measured at the same time counts once.';
