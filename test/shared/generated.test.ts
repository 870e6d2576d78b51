import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasShared, sharedLogs } from '../helpers/shared.ts';
import { expectTruth, type Truth } from '../helpers/truth.ts';

const truth: Truth[] = hasShared ? JSON.parse(readFileSync(sharedLogs('generated', 'truth.json'), 'utf8')) : [];

describe.skipIf(!hasShared)('every recorded directory totals the truth', () => {
  it('has entries', () => expect(truth.length).toBeGreaterThan(400));

  it.each(truth.map((entry) => [entry.dir, entry] as const))('%s', async (dir, entry) => {
    await expectTruth(sharedLogs('generated', dir), entry);
  });
});
