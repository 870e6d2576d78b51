import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Run } from '../../src/model/run.ts';
import { contentHash } from '../../src/parser/index.ts';
import { outputLog, standardLog } from '../helpers/logs.ts';
import { runOf } from '../helpers/runs.ts';
import { trackLog } from '../helpers/track-logs.ts';

const at = (id: string, powers: readonly string[] = ['100.0']): Run => ({
  ...runOf(standardLog({ epochs: powers.map((gpu) => ({ power: { gpu } })) }), outputLog([{}], 60)),
  id,
});

it('is the same in every folder, and whatever was found in the run', () => {
  const run = at('a/1.2_2025-01-01T080000Z');
  const copy = { ...run, id: 'b/c/1.2_2025-01-01T080000Z', findings: [] };
  expect(contentHash(copy)).toBe(contentHash(run));
  expect(contentHash(run)).toMatch(/^[0-9a-f]{32}$/);
});

it('tells runs apart by process and start, even where all figures are the same', () => {
  expect(contentHash(at('a/1.2_2025-01-01T080000Z'))).not.toBe(contentHash(at('a/1.3_2025-01-01T080000Z')));
  expect(contentHash(at('a/x#2'))).not.toBe(contentHash(at('a/x')));
});

it('tells runs apart by each power', () => {
  const power = fc.integer({ min: 1, max: 9999 }).map((value) => (value / 10).toFixed(1));
  fc.assert(
    fc.property(fc.uniqueArray(power, { minLength: 2, maxLength: 6 }), fc.nat(), (powers, pick) => {
      const i = pick % (powers.length - 1);
      const swapped = powers.with(i, powers[i + 1] ?? '').with(i + 1, powers[i] ?? '');
      expect(contentHash(at('x', swapped))).not.toBe(contentHash(at('x', powers)));
    }),
  );
});

it('knows a run of ct-track by its id, under any name', () => {
  const { standard, output } = trackLog({ start: { id: 'one' } });
  const other = trackLog({ start: { id: 'two' } });
  const run = runOf(standard, output);
  expect(contentHash({ ...run, id: 'renamed' })).toBe(contentHash(run));
  expect(contentHash(runOf(other.standard, other.output))).not.toBe(contentHash(run));
});
