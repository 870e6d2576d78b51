/**
 * Pages whose examples are run. A page shows
 *
 * - `console` blocks: lines that begin with `$ `, each followed by what it prints on both streams;
 * - `sh` blocks: lines that are run, and print what they like;
 * - `js` blocks: modules that are run;
 * - blocks of other languages that begin with `# FILE`: a file that the page makes;
 * - `<!-- before: COMMAND -->`: what a reader has that the page does not make, such as logs;
 * - `<!-- not run: REASON -->` in front of a block that cannot be run here.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { inRepository } from '../helpers/fixtures.ts';
import type { Workplace } from '../helpers/workplace.ts';

/** Commands that are about the checkout itself: CI runs them, an example does not. */
const NOT_RUN: readonly RegExp[] = [
  /^npm (ci|test|pack|install|run [\w:-]+)( .*)?$/,
  /^bash (\.ci\/run|tools\/setup && npm test)$/,
  /^cd tools && npm ci( && npm run \w+)?$/,
  /^source <\(ct-parse completion\)$/,
  /^ct-parse completion >>? ?"?[~$].*$/,
];

const PARTS = /^<!-- before: (.*) -->$|^(<!-- not run: .+ -->\n)?```(\w+)\n([\s\S]*?)^```$/gm;

/** What a page shows, and what its examples print today. */
export interface Freshness {
  fresh: string;
  /** Every command that was run. */
  commands: string[];
}

/** Runs the examples of a page one after the other in one folder. */
export async function freshPage(page: string, place: Workplace): Promise<Freshness> {
  const commands: string[] = [];
  let fresh = '';
  let from = 0;
  for (const match of page.matchAll(PARTS)) {
    const [whole, before, notRun, language, text = ''] = match;
    let block = whole;
    if (before !== undefined) await run(place, before);
    else if (notRun === undefined && language === 'console') block = await freshConsole(text, place, commands);
    else if (notRun === undefined && language === 'sh') await runLines(text, place, commands);
    else if (notRun === undefined && language === 'js') await runModule(text, place);
    else saveFile(text, place);
    fresh += page.slice(from, match.index) + block;
    from = match.index + whole.length;
  }
  return { fresh: fresh + page.slice(from), commands };
}

async function freshConsole(text: string, place: Workplace, commands: string[]): Promise<string> {
  const shown = text.split(/^(?=\$ )/m);
  const measures = shown.some((part) => /^\$ ct-track (?!doctor)/.test(part));
  const parts: string[] = [];
  for (const part of shown) {
    const [line = ''] = part.split('\n');
    const command = line.replace(/^\$ /, '');
    commands.push(command);
    const printed = `${line}\n${await run(place, command)}`;
    // A measurement differs in its figures, its time and its process each time: then only the words are compared.
    parts.push(measures && withoutNumbers(printed) === withoutNumbers(part) ? part : printed);
  }
  return `\`\`\`console\n${parts.join('')}\`\`\``;
}

/** Words alone: no figures, no size of a unit, no width of a column. */
const withoutNumbers = (text: string): string =>
  text
    .replaceAll(/\d+(?:[.:]\d+)*/g, '#')
    .replaceAll(/# [µmk]?(Wh|g)\b/g, '# $1')
    .replaceAll(/ +/g, ' ');

async function runLines(text: string, place: Workplace, commands: string[]): Promise<void> {
  for (const line of text.split('\n')) {
    const command = line
      .replace(/(^|\s)#.*$/, '')
      .replace(/^npm ci && /, '')
      .trim();
    if (command === '' || NOT_RUN.some((pattern) => pattern.test(command))) continue;
    commands.push(command);
    if (/\bpython3\b/.test(command) && !hasPython()) continue;
    await run(place, command.replace(GLOBAL_PACKAGE, inRepository('.')));
  }
}

/** Where an installed package lies; its Python module is that of the checkout. */
const GLOBAL_PACKAGE = '$(npm root -g)/ct-parse';

const hasPython = (): boolean => spawnSync('python3', ['--version']).status === 0;

function saveFile(text: string, place: Workplace): void {
  const name = /^# ([\w-]+\.\w+)\n/.exec(text)?.[1];
  if (name !== undefined) writeFileSync(path.join(place.folder, name), text);
}

async function runModule(text: string, place: Workplace): Promise<void> {
  writeFileSync(path.join(place.folder, 'example.mjs'), text);
  await run(place, 'node example.mjs');
}

/** Output of a command that must work. */
async function run(place: Workplace, command: string): Promise<string> {
  const { code, shown } = await place.run(command);
  expect(code, `${command}\n${shown}`).toBe(0);
  return shown;
}
