/** The page docs/paper.md: its commands are run, and must print what it shows (`vitest -u` writes it anew). */
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { shell } from '../helpers/cli.ts';
import { inRepository, withFolder } from '../helpers/fixtures.ts';
import { compilePaper, hasLatex } from '../helpers/latex.ts';

const PAGE = inRepository('docs', 'paper.md');
const CONSOLE = /^```console\n([\s\S]*?)^```$/gm;

/** The page with what its commands print today, run in this folder one after the other. */
async function freshPage(page: string, folder: string): Promise<{ fresh: string; commands: string[] }> {
  symlinkSync(inRepository('fixtures'), path.join(folder, 'fixtures'));
  const all: string[] = [];
  let fresh = '';
  let from = 0;
  for (const match of page.matchAll(CONSOLE)) {
    const commands = (match[1] ?? '').split('\n').filter((line) => line.startsWith('$ '));
    const shown: string[] = [];
    for (const command of commands) {
      const { stdout, stderr, code } = await shell(`{ ${command.slice(2).replace(/^ct-parse/, '$CT')}; } 2>&1`, {
        cwd: folder,
      });
      expect({ command, code, stderr }).toEqual({ command, code: 0, stderr: '' });
      shown.push(`${command}\n${stdout}`);
    }
    fresh += `${page.slice(from, match.index)}\`\`\`console\n${shown.join('')}\`\`\``;
    from = match.index + match[0].length;
    all.push(...commands);
  }
  return { fresh: fresh + page.slice(from), commands: all };
}

it('shows what its commands print', () =>
  withFolder(async (folder) => {
    const { fresh, commands } = await freshPage(readFileSync(PAGE, 'utf8'), folder);
    expect(commands.filter((command) => command.startsWith('$ ct-parse'))).toHaveLength(5);
    await expect(fresh).toMatchFileSnapshot(PAGE);
  }));

it.skipIf(!hasLatex)('its paper compiles, with what its commands wrote', () =>
  withFolder(async (folder) => {
    const page = readFileSync(PAGE, 'utf8');
    await freshPage(page, folder);
    writeFileSync(path.join(folder, 'paper.tex'), /^```latex\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? '');
    const { log, bibtex, text } = compilePaper(folder);
    expect(bibtex).not.toMatch(/warning|error/i);
    expect(log).not.toMatch(/undefined|^!/m);
    expect(text).toContain('The0.419kWhofour9runs.');
  }),
);
