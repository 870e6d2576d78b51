/** docs/cli.md is what the commands declare; `npm run docs` writes it anew. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { inRepository } from '../helpers/fixtures.ts';
import { COMMANDS, cliPage, ENVIRONMENT } from './cli-page.ts';

const sourceText = ['src', 'cli']
  .flatMap((folder) =>
    readdirSync(inRepository(folder), { recursive: true, encoding: 'utf8' }).map((name) => [folder, name]),
  )
  .filter(([, name]) => name?.endsWith('.ts'))
  .map((parts) => readFileSync(inRepository(...parts), 'utf8'))
  .join('\n');

it('is up to date', () => expect(cliPage()).toMatchFileSnapshot(inRepository('docs', 'cli.md')));

it('has every command', () => {
  const registered = [...readFileSync(inRepository('cli', 'words.ts'), 'utf8').matchAll(/\.(\w+)Command\)/g)];
  expect(COMMANDS.map(({ command }) => command.split(' ')[0])).toEqual(
    registered.map(([, name = '']) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)),
  );
});

it('names the variables that the source reads', () => {
  const named = new Set(sourceText.match(/\b(?:CT|ELECTRICITY_MAPS|XDG|SOURCE_DATE|CUDA_VISIBLE)_[A-Z_]+\b/g));
  // Addresses are for tests, ELECTRICITY_MAPS_API is not a variable, and ct-track's launcher sets the last two.
  const others = [...named].filter((name) => /_(?:URL|API|INHERITED|CERTIFICATES)$/.test(name));
  expect(new Set(Object.keys(ENVIRONMENT))).toEqual(new Set([...named].filter((name) => !others.includes(name))));
});
