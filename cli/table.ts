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
  /** Shorter texts for this column, tried before texts are cut. */
  shorter?: (texts: readonly string[]) => readonly string[];
}

/** Formats a table; no wider than `width` terminal columns where a column can shrink. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string {
  const texts = rows.map((row) => row.map(clean));
  const shrinking = columns.findIndex(({ shrinks }) => shrinks);
  const widest = (cells: readonly string[]): number => cells.reduce((most, cell) => Math.max(most, columnsOf(cell)), 0);
  const cellsByColumn = columns.map(({ title }, i) => [title, ...texts.map((row) => row[i] ?? '')]);
  const room = width - cellsByColumn.reduce((sum, cells, i) => sum + (i === shrinking ? 0 : widest(cells) + 1), 0);
  const fitted = cellsByColumn.map((cells, i) => {
    if (i !== shrinking || widest(cells) <= room) return cells;
    const [title = '', ...names] = cells;
    return shortenApart([title, ...(columns[i]?.shorter?.(names) ?? names)], Math.max(room, 8));
  });
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
