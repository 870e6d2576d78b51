/** Runs that count are kept as numbers, from which they come back as they were. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CountedRuns } from '../../../src/accounting/ledger/counted-runs.ts';
import { isWhole, knownEntry } from '../../../src/accounting/ledger/known-run.ts';
import { KeyIndex, MOST_COMPARED } from '../../../src/accounting/ledger/run-keys.ts';
import { allEntries } from '../../helpers/entries.ts';
import { fixture } from '../../helpers/fixtures.ts';

it('a run comes back with all that is compared', async () => {
  const entries = (await allEntries([fixture('carbontracker')])).filter((entry) => isWhole(knownEntry(entry)));
  expect(entries.length).toBeGreaterThan(30);
  const counted = new CountedRuns();
  const places = entries.map((entry) => counted.add(entry, entry.traits.contentHash));
  for (const [i, entry] of entries.entries()) {
    expect(counted.at(places[i] ?? -1)).toEqual({ ...knownEntry(entry), files: null });
  }
});

it('groups are found under their keys, the last ones in the order in which they came', () => {
  // Keys that are far apart, near, the same in their last bits, and none.
  const key = fc.oneof(
    fc.integer({ min: 0, max: 40 }),
    fc.constantFrom(Number.NaN, 2 ** 53 - 1),
    fc.integer({ min: 0, max: 40 }).map((n) => n * 2 ** 32),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(key, fc.integer({ min: -50, max: 50 })), { maxLength: 4000 }), (all) => {
      const index = new KeyIndex();
      const lists = new Map<number, number[]>();
      for (const [own, group] of all) {
        index.add(own, group);
        const list = lists.get(own) ?? [];
        if (list.at(-1) !== group) list.push(group);
        lists.set(own, list);
      }
      for (const [own, list] of lists) expect(index.find(own)).toEqual(list.slice(-MOST_COMPARED));
      expect(index.find(-2)).toEqual([]);
    }),
    { numRuns: 30 },
  );
});
