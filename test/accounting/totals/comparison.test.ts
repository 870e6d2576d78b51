import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  compareRuns,
  type Entry,
  entryOfRow,
  type RunRow,
  rowOf,
  withoutEpochs,
} from '../../../src/accounting/index.ts';
import { aggregateConsumption, compareCountries, countryAverage } from '../../../src/index.ts';
import { allEntries } from '../../helpers/entries.ts';
import { fixture, withFolder } from '../../helpers/fixtures.ts';
import { writeRanks } from '../../helpers/tables.ts';

const entriesIn = async (...logs: string[]): Promise<Entry[]> => (await allEntries(logs)).map(withoutEpochs);
const changedRow = (entry: Entry, change: (row: RunRow) => Partial<RunRow>): Entry => {
  const row = rowOf(entry);
  return entryOfRow({ ...row, ...change(row) });
};

const ids = (runs: readonly { runId: string }[]): string[] => runs.map(({ runId }) => runId).sort();
const idsOf = (entries: readonly Entry[]): string[] => entries.map(({ run }) => run.id).sort();

it('of any two parts of a set: what only one has, and the difference of their totals', async () => {
  const rows = (await entriesIn(fixture('carbontracker'))).map((entry, i) =>
    changedRow(entry, () => ({ runId: `folder/${i}_2025-01-01T080000Z` })),
  );
  const inBoth = fc.array(fc.nat({ max: 3 }), { minLength: rows.length, maxLength: rows.length });
  fc.assert(
    fc.property(inBoth, (where) => {
      const a = rows.filter((_, i) => ((where[i] ?? 0) & 1) !== 0);
      const b = rows.filter((_, i) => ((where[i] ?? 0) & 2) !== 0).reverse();
      const { same, added, gone, changed, difference } = compareRuns(a, b);
      expect(changed).toEqual([]);
      expect(ids(gone)).toEqual(idsOf(a.filter((row) => !b.includes(row))));
      expect(ids(added)).toEqual(idsOf(b.filter((row) => !a.includes(row))));
      expect(same).toBe(a.filter((row) => b.includes(row)).length);
      const sumKwh = (list: readonly Entry[]) => list.reduce((sum, { whole }) => sum + whole.energyKwh, 0);
      expect(difference.energyKwh).toBeCloseTo(sumKwh(b) - sumKwh(a), 10);
    }),
    { numRuns: 100 },
  );
});

it('a run that changed is known by ct-track’s id or its name', () =>
  withFolder(async (folder) => {
    const rows = await entriesIn(...writeRanks(folder, 2), fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1'));
    const doubled = rows.map((entry) =>
      changedRow(entry, ({ figures, trackingId, runId, contentHash }) => {
        const corrected = { ...figures.corrected, energyKwh: figures.corrected.energyKwh * 2 };
        const name = trackingId === null ? `moved/${runId.split('/').at(-1)}` : 'renamed';
        return { runId: name, contentHash: `other ${contentHash}`, figures: { ...figures, corrected } };
      }),
    );
    const { same, added, gone, changed } = compareRuns(rows, doubled);
    expect([same, added, gone]).toEqual([0, [], []]);
    expect(changed).toHaveLength(3);
    for (const { a, b, energyKwh, energyPercent, co2eqPercent } of changed) {
      expect(energyKwh).toBeCloseTo(b.energyKwh - a.energyKwh, 15);
      expect(energyPercent).toBeCloseTo(100, 9);
      expect(co2eqPercent).toBe(0);
    }
  }));

it('an unknown CO2eq has no difference', async () => {
  const [a, b] = [
    await entriesIn(fixture('defects', 'P22')),
    await entriesIn(fixture('carbontracker', '2.2.0', 'gpu2_e3_p1'), fixture('defects', 'P1')),
  ];
  const { difference, totals } = compareRuns(a, b);
  expect([totals.a.runs, totals.b.runs]).toEqual([1, b.length]);
  expect([difference.co2eqG, difference.co2eqPercent]).toEqual([null, null]);
  const expected = await aggregateConsumption([fixture('defects', 'P22')]);
  expect(totals.a).toEqual(expected);
});

it('nothing to compare with has no percentage', async () => {
  const none = await entriesIn(fixture('carbontracker', '2.4.3', 'cli_sigint'));
  const some = await entriesIn(fixture('carbontracker', '2.4.3', 'gpu1_cpu1_e3_p1'));
  expect(compareRuns(none, some).difference.energyPercent).toBeNull();
  expect(compareRuns(some, none).difference.energyPercent).toBe(-100);
});

it('a time alone does not make two runs the same one', async () => {
  const [a, b] = [
    await entriesIn(fixture('carbontracker', '1.0.4', 'gpu1_cpu1_e3_p1')),
    await entriesIn(fixture('carbontracker', '1.1.2', 'cpu_tiny_e3_p1')),
  ];
  const stems = [...a, ...b].map(({ run }) => run.id.split('/').at(-1));
  expect(stems[0]).toBe(stems[1]);
  expect(compareRuns(a, b)).toMatchObject({ same: 0, changed: [], added: [{}], gone: [{}] });
});

it('gives the CO2eq of one energy in several countries', async () => {
  const averages = [await countryAverage('dk', 2021), await countryAverage('FR', 2021)];
  const [dk, fr] = compareCountries(2, averages);
  // CO2.js, Electricity Maps: 211 g/kWh in Denmark in 2021.
  expect(dk).toMatchObject({ country: 'DK', year: 2021, gPerKwh: 211, co2eqG: 422 });
  expect(dk?.equivalents['km travelled by car']).toBeCloseTo(422 / 106.8, 12);
  expect(fr?.co2eqG).toBe(2 * (averages[1]?.gPerKwh ?? Number.NaN));
  expect(fr?.source).toContain('France');
});
