/** A Jupyter notebook -> what its cells printed, in order. */
import type { RawFile } from '../find/file.ts';

/** Whether a file is called a notebook. */
export const isNotebookName = (name: string): boolean => /\.ipynb(?:\.gz)?$/i.test(name);

/**
 * The text outputs of every cell, a piece for each line: streams, and the plain text of displayed objects.
 *
 * @returns null where the file is no notebook, or one that is cut
 */
export function outputLines(file: RawFile): string[] | null {
  let notebook: unknown;
  try {
    notebook = JSON.parse([...file.pieces()].join(''));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return null;
    throw error;
  }
  const lines: string[] = [];
  for (const cell of cellsOf(notebook)) {
    for (const output of listOf(member(cell, 'outputs'))) {
      const text = textOf(output);
      // Each output begins a line: what another stream left unfinished is none of its own.
      if (text !== '') lines.push(...text.split(/[\r\n]/));
    }
  }
  return lines;
}

/** Version 3 and older keep their cells in worksheets. */
function cellsOf(notebook: unknown): unknown[] {
  const sheets = listOf(member(notebook, 'worksheets'));
  return [...listOf(member(notebook, 'cells')), ...sheets.flatMap((sheet) => listOf(member(sheet, 'cells')))];
}

function textOf(output: unknown): string {
  const plain = member(member(output, 'data'), 'text/plain');
  return [member(output, 'text'), plain].map(joined).join('');
}

/** Text is one string, or a list of its lines. */
function joined(text: unknown): string {
  if (typeof text === 'string') return text;
  return listOf(text)
    .filter((part) => typeof part === 'string')
    .join('');
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
