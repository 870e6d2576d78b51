import { describe, expect, it } from 'vitest';
import { factsOfEntries } from '../../../src/report/statement/fact-totals.ts';
import { factorCounts } from '../../../src/report/statement/factor-texts.ts';
import { allEntries } from '../../helpers/entries.ts';
import { fixture } from '../../helpers/fixtures.ts';

const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);

describe('the table of factors and the sentence', () => {
  it.each(['console', 'carbontracker', 'carbontracker-events', 'codecarbon'])(
    'count the runs of %s alike',
    async (folder) => {
      const entries = await allEntries(fixture(folder));
      const { intensities, pues } = factsOfEntries(entries);
      const table = factorCounts(entries);
      const inTable = (counts: typeof table.pues, without: RegExp): number =>
        sum(counts.filter(({ name }) => !without.test(name)).map(({ count }) => count));
      expect(inTable(table.intensities, /^not in the log$|^nothing was measured$/)).toBe(
        sum(intensities.map(({ runs }) => runs)),
      );
      expect(inTable(table.pues, /^nothing was measured$/)).toBe(sum(pues.map(({ runs }) => runs)));
      expect(sum(table.pues.map(({ count }) => count))).toBe(entries.length);
    },
  );

  it('show the intensity that a printed total implies', async () => {
    const entries = await allEntries(fixture('console'));
    expect(entries.some(({ run, figures }) => run.intensity === null && figures.corrected.co2eqG !== null)).toBe(true);
    const names = factorCounts(entries).intensities.map(({ name }) => name);
    expect(names.filter((name) => name === 'not in the log')).toHaveLength(0);
  });
});
