/** Tables for people that fit into a terminal. */
import columnsOf from 'fast-string-width';
import { clean } from '../src/model/text.ts';

export interface Column {
  title: string;
  align: 'left' | 'right';
  /** The one column that gives way when the table is too wide: the middle of its texts is left out. */
  shrinks?: boolean;
  /** Shorter texts in place of those of that column, tried before anything is left out. */
  shorter?: (texts: readonly string[]) => readonly string[];
}

/** A table with blanks between its columns, no wider than `width` terminal columns where a column can shrink. */
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

/** Of a text that is cut, the share that its end has unless others tell texts better apart. */
const TAIL_SHARE = 0.6;
const TAIL_SHARES = [TAIL_SHARE, 0.4, 0.2, 0.8, 1];

/** Cuts texts alike, so that the most of them stay apart. */
function shortenApart(texts: readonly string[], width: number): readonly string[] {
  let best: readonly string[] = [];
  let mostApart = 0;
  for (const share of TAIL_SHARES) {
    const cut = texts.map((text) => shorten(text, width, share));
    const apart = new Set(cut).size;
    if (apart > mostApart) [best, mostApart] = [cut, apart];
  }
  return best;
}

/** Shortens a text to a number of terminal columns by leaving out its middle; both ends distinguish runs. */
export function shorten(text: string, width: number, tailShare = TAIL_SHARE): string {
  if (columnsOf(text) <= width) return text;
  const signs = signsOf(text);
  const tailWidth = Math.ceil((width - 1) * tailShare);
  const head = takeColumns(signs, width - 1 - tailWidth);
  return `${head.join('')}…${takeColumns(signs.reverse(), tailWidth).reverse().join('')}`;
}

/** What a reader sees as single signs; a text of ASCII needs no segmenter, which takes 10 ms to load. */
function signsOf(text: string): string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII.
  if (/^[\x00-\x7f]*$/.test(text)) return [...text];
  return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
}

/** The first signs that fit into a number of columns. */
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
