/** Text tables that fit into a terminal. */
import columnsOf from 'fast-string-width';
import { clean, cutApart } from '../src/model/text.ts';

/** A column of a table. */
export interface Column {
  /** Heading of the column. */
  title: string;
  /** Side of its texts. */
  align: 'left' | 'right';
  /** Whether this column is shortened, in the middle of its texts, when the table is too wide. */
  shrinks?: boolean;
  /** Ways to shorter texts for this column, tried in turn before texts are cut. */
  shorter?: readonly ((texts: readonly string[]) => readonly string[])[];
  /** Leaves this column out, those of lower numbers first: number 0 before texts are cut, others where nothing else fits. */
  spare?: number;
}

/** Texts are not cut to less. */
const LEAST_CUT = 8;
/** Room for texts below which further columns are left out. */
const LEAST_ROOM = 16;

/** Formats a table; no wider than `width` terminal columns, which may be endless, where a column can shrink. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string {
  return laidOut(
    columns,
    rows.map((row) => row.map(clean)),
    width,
  );
}

function laidOut(columns: readonly Column[], texts: readonly (readonly string[])[], width: number): string {
  const shrinking = columns.findIndex(({ shrinks }) => shrinks);
  const widest = (cells: readonly string[]): number => cells.reduce((most, cell) => Math.max(most, columnsOf(cell)), 0);
  const cellsByColumn = columns.map(({ title }, i) => [title, ...texts.map((row) => row[i] ?? '')]);
  const room = width - cellsByColumn.reduce((sum, cells, i) => sum + (i === shrinking ? 0 : widest(cells) + 1), 0);
  const [title = '', ...names] = cellsByColumn[shrinking] ?? [];
  const ways = [names, ...(columns[shrinking]?.shorter ?? []).map((shorter) => shorter(names))];
  const way = ways.find((one) => widest([title, ...one]) <= room);
  const spare = way === undefined ? spareOf(columns, room) : -1;
  if (spare >= 0) {
    const others = columns.filter((_, i) => i !== spare);
    return laidOut(
      others,
      texts.map((row) => row.filter((_, i) => i !== spare)),
      width,
    );
  }
  const shown = way ?? shortenApart([title, ...(ways.at(-1) ?? names)], Math.max(room, LEAST_CUT)).slice(1);
  const fitted = cellsByColumn.map((cells, i) => (i === shrinking ? [title, ...shown] : cells));
  const widths = fitted.map(widest);
  const line = (_: unknown, row: number): string => {
    const cells = columns.map(({ align }, i) => {
      const cell = fitted[i]?.[row] ?? '';
      const padding = ' '.repeat((widths[i] ?? 0) - columnsOf(cell));
      return align === 'right' ? padding + cell : cell + padding;
    });
    return cells.join(' ').trimEnd();
  };
  return `${Array.from({ length: texts.length + 1 }, line).join('\n')}\n`;
}

/** The column to leave out where texts do not fit into their room; -1 for none. */
function spareOf(columns: readonly Column[], room: number): number {
  const ranks = columns.map(({ spare = Number.POSITIVE_INFINITY }) => spare);
  const lowest = Math.min(...ranks);
  return lowest === 0 || (Number.isFinite(lowest) && room < LEAST_ROOM) ? ranks.indexOf(lowest) : -1;
}

/** Share of a shortened text that its end gets, unless another share keeps more texts distinct. */
const TAIL_SHARE = 0.6;
const TAIL_SHARES = [TAIL_SHARE, 0.4, 0.2, 0.8, 1];

/** Texts that are compared with one another, which takes the square of their number. */
const MOST_COMPARED = 500;

/** Shortens all texts the same way; where some would then be the same, by the part in which they differ. */
function shortenApart(texts: readonly string[], width: number): readonly string[] {
  let best: readonly string[] = [];
  let mostApart = 0;
  for (const share of TAIL_SHARES) {
    const cut = texts.map((text) => shorten(text, width, share));
    const apart = new Set(cut).size;
    if (apart > mostApart) [best, mostApart] = [cut, apart];
  }
  if (texts.length > MOST_COMPARED || mostApart === new Set(texts).size) return best;
  // One sign is one column, as in nearly all names.
  const cut = texts.every((text) => columnsOf(text) === text.length) ? cutApart(texts, width) : best;
  return new Set(cut).size > mostApart ? cut : best;
}

/** Shortens a text to a number of terminal columns by leaving out its middle; both ends distinguish runs. */
export function shorten(text: string, width: number, tailShare = TAIL_SHARE): string {
  if (columnsOf(text) <= width) return text;
  const signs = signsOf(text);
  const tailWidth = Math.ceil((width - 1) * tailShare);
  const head = takeColumns(signs, width - 1 - tailWidth);
  return `${head.join('')}…${takeColumns(signs.reverse(), tailWidth).reverse().join('')}`;
}

/** Splits a text into graphemes; ASCII avoids the segmenter, which takes 10 ms to load. */
function signsOf(text: string): string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII.
  if (/^[\x00-\x7f]*$/.test(text)) return [...text];
  return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
}

/** The first graphemes that fit into a number of columns. */
function takeColumns(signs: readonly string[], width: number): string[] {
  const taken: string[] = [];
  let used = 0;
  for (const sign of signs) {
    used += columnsOf(sign);
    if (used > width) break;
    taken.push(sign);
  }
  return taken;
}
