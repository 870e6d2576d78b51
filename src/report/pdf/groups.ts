/** Totals by group: phases, folders, devices. */
import { formatEnergy, formatMass, formatNumber } from '../../model/numbers.ts';
import { readableDuration } from '../../model/units.ts';
import type { Facts } from './facts.ts';
import { INK, type Layout, SIZES } from './layout.ts';
import { tableHeight, writeTable } from './table.ts';

export function writeGroups(layout: Layout, { groups: facts, totals }: Facts): void {
  if (facts === null) return;
  const { by, groups, excluded } = facts;
  const gpuHours = groups.reduce((sum, group) => sum + group.gpuHours, 0);
  const rows = [...groups, { ...totals, name: 'Total', gpuHours }].map((group) => [
    group.name,
    String(group.runs),
    formatNumber(group.gpuHours),
    readableDuration(group.durationS),
    formatEnergy(group.energyKwh),
    group.co2eqG === null ? '–' : formatMass(group.co2eqG),
  ]);
  const write = (): void => {
    writeTable(
      layout,
      [
        { title: titleOf(by), share: 0.36, cut: 'start' },
        { title: 'Runs', share: 0.09, align: 'right' },
        { title: 'GPU-hours', share: 0.14, align: 'right' },
        { title: 'Duration', share: 0.14, align: 'right' },
        { title: 'Energy', share: 0.14, align: 'right' },
        { title: 'CO₂eq', share: 0.13, align: 'right' },
      ],
      rows,
    );
    for (const line of excluded) layout.paragraph(`${titleOf(line)}.`, { size: SIZES.small + 0.5, colour: INK.soft });
    layout.paragraph(GPU_HOURS, { size: SIZES.small, colour: INK.soft });
  };
  layout.section(`Totals by ${by}`, write, tableHeight(rows.length));
}

const GPU_HOURS =
  'GPU-hours are the duration of each run times the number of its GPUs; a GPU that several runs measured at the same time counts once.';

const titleOf = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
