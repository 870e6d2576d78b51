/** Printing for people: clean text, tables that fit, and exit codes. */
import { clean } from '../src/model/text.ts';

export { clean, toJson } from '../src/model/text.ts';

/** What the commands return to the shell. */
export const EXIT = { done: 0, unusable: 1, usage: 2 } as const;

/** Width of a terminal of which nothing is known. */
const DEFAULT_COLUMNS = 80;

/** Columns of standard output; where it is no terminal those that the environment names, or 80. */
export function outputColumns(): number {
  const { COLUMNS = '' } = process.env;
  const columns = process.stdout.isTTY ? process.stdout.columns : Number(/^\d+$/.exec(COLUMNS)?.[0] ?? DEFAULT_COLUMNS);
  return Math.max(columns ?? DEFAULT_COLUMNS, 40);
}

/** Writes to standard output and waits where the reader is slower. */
export async function print(text: string): Promise<void> {
  if (process.stdout.write(text)) return;
  await new Promise((resolve) => process.stdout.once('drain', resolve));
}

/** Writes a line for people, beside the data; whatever names it quotes, nothing of them moves a cursor. */
export function tell(line: string): void {
  process.stderr.write(`${clean(line)}\n`);
}

export interface Column {
  title: string;
  align: 'left' | 'right';
  /** The one column that gives way when the table is too wide: the middle of its texts is left out. */
  shrinks?: boolean;
  /** Shorter texts in place of those of that column, tried before anything is left out. */
  shorter?: (texts: readonly string[]) => readonly string[];
}

/** A table with blanks between its columns, no wider than `width` characters where a column can shrink. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string {
  const head = columns.map(({ title }) => title);
  const texts = rows.map((row) => row.map(clean));
  const shrinking = columns.findIndex(({ shrinks }) => shrinks);
  const widest = (i: number): number =>
    texts.reduce((most, row) => Math.max(most, row[i]?.length ?? 0), head[i]?.length ?? 0);
  const widths = columns.map((_, i) => widest(i));
  const others = widths.reduce((sum, w, i) => sum + (i === shrinking ? 0 : w + 1), 0);
  let tail = 0;
  if (shrinking !== -1 && others + (widths[shrinking] ?? 0) > width) {
    const names = texts.map((row) => row[shrinking] ?? '');
    for (const [i, name] of (columns[shrinking]?.shorter?.(names) ?? names).entries()) {
      (texts[i] as string[])[shrinking] = name;
    }
    widths[shrinking] = Math.min(widest(shrinking), Math.max(width - others, 8));
    tail = tailShare(
      texts.map((row) => row[shrinking] ?? ''),
      widths[shrinking] ?? 0,
    );
  }
  const line = (row: readonly string[]): string => {
    const cells = columns.map(({ align }, i) => {
      const cell = shorten(row[i] ?? '', widths[i] ?? 0, tail);
      return align === 'right' ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0);
    });
    return cells.join(' ').trimEnd();
  };
  return `${[head, ...texts].map(line).join('\n')}\n`;
}

/** Of a text that is cut, the shares that its end may have. */
const TAIL_SHARES = [0.6, 0.4, 0.2, 0.8, 1];

/** The share with which the most of these texts stay apart. */
function tailShare(texts: readonly string[], width: number): number {
  const apart = TAIL_SHARES.map((share) => new Set(texts.map((text) => shorten(text, width, share))).size);
  return TAIL_SHARES[apart.indexOf(Math.max(...apart))] ?? 0;
}

/** Leaves out the middle of a text that is too long; both ends tell runs apart. */
export function shorten(text: string, width: number, tailShare = 0.6): string {
  if (text.length <= width) return text;
  const tail = Math.ceil((width - 1) * tailShare);
  return `${text.slice(0, width - 1 - tail)}…${text.slice(text.length - tail)}`;
}
