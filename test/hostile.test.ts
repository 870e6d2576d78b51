/** fixtures/hostile, and logs that cannot be stored, through everything that reads them. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { aggregateConsumption, auditLogs, parseAllLogs, readRuns, STATEMENT_STYLES, statement } from '../src/index.ts';
import { checkNumbers } from '../tools/fuzz/numbers.ts';
import { controls } from './helpers/controls.ts';
import { fixture, withFolder } from './helpers/fixtures.ts';
import { FOLDERS, writeHostile } from './helpers/hostile.ts';
import { compile } from './helpers/latex.ts';
import { hasLatex } from './helpers/needs.ts';
import { expectSameTotals, SUFFIXES, writeTable } from './helpers/tables.ts';
import { poppler, reportOf, textOf } from './report/pdf/report.ts';

/** Wh that the page says are counted. */
const counted = new Map(
  readFileSync(fixture('hostile', 'README.md'), 'utf8')
    .split('\n')
    .flatMap((row) => {
      const [, name, , wh] = /^\| ([a-z0-9-]+) \| (.+) \| ([\d.]+) \|$/.exec(row) ?? [];
      return name === undefined ? [] : [[name, Number(wh)] as const];
    }),
);

it('the page of the fixtures tells each folder', () => {
  expect([...counted.keys()].sort()).toEqual(FOLDERS);
});

describe.each(FOLDERS)('%s', (name) => {
  const folder = fixture('hostile', name);

  it('counts what its page says, and every figure is a number', async () => {
    const totals = await aggregateConsumption(folder);
    expect(totals.energyKwh * 1000).toBeCloseTo(counted.get(name) ?? Number.NaN, 2);
    checkNumbers(totals, 'totals');
    checkNumbers(await auditLogs(folder), 'audit');
    checkNumbers(await parseAllLogs(folder), 'dictionary');
    const factors = { pue: { value: 1.2, source: 'test' } };
    checkNumbers(await aggregateConsumption(folder, { factors }), 'priced');
  });

  it('is stated in every style', async () => {
    const runs = await readRuns(folder);
    for (const style of STATEMENT_STYLES) {
      const text = await statement(runs, style);
      expect(text, style).not.toMatch(/\bNaN\b|Infinity|undefined|\[object/);
      expect(controls(text), style).toEqual([]);
      if (style === 'json') checkNumbers(JSON.parse(text), 'statement');
      if (style === 'model-card') expect(parseYaml(text.split('\n---\n')[0] ?? '')).toHaveProperty('co2_eq_emissions');
      // Whatever begins a tag or a link is escaped.
      if (style === 'markdown') expect(text).not.toMatch(/<script|[^\\]\]\(javascript/);
    }
  });

  it('comes back from every table', () =>
    withFolder(async (to) => {
      const totals = await aggregateConsumption(folder);
      for (const suffix of SUFFIXES) {
        const file = path.join(to, `runs${suffix}`);
        await writeTable(file, [folder]);
        expectSameTotals(await aggregateConsumption([], { tables: [file] }), totals);
      }
    }));

  it('has a report that is a PDF without a program in it', async () => {
    const pdf = await reportOf(await readRuns(folder));
    expect(poppler('pdfinfo', pdf)).toMatch(/JavaScript: +no/);
    expect(textOf(pdf)).not.toMatch(/\bNaN\b|Infinity|undefined/);
  });
});

it.skipIf(!hasLatex())('LaTeX compiles the statements of all of them', () =>
  withFolder(async (folder) => {
    const runs = await readRuns(FOLDERS.map((name) => fixture('hostile', name)));
    const latex = await statement(runs, 'latex', { bibliography: 'apart' });
    writeFileSync(path.join(folder, 'statement.bib'), await statement(runs, 'bibtex'));
    expect(compile(folder, latex).text).toContain('kWh');
  }),
);

it('what cannot be stored is read without a figure that is none', () =>
  withFolder(async (folder) => {
    writeHostile(folder);
    const totals = await aggregateConsumption(folder);
    const audit = await auditLogs(folder);
    // Some folders hold one run under several names, which counts once.
    expect(totals.runs).toBeGreaterThan(FOLDERS.length);
    checkNumbers(totals, 'totals');
    checkNumbers(audit, 'audit');
    expect(audit.findings.map(({ code }) => code)).toEqual(expect.arrayContaining(['record-cut', 'cut-line']));
  }));
