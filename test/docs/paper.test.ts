/** The paper of docs/paper.md compiles, with the files that the commands of the page write. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { inRepository } from '../helpers/fixtures.ts';
import { compilePaper } from '../helpers/latex.ts';
import { hasLatex } from '../helpers/needs.ts';
import { workplace } from '../helpers/workplace.ts';
import { freshPage } from './page.ts';

it.skipIf(!hasLatex())('the paper compiles, with what the commands wrote', async () => {
  const place = workplace();
  try {
    const page = readFileSync(inRepository('docs', 'paper.md'), 'utf8');
    // The scripts of the page need the library, the paper does not.
    const { commands } = await freshPage(page.slice(0, page.indexOf('## In a script')), place);
    expect(commands.filter((command) => command.startsWith('ct-parse'))).toHaveLength(6);
    writeFileSync(path.join(place.folder, 'paper.tex'), /^```latex\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? '');
    const { log, bibtex, text } = compilePaper(place.folder);
    expect(bibtex).not.toMatch(/warning|error/i);
    expect(log).not.toMatch(/undefined|^!/m);
    expect(text).toContain('The0.419kWhofour9runs.');
  } finally {
    place.remove();
  }
});
