/** fixtures/codecarbon through everything that counts: what is right, and what adding up the rows would make. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { aggregateConsumption, auditLogs } from '../src/index.ts';
import { checkNumbers } from '../tools/fuzz/numbers.ts';
import { fixture } from './helpers/fixtures.ts';

interface Expected {
  runs: number;
  sumWh: number;
  countedWh: number;
  co2eqG: number | null;
}

const expected = new Map(
  readFileSync(fixture('codecarbon', 'README.md'), 'utf8')
    .split('\n')
    .flatMap((row): [string, Expected][] => {
      const [, name, runs, sum, counted, co2eq] =
        /^\| ([\d.a-z-]+) \| .+ \| (\d+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+|unknown) \|$/.exec(row) ?? [];
      if (name === undefined) return [];
      const co2eqG = co2eq === 'unknown' ? null : Number(co2eq);
      return [[name, { runs: Number(runs), sumWh: Number(sum), countedWh: Number(counted), co2eqG }]];
    }),
);

const folders = readdirSync(fixture('codecarbon'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'others')
  .map(({ name }) => name)
  .sort();

/** What a spreadsheet would make: the column energy_consumed over all rows of all files. */
function sumOfRowsWh(folder: string): number {
  let sumKwh = 0;
  for (const name of readdirSync(folder)) {
    const rows = parse(readFileSync(path.join(folder, name), 'utf8'), {
      ...{ bom: true, columns: true, relax_column_count: true, trim: true },
    }) as Record<string, string>[];
    for (const { energy_consumed = '' } of rows) sumKwh += Number(energy_consumed) || 0;
  }
  return sumKwh * 1000;
}

it('the page of the fixtures lists each folder', () => {
  expect([...expected.keys()].sort()).toEqual(folders);
});

describe.each(folders)('%s', (name) => {
  const folder = fixture('codecarbon', name);
  const { runs, sumWh, countedWh, co2eqG } = expected.get(name) ?? { runs: 0, sumWh: 0, countedWh: 0, co2eqG: null };

  it('counts what its page says', async () => {
    const totals = await aggregateConsumption(folder);
    expect(totals.runs).toBe(runs);
    expect(totals.energyKwh * 1000).toBeCloseTo(countedWh, 2);
    if (co2eqG === null) expect(totals.co2eqG).toBeNull();
    else expect(totals.co2eqG).toBeCloseTo(co2eqG, 2);
    checkNumbers(totals, 'totals');
    checkNumbers(await auditLogs(folder), 'audit');
  });

  // Rows of these have their cells in other places than the header says, which a spreadsheet does not see.
  it.skipIf(['edited', 'glued', 'unread-row'].includes(name))('its rows make the sum that its page says', () => {
    expect(sumOfRowsWh(folder)).toBeCloseTo(sumWh, 2);
  });
});

it('what is not of CodeCarbon is named', async () => {
  const { runs, findings } = await auditLogs(fixture('codecarbon', 'others'));
  expect(runs).toBe(0);
  expect(findings.map(({ code, files }) => [code, files.map((file) => path.basename(file))]).sort()).toEqual([
    ['empty-log', ['emissions_empty.csv']],
    ['left-out', ['emission.csv']],
    ['left-out', ['emissions.csv']],
  ]);
});
