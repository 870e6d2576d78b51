/** Pages in the package show images and name files that are in the package too. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { inRepository } from '../helpers/fixtures.ts';

interface Packed {
  files: { path: string }[];
}

/** Images, and links without a scheme or an anchor alone. */
const TARGET = /\]\((?![a-z]+:|#)([^)\s#]+)/g;

it('what a page of the package shows is in the package', () => {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts', '--offline'];
  const output = execFileSync('npm', args, {
    cwd: inRepository(),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [packed] = JSON.parse(output) as Packed[];
  const files = new Set(packed?.files.map((file) => file.path));
  const pages = [...files].filter((file) => file.endsWith('.md'));
  expect(pages).toContain('README.md');
  const targets = pages.flatMap((page) =>
    [...readFileSync(inRepository(page), 'utf8').matchAll(TARGET)].map(([, target = '']) =>
      path.posix.join(path.posix.dirname(page), target),
    ),
  );
  // Source code is read in the repository.
  const papers = targets.filter((target) => !target.startsWith('src/'));
  expect(papers.length).toBeGreaterThan(10);
  expect(papers.filter((target) => !files.has(target))).toEqual([]);
});
