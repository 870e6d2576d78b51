/** Every example of every page is run, and prints what the page shows; `npm run docs` writes the pages anew. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { built } from '../helpers/built.ts';
import { inRepository } from '../helpers/fixtures.ts';
import { workplace } from '../helpers/workplace.ts';
import { freshPage } from './page.ts';

const PAGES = ['README.md', ...readdirSync(inRepository('docs')).filter((name) => name.endsWith('.md'))];
const fileOf = (page: string): string => (page === 'README.md' ? inRepository(page) : inRepository('docs', page));

describe.each(PAGES)('%s', (name) => {
  it('shows what its commands print', async () => {
    const place = workplace({ library: built.package });
    try {
      const { fresh } = await freshPage(readFileSync(fileOf(name), 'utf8'), place);
      await expect(fresh).toMatchFileSnapshot(fileOf(name));
    } finally {
      place.remove();
    }
  });
});

it('a page that shows something else is found out', async () => {
  const place = workplace();
  try {
    const page = '```console\n$ ct-parse --version\n0.0.0\n```\n';
    const { fresh, commands } = await freshPage(page, place);
    expect(commands).toEqual(['ct-parse --version']);
    expect(fresh).not.toBe(page);
    expect((await freshPage(fresh, place)).fresh).toBe(fresh);
  } finally {
    place.remove();
  }
});
