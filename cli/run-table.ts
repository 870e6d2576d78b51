/** Runs as a table: one line each, with sub-headings and subtotals where they are grouped. */
import { type Account, type Figure, type FigureRange, GroupTotals, gpuCount } from '../src/accounting/index.ts';
import type { AssessedRun } from '../src/assessed.ts';
import {
  formatEnergy,
  formatEnergyPair,
  formatEnergyRange,
  formatMass,
  formatMassRange,
  formatNumber,
} from '../src/model/numbers.ts';
import type { Run, Severity } from '../src/model/run.ts';
import { formatDuration } from '../src/model/units.ts';
import { withoutCommonFolder } from './run-names.ts';
import { type Column, clean, outputColumns, shorten, table, tell } from './terminal.ts';

export interface RunTableOptions {
  /** Groups that come first; null where runs are not grouped. */
  order: readonly string[] | null;
  asLogged: boolean;
  /** Ranges in place of what else there is to say of a run. */
  range: boolean;
}

interface Row {
  id: string;
  group: string;
  /** The cells behind the name. */
  cells: string[];
}

const NAME: Column = { title: 'run', align: 'left', shrinks: true };
const COLUMNS: readonly Column[] = [
  NAME,
  { title: 'start', align: 'left' },
  { title: 'duration', align: 'right' },
  { title: 'epochs', align: 'right' },
  { title: 'energy', align: 'right' },
  { title: 'CO2eq', align: 'right' },
  { title: 'basis', align: 'left' },
  { title: 'find.', align: 'right' },
];
const RANGE_COLUMNS: readonly Column[] = [
  NAME,
  { title: 'duration', align: 'right' },
  { title: 'energy', align: 'right' },
  { title: 'range', align: 'left' },
  { title: 'CO2eq', align: 'right' },
  { title: 'range', align: 'left' },
];

/** Behind a figure that the log prints otherwise. */
const MARK = '*';

/** Collects runs as they pass; the whole table is laid out at the end. */
export class RunTable {
  readonly #options: RunTableOptions;
  readonly #rows: Row[] = [];
  readonly #groups: GroupTotals;
  readonly #corrected = { runs: 0, loggedKwh: 0, countedKwh: 0 };
  #isPriced = false;

  constructor(options: RunTableOptions) {
    this.#options = options;
    this.#groups = new GroupTotals({ asLogged: options.asLogged, order: options.order ?? [] });
  }

  /** @param range of the run where ranges are wanted; null where none is known */
  add({ run, account, unpriced }: AssessedRun, group: string, range: FigureRange | null): void {
    this.#isPriced ||= account !== unpriced;
    const figure = this.#options.asLogged ? account.logged : account.corrected;
    const mark = !this.#options.asLogged && this.#isCorrected(unpriced) ? MARK : '';
    const cells = this.#options.range ? rangeCells(account, figure, range, mark) : cellsOf(run, account, figure, mark);
    this.#rows.push({ id: run.id, group, cells });
    this.#groups.add(group, account, gpuCount(run));
  }

