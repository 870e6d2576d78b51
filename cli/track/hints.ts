/** Hints for commands that cannot be started. */
import { extname } from 'node:path';
import { isFile } from '../given-file.ts';

/** Interpreter by file extension. */
const INTERPRETERS: Readonly<Record<string, string>> = {
  '.py': 'python',
  '.sh': 'bash',
  '.r': 'Rscript',
  '.jl': 'julia',
  '.js': 'node',
  '.mjs': 'node',
  '.pl': 'perl',
  '.rb': 'ruby',
};

/** A hint for a command that was not found or is not executable; null where none applies. */
export function hintFor([word = '', ...rest]: readonly string[]): string | null {
  const assignment = /^[A-Za-z_]\w*=/.exec(word);
  if (assignment !== null) return `put ${word} before ct-track`;
  if (isFile(word)) return hintForFile(word);
  if (/\s/.test(word.trim()) && rest.length === 0) return `leave out the quotes: ct-track ${word.trim()}`;
  return null;
}

function hintForFile(path: string): string | null {
  const interpreter = INTERPRETERS[extname(path).toLowerCase()];
  if (interpreter !== undefined) return `to run this file: ct-track ${interpreter} ${path}`;
  return path.includes('/') ? null : `to run this file: ct-track ./${path}`;
}
