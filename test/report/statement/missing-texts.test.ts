/** What could not be read stands beside the total, in every style for people and on the first page of a report. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { FindingFact } from '../../../src/report/statement/facts.ts';
import { missingPhrase } from '../../../src/report/statement/missing-texts.ts';
import { STATEMENT_STYLES } from '../../../src/report/statement/styles.ts';
import { ctParse } from '../../helpers/cli.ts';
import { copyLogs, fixture, withFolder, writeFiles } from '../../helpers/fixtures.ts';
import { names } from '../../helpers/logs.ts';
import { poppler } from '../pdf/report.ts';

const LOGS = fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1');
const EMISSIONS = fixture('codecarbon', 'world-average', 'emissions.csv');

const kind = (code: string, runs: number): FindingFact => ({
  code,
  severity: 'error',
  runs,
  loose: 0,
  lowKwh: 0,
  highKwh: 0,
});

it.each([
  [[], ''],
  [[kind('pue-year', 3), kind('not-a-log', 1), kind('left-out', 2)], ''],
  [[kind('unreadable', 1)], '1 file could not be read; its energy may be missing'],
  [[kind('unreadable', 1), kind('not-understood', 2)], '3 files could not be read; their energy is missing'],
  [[kind('total-unreadable', 1)], 'printed totals of 1 run could not be read; their energy may be missing'],
  [
    [kind('not-understood', 2), kind('rows-unread', 1), kind('blocks-unread', 4), kind('total-unreadable', 5)],
    '2 files could not be read, rows of 1 file could not be read, lines or blocks of 4 runs were not read and printed totals of 5 runs could not be read; their energy is missing',
  ],
])('%#: all such findings in one phrase', (findings, expected) => {
  expect(missingPhrase({ findings })).toBe(expected);
});

const SAID = '1 file could not be read and rows of 1 file could not be read; their energy is missing';

/** Logs, one that was not understood, and a table of which a row does not fit the header. */
function writeLogs(folder: string): void {
  copyLogs(LOGS, folder);
  writeFiles(folder, { [`other/${names().standard}`]: 'a text of another program\n' });
  writeFileSync(path.join(folder, 'emissions.csv'), `${readFileSync(EMISSIONS, 'utf8').trimEnd()}\nx,y\n`);
}

it.each(STATEMENT_STYLES.filter((style) => style !== 'bibtex' && style !== 'json'))('%s says so once', (style) =>
  withFolder(async (folder) => {
    writeLogs(folder);
    const { stdout } = await ctParse(['statement', folder, '--style', style]);
    // A model card says it in its front matter and in its text.
    expect(stdout.split(SAID)).toHaveLength(style === 'model-card' ? 3 : 2);
    const [first] = stdout.split('\n');
    if (style === 'plain') expect(`${first}\n`).toBe((await ctParse(['aggregate', folder])).stdout);
    const whole = await ctParse(['statement', LOGS, '--style', style]);
    expect(whole.stdout).not.toMatch(/could not be read|missing/);
  }),
);

it('the first page of a report says so', () =>
  withFolder(async (folder) => {
    const logs = path.join(folder, 'logs');
    writeLogs(logs);
    const target = path.join(folder, 'report.pdf');
    expect((await ctParse(['report', logs, '-o', target])).code).toBe(0);
    const text = poppler('pdftotext', readFileSync(target), '-layout', '-l', '1').replace(/\s+/g, ' ');
    expect(text).toContain(SAID);
  }));

it('where nothing was measured it is said as well', () =>
  withFolder(async (folder) => {
    copyLogs(fixture('carbontracker', '2.4.3', 'cli_sigint'), folder);
    writeFiles(folder, { [`other/${names().standard}`]: 'a text of another program\n' });
    for (const style of ['plain', 'neurips', 'green-algorithms']) {
      const { stdout } = await ctParse(['statement', folder, '--style', style]);
      expect(stdout, style).toContain('1 file could not be read; its energy is missing.');
    }
  }));
