import path from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { aggregateConsumption } from '../../src/index.ts';
import { fixture, recordedScenarios, withFolder } from '../helpers/fixtures.ts';
import { expectSameTotals, SUFFIXES, writeRanks, writeTable } from '../helpers/tables.ts';

it('the order of logs does not show in the totals, also where runs share a device', () =>
  withFolder(async (folder) => {
    const ranks = writeRanks(folder);
    const totals = await aggregateConsumption(ranks);
    expect(totals.runs).toBe(ranks.length);
    // The CPU is in every rank, so the sum of the ranks is more.
    expect(totals.energyKwh).toBeLessThan(totals.logged.energyKwh * 0.95);
    expectSameTotals(await aggregateConsumption([...ranks].reverse()), totals);
  }));

it('tables of any parts, with copies, in any order and form, add up to the totals of the logs', () =>
  withFolder(async (folder) => {
    const scenarios = recordedScenarios().filter((_, i) => i % 4 === 0);
    const logs = [...writeRanks(folder), ...scenarios.map((name) => fixture('carbontracker', name))];
    const whole = await aggregateConsumption(logs);
    const asLogged = await aggregateConsumption(logs, { asLogged: true });
    // Each folder goes to one part for certain, and perhaps to others too.
    const split = fc
      .record({
        parts: fc.integer({ min: 1, max: 4 }),
        first: fc.array(fc.nat(), { minLength: logs.length, maxLength: logs.length }),
        also: fc.array(fc.nat({ max: 15 }), { minLength: logs.length, maxLength: logs.length }),
        suffixes: fc.array(fc.constantFrom(...SUFFIXES), { minLength: 4, maxLength: 4 }),
        asLogs: fc.boolean(),
        order: fc.nat(),
      })
      .map(({ parts, first, also, suffixes, asLogs, order }) => {
        const lists = Array.from({ length: parts }, (_, part) =>
          logs.filter((_, i) => (first[i] ?? 0) % parts === part || ((also[i] ?? 0) & (1 << part)) !== 0),
        );
        const rotated = lists.map((list) => [
          ...list.slice(order % (list.length || 1)),
          ...list.slice(0, order % (list.length || 1)),
        ]);
        return { lists: rotated.filter((list) => list.length > 0), suffixes, asLogs };
      });
    let round = 0;
    await fc.assert(
      fc.asyncProperty(split, async ({ lists, suffixes, asLogs }) => {
        round += 1;
        const tables: string[] = [];
        const [given = [], ...rest] = lists;
        for (const [i, list] of (asLogs ? rest : lists).entries()) {
          const file = path.join(folder, `part-${round}-${i}${suffixes[i]}`);
          await writeTable(file, list);
          tables.push(file);
        }
        expectSameTotals(await aggregateConsumption(asLogs ? given : [], { tables }), whole);
        expectSameTotals(await aggregateConsumption(asLogs ? given : [], { tables, asLogged: true }), asLogged);
      }),
      { numRuns: 40 },
    );
  }));
