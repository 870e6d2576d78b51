/** Printing for people: clean text, tables that fit, and exit codes. */
import { clean } from '../src/model/text.ts';

export { clean, toJson } from '../src/model/text.ts';

/** What the commands return to the shell. */
export const EXIT = { done: 0, unusable: 1, usage: 2 } as const;

/** Width of a terminal of which nothing is known. */
const DEFAULT_COLUMNS = 80;

/** Columns of standard output; 80 where it is no terminal. */
export function outputColumns(): number {
  return process.stdout.isTTY ? Math.max(process.stdout.columns ?? DEFAULT_COLUMNS, 40) : DEFAULT_COLUMNS;
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
  /** The one column that gives way when the table is too wide: its middle is left out. */
  shrinks?: boolean;
}

/** A table with blanks between its columns, no wider than `width` characters where a column can shrink. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string {
  const texts = [columns.map(({ title }) => title), ...rows.map((row) => row.map(clean))];
  const widths = columns.map((_, i) => texts.reduce((widest, row) => Math.max(widest, row[i]?.length ?? 0), 0));
  const total = widths.reduce((sum, w) => sum + w, 0) + columns.length - 1;
  const shrinking = columns.findIndex(({ shrinks }) => shrinks);
  if (total > width && shrinking !== -1) {
    widths[shrinking] = Math.max((widths[shrinking] ?? 0) - (total - width), 8);
  }
  const line = (row: readonly string[]): string => {
    const cells = columns.map(({ align }, i) => {
      const cell = shorten(row[i] ?? '', widths[i] ?? 0);
      return align === 'right' ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0);
    });
    return cells.join(' ').trimEnd();
  };
  return `${texts.map(line).join('\n')}\n`;
}

/** Leaves out the middle of a text that is too long; both ends tell runs apart. */
export function shorten(text: string, width: number): string {
  if (text.length <= width) return text;
  const tail = Math.ceil((width - 1) * 0.6);
  return `${text.slice(0, width - 1 - tail)}…${text.slice(text.length - tail)}`;
}