  /** Whether people would read another figure in the log; adds it to those that are told. */
  #isCorrected({ logged, corrected }: Account): boolean {
    if (formatEnergy(logged.energyKwh) === formatEnergy(corrected.energyKwh)) return false;
    this.#corrected.runs += 1;
    this.#corrected.loggedKwh += logged.energyKwh;
    this.#corrected.countedKwh += corrected.energyKwh;
    return true;
  }

  /** The table; says on stderr what its marks mean. */
  text(): string {
    if (this.#rows.length === 0) return '';
    this.#tellMarks();
    const columns = this.#options.range ? RANGE_COLUMNS : COLUMNS;
    const names = withoutCommonFolder(this.#rows.map(({ id }) => id));
    const rows = this.#rows.map(({ cells, group }, i) => ({ group, cells: [names[i] ?? '', ...cells] }));
    if (this.#options.order === null) {
      return table(columns, aligned(rows.map(({ cells }) => cells)), outputColumns());
    }
    const groups = this.#groups.groups().filter(({ runs }) => runs > 0);
    const byGroup = new Map<string, string[][]>(groups.map(({ name }) => [name, []]));
    for (const { group, cells } of rows) byGroup.get(group)?.push(cells);
    const ordered = groups.flatMap((group) => [...(byGroup.get(group.name) ?? []), subtotal(group, columns)]);
    const [head = '', ...lines] = table(columns, aligned(ordered), outputColumns()).trimEnd().split('\n');
    let from = 0;
    const parts = groups.map(({ name, runs, gpuHours }) => {
      const to = from + runs + 1;
      const own = lines.slice(from, to);
      from = to;
      const count = `${runs} ${runs === 1 ? 'run' : 'runs'}, ${formatNumber(gpuHours)} GPU-hours`;
      return [`${shorten(clean(name), outputColumns() - count.length - 3)} (${count})`, ...own].join('\n');
    });
    return `${head}\n\n${parts.join('\n\n')}\n`;
  }

  #tellMarks(): void {
    const { runs, loggedKwh, countedKwh } = this.#corrected;
    if (runs === 0) return;
    const [logged, counted] = formatEnergyPair(loggedKwh, countedKwh);
    const which = `${runs} ${runs === 1 ? 'run' : 'runs'}: logged ${logged}, counted ${counted}${this.#isPriced ? ' before pricing' : ''}`;
    tell(`${MARK} the log prints another figure (${which}); --as-logged shows it, --json both`);
  }
}

const energyOf = ({ basis }: Account, { energyKwh }: Figure, mark: string): string =>
  basis === 'none' ? '-' : formatEnergy(energyKwh) + mark;
const massOf = ({ co2eqG }: Pick<Figure, 'co2eqG'>): string => (co2eqG === null ? '-' : formatMass(co2eqG));
const durationOf = ({ basis }: Account, { durationS }: Figure): string =>
  basis === 'none' ? '-' : formatDuration(durationS);

function cellsOf(run: Run, account: Account, figure: Figure, mark: string): string[] {
  const planned = run.plannedEpochs !== null && run.plannedEpochs !== run.epochs.length ? `/${run.plannedEpochs}` : '';
  return [
    run.startedAt?.slice(0, 16) ?? '-',
    durationOf(account, figure),
    `${run.epochs.length}${planned}`,
    energyOf(account, figure, mark),
    massOf(figure),
    account.basis,
    findingCounts(run),
  ];
}

function rangeCells(account: Account, figure: Figure, range: FigureRange | null, mark: string): string[] {
  return [
    durationOf(account, figure),
    energyOf(account, figure, mark),
    range === null ? '-' : formatEnergyRange(range.energyKwh),
    massOf(figure),
    range?.co2eqG == null ? '-' : formatMassRange(range.co2eqG),
  ];
}

/** The line below the runs of a group. */
function subtotal(
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

/** Where one energy bears a mark, a blank stands in its place behind the others, so that digits stay below each other. */
function aligned(rows: string[][]): string[][] {
  const isEnergy = (cell: string): boolean => / .?Wh\*?$/.test(cell) && !cell.includes(' to ');
  if (!rows.some((row) => row.some((cell, i) => i > 0 && cell.endsWith(`Wh${MARK}`)))) return rows;
  return rows.map((row) => row.map((cell, i) => (i > 0 && isEnergy(cell) && !cell.endsWith(MARK) ? `${cell} ` : cell)));
}

const LETTERS: Record<Severity, string> = { error: 'E', warning: 'W', info: 'I' };

function findingCounts({ findings }: Run): string {
  const counts = (['error', 'warning', 'info'] as const).map((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? '' : `${count}${LETTERS[severity]}`;
  });
  return counts.join('');
}
