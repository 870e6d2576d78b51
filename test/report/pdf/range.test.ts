/** The range of the total stands beside it on the first page. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';
import { formatEnergyRange, formatMassRange } from '../../../src/model/numbers.ts';
import { ctParse } from '../../helpers/cli.ts';
import { fixture, withFolder } from '../../helpers/fixtures.ts';
import { need } from '../../helpers/needs.ts';

it.each([fixture('carbontracker', '2.4.3'), fixture('findings')])('%s', (logs) =>
  withFolder(async (folder) => {
    need('pdftotext');
    const file = path.join(folder, 'report.pdf');
    await ctParse(['report', logs, '-o', file]);
    const [page = ''] = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }).split('\f');
    const { range } = JSON.parse((await ctParse(['aggregate', '--json', '--range', logs])).stdout);
    expect(range.energyKwh[1]).toBeGreaterThan(range.energyKwh[0]);
    const text = page.replaceAll(/\s+/g, ' ');
    expect(text).toContain(formatEnergyRange(range.energyKwh));
    expect(text).toContain(formatMassRange(range.co2eqG));
  }),
);
