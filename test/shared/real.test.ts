/** Logs of public repositories, which stay beside the checkout: every one is read, and no Actual block is lost. */
import { copyFileSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { figuresOf, type Run, readRuns } from '../../src/index.ts';
import { readFileName } from '../../src/log/file-name.ts';
import { withFolder } from '../helpers/fixtures.ts';
import { hasShared, sharedLogs } from '../helpers/shared.ts';

const root = sharedLogs('real');
const files = hasShared
  ? readdirSync(root, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && readFileName(entry.name) !== null)
      .map((entry) => path.join(entry.parentPath, entry.name))
      .sort()
  : [];
/** The files of each folder and stem. */
const stems = new Map<string, string[]>();
for (const file of files) {
  const key = path.join(path.dirname(file), readFileName(path.basename(file))?.stem ?? '');
  stems.set(key, [...(stems.get(key) ?? []), file]);
}

/** Energies of the Actual blocks of a text, found without our reader. */
function printedActuals(text: string): number[] {
  const blocks = text
    .replaceAll('\0', '')
    .matchAll(/Actual consumption(?: for -?\d+ epoch\(s\))?:\n\s*Time:[^\n]*\n\s*Energy:\s*([\d.e+-]+) kWh/g);
  return [...blocks].map(([, energy]) => Number(energy)).sort((a, b) => a - b);
}

/** Reads the files of one stem as if they were alone in their folder. */
const readAlone = (paths: readonly string[]): Promise<Run[]> =>
  withFolder((folder) => {
    for (const file of paths) copyFileSync(file, path.join(folder, path.basename(file)));
    return readRuns(folder);
  });

const isSound = (value: number | null): boolean => value === null || (Number.isFinite(value) && value >= 0);

describe.skipIf(!hasShared)('real logs', () => {
  it('are many', () => {
    expect(files.length).toBeGreaterThan(300);
    expect(stems.size).toBeGreaterThan(100);
  });

  it.each([...stems].map(([key, paths]) => [path.relative(root, key), paths] as const))('%s', async (_, paths) => {
    const runs = await readAlone(paths);
    const holdsLog = paths.some((file) => !/_(?:err\.log|samples\.csv)$/.test(file) && statSync(file).size > 0);
    if (holdsLog) expect(runs.length).toBeGreaterThan(0);
    for (const run of runs) {
      const { logged, corrected } = figuresOf(run);
      for (const figure of [logged, corrected]) {
        expect([figure.energyKwh, figure.co2eqG, figure.durationS].every(isSound)).toBe(true);
      }
      expect(run.epochs.every(({ durationS }) => isSound(durationS))).toBe(true);
    }
    const output = paths.find((file) => file.endsWith('_output.log'));
    const found = runs.flatMap(({ actual }) => (actual === null ? [] : [actual.energyKwh])).sort((a, b) => a - b);
    const printed = output === undefined ? [] : printedActuals(readFileSync(output, 'utf8'));
    // A block whose lines were logged twice counts once, so the printed energies are compared as a set.
    expect([...new Set(found)]).toEqual([...new Set(printed)]);
  });

  it('are all read from one folder, too, and none is lost there', async () => {
    const runs = await readRuns(root);
    expect(new Set(runs.map(({ id }) => id)).size).toBe(runs.length);
    const seen = new Set(runs.flatMap(({ actual }) => (actual === null ? [] : [actual.energyKwh])));
    const printed = files
      .filter((file) => file.endsWith('_output.log'))
      .flatMap((file) => printedActuals(readFileSync(file, 'utf8')));
    expect(printed.length).toBeGreaterThan(50);
    expect(printed.filter((energyKwh) => !seen.has(energyKwh))).toEqual([]);
  });
});
