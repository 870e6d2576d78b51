/** What a folder reads by itself, and what it only names because it may be something else. */
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readRuns } from '../../src/index.ts';
import { fixture, withFolder } from '../helpers/fixtures.ts';

const NOTES = fixture('console', 'notes.md');

async function readFolder(folder: string): Promise<{ runs: number; leftOut: string[] }> {
  const leftOut: string[] = [];
  const runs = await readRuns(folder, {
    onFinding: ({ code, files = [] }) => void (code === 'left-out' && leftOut.push(...files)),
  });
  return { runs: runs.length, leftOut };
}

it('a page that quotes console text is named, and read where it is an argument', () =>
  withFolder(async (folder) => {
    const { length } = await readRuns(NOTES);
    expect(length).toBeGreaterThan(0);
    for (const name of ['README.md', 'readme.txt']) copyFileSync(NOTES, path.join(folder, name));
    const quoting = ['README.md', 'readme.txt'].map((name) => path.join(folder, name));
    expect(await readFolder(folder)).toEqual({ runs: 0, leftOut: quoting });
    expect(await readRuns(path.join(folder, 'README.md'))).toHaveLength(length);
    expect((await readRuns(folder, { inputFormat: 'console' })).length).toBeGreaterThan(0);
    copyFileSync(NOTES, path.join(folder, 'readme-of-runs.md'));
    copyFileSync(NOTES, path.join(folder, 'results.md'));
    const both = await readFolder(folder);
    expect(both.runs).toBe(length);
  }));
