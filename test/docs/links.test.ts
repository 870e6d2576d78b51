/** Links between the pages lead to files and headings that exist. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { inRepository } from '../helpers/fixtures.ts';

const PAGES = [
  ...readdirSync(inRepository()).filter((name) => name.endsWith('.md')),
  ...readdirSync(inRepository('docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  'fixtures/README.md',
  'skills/ct-parse/SKILL.md',
];
/** Targets without a scheme. */
const TARGET = /\]\((?![a-z]+:)([^)\s]+)\)/g;

const read = (page: string): string => readFileSync(inRepository(...page.split('/')), 'utf8');
const withoutCode = (text: string): string => text.replaceAll(/^```[\s\S]*?^```$/gm, '');

/** The anchor that GitHub gives a heading. */
function anchorOf(heading: string): string {
  const text = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll('`', '');
  return text
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_\- ]/gu, '')
    .replaceAll(' ', '-');
}

const anchorsOf = (page: string): string[] =>
  [...withoutCode(read(page)).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));

/** Whether a link of a page leads somewhere. */
function leads(page: string, target: string): boolean {
  const [file = '', anchor] = target.split('#');
  const found = file === '' ? page : path.posix.join(path.posix.dirname(page), file);
  if (!existsSync(inRepository(...found.split('/')))) return false;
  return anchor === undefined || !found.endsWith('.md') || anchorsOf(found).includes(anchor);
}

it.each(PAGES)('%s', (page) => {
  const targets = [...withoutCode(read(page)).matchAll(TARGET)].map(([, target = '']) => target);
  expect(targets.filter((target) => !leads(page, target))).toEqual([]);
});

it('a link to a page or a heading that does not exist is found', () => {
  expect(leads('README.md', 'docs/formats.md')).toBe(true);
  expect(leads('docs/formats.md', 'measuring.md#more')).toBe(true);
  expect(leads('README.md', 'docs/nothing.md')).toBe(false);
  expect(leads('docs/formats.md', 'measuring.md#nothing')).toBe(false);
});
