/** Compiles LaTeX for real; `hasLatex` of needs.ts tells whether it can. */

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { HANG_MS } from './hang.ts';

const run = (command: string, args: readonly string[], cwd?: string): { status: number | null; text: string } => {
  // A locale of its own, so that messages are English.
  const env = { ...process.env, LC_ALL: 'C' };
  const { status, stdout } = spawnSync(command, args, { cwd, env, encoding: 'utf8', timeout: HANG_MS });
  return { status, text: stdout ?? '' };
};

export interface Compiled {
  /** The log of the last run. */
  log: string;
  /** What BibTeX said. */
  bibtex: string;
  /** Text of the pages, without blanks. */
  text: string;
}

/**
 * Compiles a body with `\bibliography{statement}`, as an author would, and expects that LaTeX never stops.
 *
 * @param options of the document class: `twocolumn`
 */
export function compile(folder: string, body: string, preamble = '', options = ''): Compiled {
  const lines = [
    `\\documentclass[${options}]{article}`,
    '\\usepackage{siunitx}',
    '\\usepackage{booktabs}',
    preamble,
    '\\begin{document}',
    body,
    '\\bibliographystyle{plain}',
    '\\bibliography{statement}',
    '\\end{document}',
    '',
  ];
  writeFileSync(path.join(folder, 'paper.tex'), lines.join('\n'));
  return compilePaper(folder);
}

/** Compiles the `paper.tex` of a folder. */
export function compilePaper(folder: string): Compiled {
  const latex = (): void => {
    const { status, text } = run('pdflatex', ['-interaction=nonstopmode', '-halt-on-error', 'paper.tex'], folder);
    if (status !== 0) throw new Error(`pdflatex stopped: ${text.slice(-1500)}`);
  };
  latex();
  const bibtex = run('bibtex', ['paper'], folder);
  latex();
  latex();
  const text = run('pdftotext', ['paper.pdf', '-'], folder).text.replace(/\s/g, '');
  return { log: readFileSync(path.join(folder, 'paper.log'), 'latin1'), bibtex: bibtex.text, text };
}
