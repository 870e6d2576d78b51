/** Runs as a table: one line each, with sub-headings and subtotals where they are grouped. */
import { type Entry, type FigureRange, type Figures, GroupTotals } from '../src/accounting/index.ts';
import { formatEnergy, formatEnergyPair, formatNumber } from '../src/model/numbers.ts';
import { plural } from '../src/model/text.ts';
import { aligned, cellsOf, MARK, rangeCells, subtotal } from './run-cells.ts';
import { NAME_COLUMN, withShortNames } from './run-names.ts';
import { type Column, shorten, table } from './table.ts';
import { clean, type Terminal } from './terminal.ts';

/** Options of the table. */
export interface RunTableOptions {
  /** Groups that come first; null where runs are not grouped. */
  order: readonly string[] | null;
  /** Whether figures are those that the logs print. */
  asLogged: boolean;
  /** Shows ranges instead of start, epochs, basis and findings. */
  range: boolean;
}

interface Row {
  id: string;
  group: string;
  /** The cells behind the name. */
  cells: string[];
}

const COLUMNS: readonly Column[] = [
  NAME_COLUMN,
  { title: 'start', align: 'left', spare: 0 },
  { title: 'duration', align: 'right', spare: 3 },
  { title: 'epochs', align: 'right', spare: 1 },
  { title: 'energy', align: 'right' },
  { title: 'CO2eq', align: 'right' },
  { title: 'basis', align: 'left' },
  { title: 'find.', align: 'right', spare: 2 },
];
const RANGE_COLUMNS: readonly Column[] = [
  NAME_COLUMN,
  { title: 'duration', align: 'right' },
  { title: 'energy', align: 'right' },
  { title: 'range', align: 'left' },
  { title: 'CO2eq', align: 'right' },
  { title: 'range', align: 'left' },
];

/** Collects runs; the table is laid out at the end. */
export class RunTable {
  readonly #options: RunTableOptions;
  readonly #rows: Row[] = [];
  readonly #groups: GroupTotals;
  readonly #corrected = { runs: 0, loggedKwh: 0, countedKwh: 0 };
  #hasFactors = false;

  constructor(options: RunTableOptions) {
    this.#options = options;
    this.#groups = new GroupTotals({ asLogged: options.asLogged, order: options.order ?? [] });
  }

  /**
   * Adds a run to a group; the group is empty where runs are not grouped.
   *
   * @param range of the run where ranges are wanted; null where none is known
   */
  add(entry: Entry, group: string, range: FigureRange | null): void {
    const { run, figures, beforeFactors } = entry;
    this.#hasFactors ||= figures !== beforeFactors;
    const figure = this.#options.asLogged ? figures.logged : figures.corrected;
    const mark = !this.#options.asLogged && this.#isCorrected(beforeFactors) ? MARK : '';
    const cells = this.#options.range ? rangeCells(figures, figure, range, mark) : cellsOf(entry, figure, mark);
    this.#rows.push({ id: run.id, group, cells });
    this.#groups.add(group, entry);
  }

  /** Whether the log prints a different figure; sums these figures for the note below the table. */
  #isCorrected({ logged, corrected }: Figures): boolean {
    if (formatEnergy(logged.energyKwh) === formatEnergy(corrected.energyKwh)) return false;
    this.#corrected.runs += 1;
    this.#corrected.loggedKwh += logged.energyKwh;
    this.#corrected.countedKwh += corrected.energyKwh;
    return true;
  }

  /** The table, no wider than `width` columns where names can be shortened. */
  text(width: number): string {
    if (this.#rows.length === 0) return '';
    const columns = this.#options.range ? RANGE_COLUMNS : COLUMNS;
    const lines = withShortNames(this.#rows.map(({ id, cells }) => [id, ...cells]));
    if (this.#options.order === null) return table(columns, aligned(lines), width);
    return this.#grouped(lines, columns, width);
  }

  /** @param lines - in the order of the rows */
  #grouped(lines: readonly string[][], columns: readonly Column[], width: number): string {
    const groups = this.#groups.result().filter(({ runs }) => runs > 0);
    const byGroup = new Map<string, string[][]>(groups.map(({ name }) => [name, []]));
    for (const [i, { group }] of this.#rows.entries()) byGroup.get(group)?.push(lines[i] ?? []);
    const ordered = groups.flatMap((group) => [...(byGroup.get(group.name) ?? []), subtotal(group, columns)]);
    const [head = '', ...texts] = table(columns, aligned(ordered), width).trimEnd().split('\n');
    let from = 0;
    const parts = groups.map(({ name, runs, gpuHours }) => {
      const to = from + runs + 1;
      const own = texts.slice(from, to);
      from = to;
      const count = `${plural(runs, 'run')}, ${formatNumber(gpuHours)} GPU-hours`;
      return [`${shorten(clean(name), width - count.length - 3)} (${count})`, ...own].join('\n');
    });
    return `${head}\n\n${parts.join('\n\n')}\n`;
  }

  /** Explains the mark behind figures in a note on stderr, below the table. */
  explainMarks(terminal: Terminal): void {
    const { runs, loggedKwh, countedKwh } = this.#corrected;
    if (runs === 0) return;
    const [logged, counted] = formatEnergyPair(loggedKwh, countedKwh);
    const which = `${plural(runs, 'run')}: logged ${logged}, counted ${counted}${this.#hasFactors ? ' with the factors of the logs' : ''}`;
    terminal.note(`${MARK} the log prints a different figure (${which}); --as-logged shows it, --json shows both`);
  }
}
