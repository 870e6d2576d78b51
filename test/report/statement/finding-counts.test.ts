/** Findings of no run are counted in what they are about. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { FindingFact } from '../../../src/report/statement/facts.ts';
import { findingCount } from '../../../src/report/statement/finding-counts.ts';
import { ctParse } from '../../helpers/cli.ts';
import { fixture, withFolder } from '../../helpers/fixtures.ts';
import { poppler } from '../pdf/report.ts';

const kind = (code: string, runs: number, loose: number): FindingFact => ({
  ...{ code, severity: 'info', runs, loose, lowKwh: 0, highKwh: 0 },
});

it.each([
  [kind('cut-off', 3, 0), '3 runs', '3 of 43 runs'],
  [kind('copied-run', 3, 3), '3 copies', '3 copies'],
  [kind('copied-part', 1, 1), '1 copy', '1 copy'],
  [kind('left-out', 1, 1), '1 file', '1 file'],
  [kind('link-not-followed', 2, 2), '2 links', '2 links'],
  [kind('unreadable', 5, 4), '1 run and 4 files', '1 of 43 runs and 4 files'],
])('%#: $0.code', (fact, count, ofAll) => {
  expect(findingCount(fact)).toBe(count);
  expect(findingCount(fact, 43)).toBe(ofAll);
});

it.each([
  ['copied-run', '1 copy'],
  ['left-out', '1 file'],
])('%s is no run, in markdown and in the report', (name, count) =>
  withFolder(async (folder) => {
    const logs = [fixture('findings', name), fixture('findings', 'zones-differ')];
    const { stdout } = await ctParse(['statement', ...logs, '--style', 'markdown']);
    expect(stdout).toContain(`(\`${name}\`, ${count})`);
    const json = await ctParse(['statement', ...logs, '--json']);
    expect(JSON.parse(json.stdout).findings.every((one: object) => !('loose' in one))).toBe(true);
    for (const inputs of [logs, logs.slice(0, 1)]) {
      const target = path.join(folder, 'report.pdf');
      expect((await ctParse(['report', ...inputs, '-o', target])).code).toBe(0);
      const text = poppler('pdftotext', readFileSync(target), '-layout').replace(/\s+/g, ' ');
      expect(text).toContain(` (${count})`);
    }
  }),
);
