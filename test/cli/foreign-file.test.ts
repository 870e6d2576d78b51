/** Outputs replace what ct-parse wrote before, and no file of the user. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRuns } from '../../src/index.ts';
import { factsOf, isOwnStatement, STATEMENT_STYLES, statement } from '../../src/report/statement/index.ts';
import { ctParse, expectOneLine } from '../helpers/cli.ts';
import { fixture, withFolder } from '../helpers/fixtures.ts';

const LOGS = fixture('carbontracker', '2.4.3', 'gpu8_cpu2_e3_p1');
const PAPER = '\\documentclass{article}\n% Written by ct-parse 0.2.0.\n\\begin{document}\nOurs.\n\\end{document}\n';

describe('a file of the user', () => {
  it.each([
    ['paper.tex', PAPER, ['statement', LOGS, '--style', 'latex', '-o']],
    ['README.md', '# Ours\n\nTotalled by ct-parse.\n', ['statement', LOGS, '--style', 'markdown', '-o']],
    ['package.json', '{\n  "name": "ours"\n}\n', ['statement', LOGS, '--json', '-o']],
    ['notes.txt', 'ours\nand more\n', ['statement', LOGS, '-o']],
    ['paper.pdf', '%PDF-1.5\nours', ['report', LOGS, '-o']],
    ['index.html', '<!doctype html>\n<title>Ours</title>\n', ['report', LOGS, '-o']],
    ['index.html', '<!doctype html>\n<title>Ours</title>\n', ['view', '--save']],
    ['train.parquet', 'PAR1 ours PAR1', ['runs', LOGS, '--parquet']],
  ])('%s is not replaced', (name, content, words) =>
    withFolder(async (folder) => {
      const file = path.join(folder, name);
      writeFileSync(file, content);
      const isOurs = new RegExp(`${name} exists and was not written by ct-parse: name another`);
      expectOneLine(await ctParse([...words, file]), 2, isOurs);
      expect(readFileSync(file, 'utf8')).toBe(content);
      expect(readdirSync(folder)).toEqual([name]);
    }),
  );

  it.each([
    ['figures', 'power.pdf', []],
    ['report', '8613.748973_2026-11-23T154049Z.pdf', ['--per-run']],
  ])('is not replaced in the folder of %s', (command, name, words) =>
    withFolder(async (folder) => {
      const file = path.join(folder, 'ours', name);
      mkdirSync(path.dirname(file));
      writeFileSync(file, '%PDF-1.5\nours');
      const result = await ctParse([command, LOGS, ...words, '-o', path.dirname(file)]);
      expect(result.code).toBe(2);
      expect(result.stderr).toContain(`${file} exists and was not written by ct-parse`);
      expect(readFileSync(file, 'utf8')).toBe('%PDF-1.5\nours');
    }),
  );
});

describe('a file of ct-parse', () => {
  it.each([
    ['report.pdf', ['report', LOGS, '-o']],
    ['report.html', ['report', LOGS, '-o']],
    ['page.html', ['view', '--save']],
    ['runs.parquet', ['runs', LOGS, '--parquet']],
    ['epochs.parquet', ['runs', LOGS, '--epochs', '--parquet']],
    ['figures', ['figures', LOGS, '-o']],
    ['reports', ['report', LOGS, '--per-run', '-o']],
  ])('%s is replaced', (name, words) =>
    withFolder(async (folder) => {
      const file = path.join(folder, name);
      expect((await ctParse([...words, file])).code).toBe(0);
      expect((await ctParse([...words, file])).code).toBe(0);
    }),
  );

  it.each([
    ['old.txt', ['statement', LOGS, '-o']],
    ['old.tex', ['statement', LOGS, '--style', 'latex', '-o']],
    ['old.pdf', ['report', LOGS, '-o']],
    ['old.html', ['report', LOGS, '-o']],
    ['old.parquet', ['runs', LOGS, '--parquet']],
  ])('and a file that is no work of its kind, %s, are replaced', (name, words) =>
    withFolder(async (folder) => {
      const file = path.join(folder, name);
      writeFileSync(file, 'old\n');
      expect((await ctParse([...words, file])).code).toBe(0);
      expect(readFileSync(file, 'utf8')).not.toBe('old\n');
    }),
  );

  it('that is empty is written', () =>
    withFolder(async (folder) => {
      const file = path.join(folder, 'paper.tex');
      writeFileSync(file, '');
      expect((await ctParse(['statement', LOGS, '-o', file])).code).toBe(0);
      expect(readFileSync(file, 'utf8')).toContain('0.179 kWh');
    }));

  it.each(STATEMENT_STYLES)('is recognised in the style %s, of every kind of log', async (style) => {
    for (const name of ['carbontracker', 'codecarbon', 'power-trace', 'console', 'findings']) {
      const facts = factsOf(await readRuns(fixture(name)));
      const text = await statement(facts, style);
      expect(isOwnStatement(text), name).toBe(true);
      expect(isOwnStatement(`\uFEFF${text.replaceAll('\n', '\r\n')}`), name).toBe(true);
      expect(isOwnStatement(`# Ours\n${text}`), name).toBe(false);
    }
    const nothing = factsOf(await readRuns(fixture('carbontracker', '2.4.3', 'cli_sigint')));
    expect(isOwnStatement(await statement(nothing, style))).toBe(true);
  });
});
