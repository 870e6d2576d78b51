import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRuns } from '../src/index.ts';
import { copyLogs, fixture, inRepository, recordedScenarios, trueName, withFolder } from './helpers/fixtures.ts';
import { expectTruth, type Truth } from './helpers/truth.ts';

const truth: Truth[] = JSON.parse(readFileSync(fixture('carbontracker', 'truth.json'), 'utf8'));

describe('every recorded fixture totals the truth', () => {
  it('covers 13 versions, and each folder has its entry', () => {
    expect(truth.map(({ dir }) => dir).sort()).toEqual(recordedScenarios());
    expect(new Set(truth.map(({ version }) => version)).size).toBe(13);
  });

  it.each(truth.map((entry) => [entry.dir, entry] as const))('%s', async (dir, entry) => {
    await withFolder(async (folder) => {
      copyLogs(fixture('carbontracker', dir), folder);
      await expectTruth(folder, entry);
    });
  });
});

it("the pages count the folders that carbontracker's own parser totals correctly", () => {
  /** What `aggregate_consumption` of carbontracker 2.4.3 returned for each folder, in kWh; null where it raised an error. */
  const totals: Record<string, number | null> = JSON.parse(
    readFileSync(fixture('carbontracker', 'own-totals-2.4.3.json'), 'utf8'),
  );
  expect(Object.keys(totals).sort()).toEqual(recordedScenarios());
  const right = truth.filter(({ dir, expected: { energy_kWh, rel_tol } }) => {
    const kwh = totals[dir];
    return kwh != null && Math.abs(kwh - energy_kWh) <= Math.max(1e-12, Math.max(1e-3, rel_tol) * energy_kWh);
  });
  const page = (...names: string[]): string => readFileSync(inRepository(...names), 'utf8');
  const counts = `${right.length} of ${truth.length} folders`;
  expect(page('README.md')).toContain(`[${right.length} of the ${truth.length}](docs/differences.md#how-often`);
  expect(page('docs', 'differences.md')).toContain(`carbontracker 2.4.3, as recorded: ${counts}`);
  expect(page('docs', 'differences.md')).toContain(`ct-parse: ${truth.length} of ${truth.length} folders`);
});

describe('what else each fixture says', () => {
  it.each(truth.map((entry) => [entry.dir, entry] as const))('%s: writer, devices, durations', async (dir, entry) => {
    const runs = await readRuns(fixture('carbontracker', dir));
    const durations = runs.flatMap(({ epochs }) => epochs.map(({ durationS }) => durationS));
    // 1.0.7 and 1.1.0 cut durations to whole seconds.
    const slack = ['1.0.7', '1.1.0'].includes(entry.version) ? 1 : 0.00501;
    expect(durations).toHaveLength(entry.epoch_durations_s.length);
    for (const [i, durationS] of durations.entries()) {
      expect(Math.abs((durationS ?? Number.NaN) - (entry.epoch_durations_s[i] ?? Number.NaN))).toBeLessThanOrEqual(
        slack,
      );
    }
    for (const run of runs) {
      expect(run.writer).toEqual({ tool: 'carbontracker', version: entry.version });
      expect(run.components.map(({ name, devices }) => ({ name, devices }))).toEqual(entry.components);
    }
  });

  it('file names of 1.0.x to 1.1.2 get their colon back, later ones stay', () => {
    expect(trueName('2026-11-23T1538Z_carbontracker.log')).toBe('2026-11-23T15:38Z_carbontracker.log');
    expect(trueName('77_2026-11-23T153812Z_carbontracker.log')).toBe('77_2026-11-23T153812Z_carbontracker.log');
    const [name = ''] = readdirSync(fixture('carbontracker', '1.1.2', 'gpu2_e3_p1'));
    expect(trueName(name)).toContain(':');
    expect(path.basename(name)).not.toContain(':');
  });
});
