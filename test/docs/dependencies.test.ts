/** Every package that ct-parse installs or bundles has its reason in docs/guarantees.md. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { inRepository } from '../helpers/fixtures.ts';

const read = (name: string): string => readFileSync(inRepository(...name.split('/')), 'utf8');

/** Tools and types that are in no file of the package. */
const FOR_DEVELOPERS =
  /^(?:@biomejs\/biome|@types\/(?!pdfkit).*|axe-core|fast-check|puppeteer-core|subset-font|tsdown|typescript|vitest)$/;

it('lists every dependency', () => {
  const { dependencies, optionalDependencies, devDependencies } = JSON.parse(read('package.json'));
  const [, section = ''] = read('docs/guarantees.md').split('\n## Dependencies\n');
  const [table = ''] = section.split('\n## ');
  const bundled = Object.keys(devDependencies).filter((name) => !FOR_DEVELOPERS.test(name));
  const names = [...Object.keys({ ...dependencies, ...optionalDependencies }), ...bundled];
  expect(names.length).toBeGreaterThan(15);
  expect(names.filter((name) => !table.includes(name))).toEqual([]);
});
