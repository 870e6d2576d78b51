/** Programs that tests need and a machine may lack. */

import { spawnSync } from 'node:child_process';
import { TestRunner } from 'vitest';
import { HANG_MS } from './hang.ts';

const known = new Map<string, boolean>();

/** Whether a program is on the path. */
export function hasProgram(program: string): boolean {
  const before = known.get(program);
  if (before !== undefined) return before;
  // Without this word a browser would start.
  const { error } = spawnSync(program, [program === 'chromium' ? '--version' : '-v'], {
    stdio: 'ignore',
    timeout: HANG_MS,
  });
  const has = (error as NodeJS.ErrnoException | undefined)?.code !== 'ENOENT';
  known.set(program, has);
  return has;
}

/** Whether LaTeX is there with what our statements use, and what reads its pages. */
export function hasLatex(): boolean {
  if (!['kpsewhich', 'pdflatex', 'bibtex', 'pdftotext'].every(hasProgram)) return false;
  return spawnSync('kpsewhich', ['siunitx.sty', 'booktabs.sty'], { encoding: 'utf8' }).stdout.trim().includes('\n');
}

/** What tests need and this machine lacks. */
export function missingPrograms(): string[] {
  const missing = ['pdftotext', 'pdftoppm', 'cc', 'script', 'zsh', 'python3', 'chromium'].filter(
    (program) => !hasProgram(program),
  );
  return hasLatex() ? missing : [...missing, 'LaTeX with siunitx and booktabs'];
}

/** Skips the running test where a program is missing, and says why. */
export function need(program: string): void {
  if (hasProgram(program)) return;
  const test = TestRunner.getCurrentTest();
  if (test === undefined) throw new Error(`${program} is not installed`);
  test.context.skip(`${program} is not installed`);
}
