/** The cells of the table of runs. */
import { type Entry, type Figure, type FigureRange, type Figures, shownEpochsOf } from '../src/accounting/index.ts';
import { formatEnergy, formatEnergyRange, formatMass, formatMassRange } from '../src/model/numbers.ts';
import { type Run, SEVERITIES, type Severity } from '../src/model/run.ts';
import { formatDuration } from '../src/model/units.ts';
import type { Column } from './table.ts';

/** Marks a figure that differs from the one that the log prints. */
export const MARK = '*';

const energyOf = ({ basis }: Figures, { energyKwh }: Figure, mark: string): string =>
  basis === 'none' ? '-' : formatEnergy(energyKwh) + mark;
const massOf = ({ co2eqG }: Pick<Figure, 'co2eqG'>): string => (co2eqG === null ? '-' : formatMass(co2eqG));
const durationOf = ({ basis }: Figures, { durationS }: Figure): string =>
  basis === 'none' ? '-' : formatDuration(durationS);

/** The cells of a run after its name. */
export function cellsOf(entry: Entry, figure: Figure, mark: string): string[] {
  const { run, figures } = entry;
  const epochs = shownEpochsOf(entry);
  const planned = run.plannedEpochs !== null && run.plannedEpochs !== epochs ? `/${run.plannedEpochs}` : '';
  return [
    run.startedAt?.slice(0, 16) ?? '-',
    durationOf(figures, figure),
    `${epochs ?? '-'}${planned}`,
    energyOf(figures, figure, mark),
    massOf(figure),
    figures.basis,
    findingCounts(run),
  ];
}

/** As `cellsOf`, with ranges instead of start, epochs, basis and findings. */
export function rangeCells(figures: Figures, figure: Figure, range: FigureRange | null, mark: string): string[] {
  return [
    durationOf(figures, figure),
    energyOf(figures, figure, mark),
    range === null ? '-' : formatEnergyRange(range.energyKwh),
    massOf(figure),
    range?.co2eqG == null ? '-' : formatMassRange(range.co2eqG),
  ];
}

/** The subtotal line below the runs of a group. */
export function subtotal(
  group: { durationS: number; energyKwh: number; co2eqG: number | null },
  columns: readonly Column[],
): string[] {
  const cells: Record<string, string> = {
    run: 'subtotal',
    duration: formatDuration(group.durationS),
    energy: formatEnergy(group.energyKwh),
    CO2eq: massOf(group),
  };
  return columns.map(({ title }) => cells[title] ?? '');
}

/** Pads unmarked energies with a blank where others have a mark, so that digits align. */
export function aligned(rows: string[][]): string[][] {
  const isEnergy = (cell: string): boolean => / .?Wh\*?$/.test(cell) && !cell.includes(' to ');
  if (!rows.some((row) => row.some((cell, i) => i > 0 && cell.endsWith(`Wh${MARK}`)))) return rows;
  return rows.map((row) => row.map((cell, i) => (i > 0 && isEnergy(cell) && !cell.endsWith(MARK) ? `${cell} ` : cell)));
}

const LETTERS: Record<Severity, string> = { error: 'E', warning: 'W', info: 'I' };

function findingCounts({ findings }: Run): string {
  const counts = SEVERITIES.map((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? '' : `${count}${LETTERS[severity]}`;
  });
  return counts.join('');
}
