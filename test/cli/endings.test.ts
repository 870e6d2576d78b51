/** What an output is called agrees with what it holds. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectOneLine } from '../helpers/cli.ts';
import { fixture, withFolder } from '../helpers/fixtures.ts';
import { spawnCtParse } from '../helpers/process.ts';

const LOGS = fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1');

describe('the name of an output', () => {
  it.each([
    [['report', '-o', 'x.docx'], /only be written as pdf or html; use a name that ends in \.pdf or \.html/],
    [['report', '-o', 'x.pdf.png'], /only be written as pdf/],
    [['report', '-o', 'x.v2'], /only be written as pdf/],
    [['report', '--per-run', '-o', 'reports.pdf'], /name a folder without \.pdf/],
    [['figures', '-o', 'figures.png'], /name a folder without \.png/],
    [['figures', '--format', 'svg', '-o', 'f.svg'], /name a folder without \.svg/],
    [['runs', '--parquet', 'runs.csv'], /this table can only be written as parquet/],
    [['runs', '--epochs', '--parquet', 'runs.json'], /this table can only be written as parquet/],
    [['statement', '-o', 'x.pdf'], /a statement is text, not pdf; use a name that ends in \.txt/],
    [['statement', '-o', 'x.pdf', '--style', 'latex'], /a statement is text, not pdf; use a name that ends in \.tex/],
    [['statement', '-o', 'x.json'], /a statement is text, not json/],
    [['statement', '--style', 'json', '-o', 'x.html'], /use a name that ends in \.json/],
    [['statement', '--style', 'markdown', '-o', 'x.bib'], /not bib/],
  ])('%j promises another format and is refused', (args, message) =>
    withFolder(async (folder) => {
      expectOneLine(await spawnCtParse([...args, LOGS], { cwd: folder }), 2, message);
      expect(readdirSync(folder)).toEqual([]);
    }),
  );

  it.each([
    [['report', '-o', 'x.PDF'], 'x.PDF', '%PDF'],
    [['report', '-o', 'report'], 'report', '%PDF'],
    [['runs', '--parquet', 'x.parquet'], 'x.parquet', 'PAR1'],
    [['statement', '-o', 'x.md'], 'x.md', 'The '],
    [['statement', '--style', 'json', '-o', 'x.json'], 'x.json', '{'],
    [['statement', '--style', 'bibtex', '-o', 'x.bib'], 'x.bib', '@'],
  ])('%j is written', (args, name, begin) =>
    withFolder(async (folder) => {
      expect((await spawnCtParse([...args, LOGS], { cwd: folder })).code).toBe(0);
      expect(readFileSync(path.join(folder, name), 'latin1').startsWith(begin)).toBe(true);
    }),
  );

  it('of a folder that exists may end as it likes', () =>
    withFolder(async (folder) => {
      mkdirSync(path.join(folder, 'all.pdf'));
      expect((await spawnCtParse(['figures', '-o', 'all.pdf', LOGS], { cwd: folder })).code).toBe(0);
      expect(existsSync(path.join(folder, 'all.pdf', 'power.pdf'))).toBe(true);
    }));
});
