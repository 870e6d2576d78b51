import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ctParse } from '../../helpers/cli.ts';
import { fixture, withFolder } from '../../helpers/fixtures.ts';
import { need } from '../../helpers/needs.ts';

it.each(['5.5', '8.5', '17.5'])('names of bars stay apart in a figure of %s cm', (width) => {
  need('pdftotext');
  return withFolder(async (folder) => {
    const logs = [fixture('carbontracker'), fixture('codecarbon')];
    expect((await ctParse(['figures', ...logs, '--width', width, '-o', folder])).code).toBe(0);
    const text = execFileSync('pdftotext', ['-layout', path.join(folder, 'energy-by-run.pdf'), '-'], {
      encoding: 'utf8',
    });
    const names = [...text.matchAll(/^ *(\S.*?) +[\d.,]+ k?Wh \([\d.]+ %\)$/gm)].map(([, name]) => name);
    expect(names).toHaveLength(16);
    expect(new Set(names).size).toBe(16);
  });
});
