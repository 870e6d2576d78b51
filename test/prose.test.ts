/** Words that texts, names and comments avoid, because they read as translated or name a thing by another word. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { inRepository } from './helpers/fixtures.ts';

/** Each word with its replacement. */
const AVOIDED: readonly (readonly [word: string, better: string])[] = [
  ['tell|tells|told', 'a log shows, a command prints, a finding reports'],
  ['anew', 'again'],
  ['whose|thereof', 'with, of'],
  ['price|prices|priced|pricing|unpriced', 'factors, recalculated'],
  ['account|accounts', 'figures'],
  ['priced again|prices again|priced anew', 'recalculated with'],
  ['rests on|rest on', 'is based on'],
];

/** What is fixed: lines of logs, fields of `--json`, words of Slurm, and the price areas of the Danish grid. */
const KEPT: readonly RegExp[] = [
  /its counter tells \$/,
  /powermetrics tells no power of/,
  /\bpricing(?=: (?:factors|\{ pue))/,
  /`pricing`/,
  /\b[Pp]rice areas?\b/,
  /\bslurm-account\b.*$/,
  /\baccount: (?:string \| null;|last\.get\('account'\))/,
  /\bUser, ?Account, ?Partition\b/,
];

const FOLDERS = ['src', 'cli', 'page', 'docs', 'skills'];
const PAGES = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md'];

const files = [
  ...FOLDERS.flatMap((folder) =>
    readdirSync(inRepository(folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  ),
  ...PAGES,
].filter((name) => /\.(?:tsx?|md|sh)$/.test(name));

const withoutKept = (line: string): string =>
  KEPT.reduce((rest, kept) => rest.replace(kept, ''), line).replaceAll(/\b[A-Z](?=[a-z]+\b)/g, (letter) =>
    letter.toLowerCase(),
  );

it.each(AVOIDED)('no text uses "%s": %s', (words) => {
  // Case matters within a word: `aneW` is the power of a neural engine.
  const word = new RegExp(`\\b(?:${words})\\b`);
  const found = files.flatMap((name) =>
    readFileSync(inRepository(name), 'utf8')
      .split('\n')
      .flatMap((line, i) => (word.test(withoutKept(line)) ? [`${name}:${i + 1}: ${line.trim()}`] : [])),
  );
  expect(files.length).toBeGreaterThan(300);
  expect(found).toEqual([]);
});

it('README.md is read in a few minutes: at most 900 words', () => {
  expect(readFileSync(inRepository('README.md'), 'utf8').trim().split(/\s+/).length).toBeLessThanOrEqual(900);
});
